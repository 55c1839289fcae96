import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';
import { RecordedTraces } from './__testUtils__/RecordedTraces';

const databases = testDatabases();

const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: traced, title: Traced }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: Traced
    commitMessage: 'fix: traced'
    steps:
      - replace: { files: [settings.txt], find: old, with: new }
  rollout: { canary: { approval: false }, maxParallel: 1 }
`;

describe('traces', () => {
  const traces = new RecordedTraces();
  let folder: string;
  let orchestrator: TestOrchestrator;

  beforeEach(async () => {
    traces.register();
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-traces-'));
  });

  async function start(names: string[]): Promise<void> {
    for (const name of names) {
      await makeRepository(join(folder, 'repositories'), name, {
        'settings.txt': 'old\n',
      });
    }
    orchestrator = await startOrchestrator({
      entities: moduleEntities(names),
      database: databases.locationOf(await databases.init('PostgreSQL')),
      folder,
    });
  }

  afterEach(async () => {
    await orchestrator?.stop();
    traces.unregister();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('lead from the request over the command and the attempt to git', async () => {
    await start(['api']);
    const { client } = orchestrator;
    const { id: runId } = await client.createRun({
      body: { manifest: MANIFEST },
    });
    await orchestrator.until(runId, 'readyToStart');

    const [request] = traces.of('orchestrator.request.createRun');
    const [command] = traces.of('orchestrator.command.create');
    const [attempt] = traces.of('orchestrator.attempt');
    const [execute] = traces.of('orchestrator.execute.dryRun');
    const [complete] = traces.of('orchestrator.command.complete');
    const git = traces.spans.find(({ name }) => name.startsWith('git '));
    expect(command.parentId).toBe(request.spanId);
    expect(attempt.parentId).toBe(command.spanId);
    expect(execute.parentId).toBe(attempt.spanId);
    expect(complete.parentId).toBe(attempt.spanId);
    expect(git?.parentId).toBe(execute.spanId);
    for (const span of [command, attempt, execute, complete, git]) {
      expect(span?.traceId).toBe(request.traceId);
    }
    expect(attempt.attributes).toMatchObject({
      'orchestrator.run.id': runId,
      'orchestrator.target.id': 'component.default.api',
      'orchestrator.attempt': 1,
      'orchestrator.request.id': request.attributes['orchestrator.request.id'],
    });
  });

  it('go on with what the result of one target lets begin at another', async () => {
    await start(['api', 'web']);
    const { client } = orchestrator;
    const { id: runId } = await client.createRun({
      body: { manifest: MANIFEST },
    });
    await orchestrator.until(runId, 'readyToStart');
    await client.startRun({ params: { runId } });
    await eventually('both changes are open', async () => {
      const { counts } = await client.getRun({ params: { runId } });
      return counts.open === 2;
    });
    const { items } = await client.listEvents({
      params: { runId },
      query: { limit: 200 },
    });
    const started = items.find(({ type }) => type === 'run.started');
    const applies = items.filter(
      ({ type, data }) =>
        type === 'target.queued' &&
        (data as { stage: string }).stage === 'apply',
    );
    expect(applies.map(({ targetId }) => targetId).sort()).toEqual([
      'component.default.api',
      'component.default.web',
    ]);
    for (const { requestId } of applies) {
      expect(requestId).toBe(started?.requestId);
    }
    const [request] = traces.of('orchestrator.request.startRun');
    expect(
      traces.of('orchestrator.execute.apply').map(({ traceId }) => traceId),
    ).toEqual([request.traceId, request.traceId]);
  });
});
