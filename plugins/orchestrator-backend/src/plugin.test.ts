import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetSummary } from '@backstage-orchestrator/plugin-orchestrator-common';
import { eventually, testDatabases } from './testing';
import { git, makeRepository } from './testing/gitRepositories';
import { moduleEntities, moduleEntity } from './testing/moduleEntities';
import {
  startOrchestrator,
  type TestOrchestrator,
} from './__testUtils__/startOrchestrator';
import { rebuildReadTables } from './store/rebuild';

const databases = testDatabases();

/** Git and the tests of seven repositories, on a machine that does other things as well. */
jest.setTimeout(120_000);

const MANIFEST = `apiVersion: orchestrator/v1
kind: Sweep
metadata:
  name: node-22
  title: Node 22 everywhere
spec:
  owner: group:default/team-a
  targets:
    filter: { kind: component }
  change:
    title: Run \${{ entity.metadata.name }} on Node 22
    commitMessage: 'build: run on Node 22'
    labels: [sweep]
    steps:
      - json: { file: package.json, set: { /engines/node: '>=22' } }
  gates:
    - id: tests
      run: { command: [node, test.js], timeout: 1m }
  rollout:
    canary: { min: 2, max: 2, selfApproval: true }
    maxParallel: 3
    failureLimit: { percent: 50 }
`;

const OLD = '{\n  "name": "x",\n  "engines": { "node": ">=20" }\n}\n';
const PASSES = 'process.exit(0)\n';
const FAILS_WITH_CHANGE =
  "process.exit(require('./package.json').engines.node === '>=20' ? 0 : 1)\n";

