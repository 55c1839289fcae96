import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { testDatabases } from '../testing';
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
  rollout: { canary: { approval: false } }
`;

describe('traces', () => {
  const traces = new RecordedTraces();
  let folder: string;
  let orchestrator: TestOrchestrator;

  beforeEach(async () => {
    traces.register();
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-traces-'));
    await makeRepository(join(folder, 'repositories'), 'api', {
      'settings.txt': 'old\n',
    });
    orchestrator = await startOrchestrator({
      entities: moduleEntities(['api']),
      database: databases.locationOf(await databases.init('PostgreSQL')),
      folder,
    });
  }, 120_000);

  afterEach(async () => {
    await orchestrator?.stop();
    traces.unregister();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('lead from the request over the command and the attempt to git', async () => {
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
});
