import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { git, makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();

const manifestOf = (name: string) => `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: ${name}, title: ${name} }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: ${name}
    commitMessage: 'fix: ${name}'
    steps:
      - replace: { files: [settings.txt], find: old, with: ${name} }
      - run: { command: [node, test.js] }
  rollout:
    canary: { approval: false }
    failureLimit: { percent: 100 }
    retry: { maxRetries: 0 }
`;

describe.each(databases.supported)('commands on dead letters, on %s', kind => {
  let folder: string;
  let orchestrator: TestOrchestrator;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-letters-'));
    for (const name of ['good', 'bad']) {
      await makeRepository(join(folder, 'repositories'), name, {
        'settings.txt': 'token: old\n',
        'test.js': `process.exit(${name === 'good' ? 0 : 1})\n`,
      });
    }
    const database = await databases.init(kind);
    orchestrator = await startOrchestrator({
      entities: moduleEntities(['good', 'bad']),
      database: databases.locationOf(database),
      folder,
    });
  });

  afterEach(async () => {
    await orchestrator?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function dryRun(name: string): Promise<string> {
    const { id } = await orchestrator.client.createRun({
      body: { manifest: manifestOf(name) },
    });
    await orchestrator.until(id, 'readyToStart');
    return id;
  }

  const deadLetters = async () =>
    (await orchestrator.client.listDeadLetters()).totalItems;
  const bad = (runId: string) => ({
    runId,
    targetId: 'component.default.bad',
  });

  it('work on several runs, each all or nothing, and say of each target why not', async () => {
    const { client } = orchestrator;
    const first = await dryRun('first');
    const second = await dryRun('second');
    expect(await deadLetters()).toBe(2);
    const good = { runId: second, targetId: 'component.default.good' };

    const { runs } = await client.commandDeadLetters({
      body: {
        action: 'retry',
        targets: [
          bad(first),
          bad(second),
          good,
          { runId: second, targetId: 'component.default.none' },
          bad('no-such-run'),
        ],
        reason: 'The gate was flaky',
      },
    });
    expect(runs).toEqual([
      {
        runId: first,
        outcome: 'done',
        targets: ['component.default.bad'],
        refused: [],
      },
      {
        runId: second,
        outcome: 'refused',
        targets: [
          'component.default.bad',
          'component.default.good',
          'component.default.none',
        ],
        refused: [
          {
            targetId: 'component.default.good',
            reason: expect.stringContaining('only a failed or cancelled'),
          },
          {
            targetId: 'component.default.none',
            reason: expect.stringContaining('has no target'),
          },
        ],
      },
      {
        runId: 'no-such-run',
        outcome: 'refused',
        targets: ['component.default.bad'],
        refused: [],
        reason: 'There is no run no-such-run',
      },
    ]);
    await eventually(
      'it failed again',
      async () => (await deadLetters()) === 2,
    );
    const { items } = await client.listDeadLetters({ query: { run: [first] } });
    expect(items[0].attempts).toHaveLength(2);

    await client.commandDeadLetters({
      body: {
        action: 'skip',
        targets: [bad(first), bad(second)],
        reason: 'Not ours',
      },
    });
    expect(await deadLetters()).toBe(0);
  });

  it('need the permission to operate the run', async () => {
    const run = await dryRun('third');
    orchestrator.deny('orchestrator.run.operate');
    const { runs } = await orchestrator.client.commandDeadLetters({
      body: { action: 'skip', targets: [bad(run)], reason: 'x' },
    });
    expect(runs).toEqual([
      expect.objectContaining({
        outcome: 'refused',
        reason: expect.stringContaining('orchestrator.run.operate is missing'),
      }),
    ]);
    orchestrator.deny('orchestrator.run.read');
    expect(await deadLetters()).toBe(0);
  });

  it('say that nothing can be taken back of what opened no change', async () => {
    const run = await dryRun('fourth');
    const { runs } = await orchestrator.client.commandDeadLetters({
      body: { action: 'rollback', targets: [bad(run)], reason: 'x' },
    });
    expect(runs[0].refused[0].reason).toContain(
      'a rollback is not possible now',
    );
  });

  it.each([
    ['open', 'withdrawn', { change: 'closed', left: '' }],
    ['merged', 'reverting', { change: 'merged', left: 'open' }],
  ] as const)(
    'take a change back that is %s, once what kept its rollback from it is gone',
    async (state, taken, then) => {
      const { client } = orchestrator;
      const runId = await dryRun('fifth');
      const params = { runId };
      const target = () =>
        client.getTarget({
          params: { runId, targetId: 'component.default.good' },
        });
      await client.startRun({ params });
      await eventually(
        'the change is open',
        async () => (await target()).status === 'open',
      );
      if (state === 'merged') {
        await client.mergeLocalChange({
          params: { changeId: (await target()).change?.id ?? '' },
        });
        await eventually(
          'the merge is known',
          async () => (await target()).status === 'merged',
        );
      }
      const repository = join(folder, 'repositories', 'good.git');
      const branches = async () =>
        (await git(repository, 'branch', '--list', 'orchestrator/*')).split(
          '\n',
        );
      expect(await branches()).not.toEqual(['']);
      await rename(repository, `${repository}.away`);
      await client.rollback({ params, body: { reason: 'Wrong' } });
      await eventually(
        'the rollback has failed',
        async () => (await target()).status === 'failed',
      );
      await rename(`${repository}.away`, repository);

      const { runs } = await client.commandDeadLetters({
        body: {
          action: 'rollback',
          targets: [{ runId, targetId: 'component.default.good' }],
          reason: 'The disk is back',
        },
      });
      expect(runs).toEqual([
        {
          runId,
          outcome: 'done',
          targets: ['component.default.good'],
          refused: [],
        },
      ]);
      await eventually(
        'it is taken back',
        async () => (await target()).status === taken,
      );
      const { change, revert } = await target();
      const branch = revert?.branch ?? 'main';
      expect({
        change: change?.state,
        left: revert?.state ?? (await branches()).join(),
        text: await git(repository, 'show', `${branch}:settings.txt`),
      }).toEqual({ ...then, text: 'token: old' });
      const left = await client.listDeadLetters({ query: { run: [runId] } });
      expect(left.items.map(({ target: { id } }) => id)).toEqual([
        'component.default.bad',
      ]);
    },
  );

  it('stand beside the workers, queues and timers that operators see', async () => {
    await dryRun('sixth');
    const work = await orchestrator.client.getWork();
    expect(work).toMatchObject({
      deadLetters: 1,
      workers: [
        {
          pid: process.pid,
          lanes: ['git', 'train'],
          slots: 4,
          state: 'alive',
          version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        },
      ],
      timers: { waiting: 0, due: 0, items: [] },
      approvals: { waiting: 0 },
    });
  });

  it('keep to the limits of the portal, and name field, found and limit', async () => {
    await orchestrator.stop();
    orchestrator = await startOrchestrator({
      entities: [],
      database: databases.locationOf(await databases.init(kind)),
      folder,
      config: {
        // What a body refuses is not counted: nobody knows yet whose it is.
        limits: { steps: 1, manifestBytes: 2048, requestsPerMinute: 3 },
      },
    });
    const { client } = orchestrator;
    const check = (manifest: string) =>
      client.validateManifest({ body: { manifest } });
    const step = '      - replace: { files: [a], find: a, with: b }\n';
    const one = manifestOf('a').replace(/ +- run:.*\n/, '');
    const two = one.replace('  rollout:', `${step}  rollout:`);
    expect((await check(two)).issues).toEqual([
      expect.objectContaining({
        path: 'spec.change.steps',
        found: '2 steps',
        accepted: 'at most 1 (orchestrator.limits.steps)',
      }),
    ]);
    expect((await check(`# ${'x'.repeat(3000)}`)).issues[0].message).toMatch(
      /found a text of 3002 bytes, accepted is a text of at most 2 KiB/,
    );
    const large = await check('x'.repeat(9000)).catch(error => error);
    expect([large.statusCode, large.body.detail]).toEqual([
      413,
      expect.stringContaining('accepted are at most 8192 bytes'),
    ]);
    await check(one);
    const refused = await check(one).catch(error => error);
    expect([refused.statusCode, refused.body.detail]).toEqual([
      429,
      expect.stringMatching(
        /^user:default\/ana: found more than 3 requests within a minute, accepted are 3 /,
      ),
    ]);
  });

  it('hold a sweep with more targets than it may have back, in a preview as at its start', async () => {
    await orchestrator.stop();
    orchestrator = await startOrchestrator({
      entities: moduleEntities(['good', 'bad']),
      database: databases.locationOf(await databases.init(kind)),
      folder,
      config: { limits: { targets: 1, requestsPerMinute: 0 } },
    });
    const { client } = orchestrator;
    const body = { manifest: manifestOf('many') };
    for (const call of [
      client.previewTargets({ body }),
      client.createRun({ body }),
    ]) {
      const { statusCode, body: problem } = await call.catch(error => error);
      expect([statusCode, problem.issues]).toEqual([
        400,
        [
          {
            path: 'spec.targets',
            found: '2 targets',
            accepted: 'at most 1 (orchestrator.limits.targets)',
            message:
              'spec.targets: found 2 targets, accepted is at most 1 (orchestrator.limits.targets)',
          },
        ],
      ]);
    }
    expect((await client.listRuns()).totalItems).toBe(0);
    const few = body.manifest.replace(
      'kind: component }',
      'kind: component, metadata.name: good }',
    );
    const { targets } = await client.previewTargets({
      body: { manifest: few },
    });
    expect(targets).toBe(1);
  });
});