describe.each(databases.supported)('the backend on %s', kind => {
  let folder: string;
  let orchestrator: TestOrchestrator;
  let repositories: string;
  let database: Awaited<ReturnType<typeof databases.init>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-plugin-'));
    repositories = join(folder, 'repositories');
    for (const name of ['api-1', 'api-2', 'api-3', 'api-4']) {
      await makeRepository(repositories, name, {
        'package.json': OLD,
        'test.js': PASSES,
      });
    }
    await makeRepository(repositories, 'pinned', {
      'package.json': OLD,
      'test.js': FAILS_WITH_CHANGE,
    });
    await makeRepository(repositories, 'broken', {
      'package.json': OLD,
      'test.js': 'process.exit(1)\n',
    });
    await makeRepository(repositories, 'modern', {
      'package.json': OLD.replace('20', '22'),
      'test.js': PASSES,
    });
    database = await databases.init(kind);
    orchestrator = await startOrchestrator({
      entities: [
        ...moduleEntities([
          'api-1',
          'api-2',
          'api-3',
          'api-4',
          'pinned',
          'broken',
          'modern',
        ]),
        { ...moduleEntity('homeless'), metadata: { name: 'homeless' } },
        moduleEntity('nobodys', 'gone'),
      ],
      database: databases.locationOf(database),
      folder,
    });
  }, 120_000);

  afterEach(async () => {
    await orchestrator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes a sweep from the manifest to merged changes that git agrees with', async () => {
    const { client } = orchestrator;
    const { id: runId } = await client.createRun({
      body: { manifest: MANIFEST },
    });
    const dryRun = await orchestrator.until(runId, 'readyToStart');
    expect(dryRun.counts).toEqual({ alreadyFine: 1, problem: 2, ready: 6 });
    expect(await git(join(repositories, 'api-1.git'), 'branch', '--list')).toBe(
      '* main',
    );

    const diffs = await client.listDiffs({ params: { runId } });
    expect(diffs.items).toEqual([
      expect.objectContaining({ canary: true, targets: expect.any(Array) }),
    ]);
    const patch = await client.getArtifact({
      params: { runId, digest: diffs.items[0].artifact },
    });
    expect(patch).toContain('+  "engines": { "node": ">=22" }');

    await client.startRun({ params: { runId } });
    const canaries = await orchestrator.until(
      runId,
      'awaitingApproval',
      'tracking',
      'finished',
    );
    expect(canaries.batches[0]).toMatchObject({ name: 'canary', size: 2 });
    const [approval] = canaries.approvals;
    await client.decideApproval({
      params: { runId, approvalId: approval.id },
      body: { decision: 'approved', evidenceDigest: approval.evidenceDigest },
    });
    await orchestrator.until(runId, 'tracking');

    const open = await targetsOf(runId, 'open');
    expect(open.map(target => target.title).sort()).toEqual([
      'api-1',
      'api-2',
      'api-3',
      'api-4',
    ]);
    const failed = await targetsOf(runId, 'failed');
    expect(
      failed.map(target => [target.title, target.failure?.code]).sort(),
    ).toEqual([
      ['broken', 'gateFailedBefore'],
      ['pinned', 'gateFailed'],
    ]);
    for (const target of open) {
      await client.mergeLocalChange({
        params: { changeId: target.change?.id ?? '' },
      });
    }
    const finished = await orchestrator.until(runId, 'finished');
    expect(finished.outcome).toBe('partlySucceeded');

    const report = await client.getReport({ params: { runId } });
    for (const name of ['api-1', 'api-2', 'api-3', 'api-4']) {
      const row = report.targets.find(target => target.title === name);
      const repository = join(repositories, `${name}.git`);
      expect(row?.outcome).toBe('merged');
      expect(await git(repository, 'rev-parse', 'main')).toBe(
        row?.change?.mergeCommit,
      );
      expect(await git(repository, 'show', 'main:package.json')).toContain(
        '>=22',
      );
      expect(await git(repository, 'log', '--format=%B', 'main')).toContain(
        'Orchestrator-Change: ',
      );
    }
    expect(
      await git(join(repositories, 'pinned.git'), 'branch', '--list'),
    ).toBe('* main');
    expect(await client.getReportCsv({ params: { runId } })).toContain('api-1');
    expect(await client.getReportMarkdown({ params: { runId } })).toContain(
      'Node 22 everywhere',
    );
    expect(
      (await rebuildReadTables(database, { write: false })).differences,
    ).toEqual([]);
  });

  it('rolls back open and merged changes selectively', async () => {
    const { client } = orchestrator;
    const { id: runId } = await client.createRun({
      body: {
        manifest: MANIFEST.replace('selfApproval: true', 'approval: false'),
      },
    });
    await orchestrator.until(runId, 'readyToStart');
    await client.startRun({ params: { runId } });
    await orchestrator.until(runId, 'tracking');
    const [first, second] = await targetsOf(runId, 'open');
    await client.mergeLocalChange({
      params: { changeId: first.change?.id ?? '' },
    });
    await client.rollback({
      params: { runId },
      body: { targets: [first.id, second.id], reason: 'It broke' },
    });
    await eventually(
      'both are rolled back',
      async () =>
        (await targetsOf(runId, 'withdrawn', 'reverting')).length === 2,
    );

    expect(
      await git(
        join(repositories, `${second.title}.git`),
        'branch',
        '--list',
        'orchestrator/*',
      ),
    ).toBe('');
    const [reverting] = await targetsOf(runId, 'reverting');
    await client.mergeLocalChange({
      params: { changeId: reverting.revert?.id ?? '' },
    });
    expect(
      await git(
        join(repositories, `${first.title}.git`),
        'show',
        'main:package.json',
      ),
    ).toContain('>=20');
    expect(await targetsOf(runId, 'reverted')).toHaveLength(1);
  });

  it('says what is wrong with a manifest: field, line, found, accepted', async () => {
    const error = await orchestrator.client
      .createRun({
        body: {
          manifest: MANIFEST.replace('maxParallel: 3', 'maxParallel: many'),
        },
      })
      .catch(caught => caught);
    expect(error.body.issues).toEqual([
      expect.objectContaining({
        path: 'spec.rollout.maxParallel',
        line: 21,
        found: expect.stringContaining('many'),
      }),
    ]);
  });

  async function targetsOf(
    runId: string,
    ...status: TargetSummary['status'][]
  ): Promise<TargetSummary[]> {
    return (
      await orchestrator.client.listTargets({
        params: { runId },
        query: { status, limit: 500 },
      })
    ).items;
  }
});

describe('a replica', () => {
  it('that only works answers no call but how it is', async () => {
    const database = await databases.init('SQLite', { migrate: false });
    const worker = await startOrchestrator({
      entities: [],
      database: databases.locationOf(database),
      config: { servePages: false },
    });
    try {
      const { status } = await fetch(`${worker.baseUrl}/runs`);
      expect(status).toBe(404);
      const probe = await fetch(`${worker.baseUrl}/health`);
      expect([probe.status, await probe.json()]).toEqual([
        200,
        {
          status: 'ok',
          checks: { database: 'ok', schema: 'ok', queue: 'ok', disk: 'ok' },
        },
      ]);
    } finally {
      await worker.stop();
    }
  });

  it('that only serves pages works on nothing', async () => {
    const database = await databases.init('SQLite', { migrate: false });
    const server = await startOrchestrator({
      entities: [],
      database: databases.locationOf(database),
      config: { workers: { slots: 0 } },
    });
    try {
      expect((await server.client.getWork()).workers).toMatchObject([
        { slots: 0, lanes: [] },
      ]);
    } finally {
      await server.stop();
    }
  });
});
