import { NotFoundError } from '@backstage/errors';
import type {
  StoredDiff,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  ANA,
  describeTarget,
  describeTargets,
  RunHarness,
  type Script,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { TargetQueries, type TargetFilter } from './TargetQueries';

const databases = testDatabases();

describe.each(databases.supported)('reading targets on %s', kind => {
  let harness: RunHarness;
  let targets: TargetQueries;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    targets = new TargetQueries(harness.database);
  });

  async function titlesOf(
    runId: string,
    filter: TargetFilter = {},
  ): Promise<string[]> {
    return (await targets.list(runId, filter, { limit: 100 })).items.map(
      target => target.title,
    );
  }

  it('pages in the order of the rollout, and those of no batch last', async () => {
    const problem = {
      code: 'noRepository' as const,
      message: 'It has no repository',
    };
    const runId = await harness.create(
      [
        ...describeTargets(7),
        describeTarget('a-problem', { problems: [problem] }),
      ],
      {
        canary: { min: 2, max: 2 },
      },
    );
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    const seen: [number | undefined, number | undefined, string][] = [];
    let cursor: string | undefined;
    do {
      const page = await targets.list(runId, {}, { cursor, limit: 3 });
      expect(page.totalItems).toBe(8);
      seen.push(
        ...page.items.map(
          ({
            batch,
            position,
            title,
          }): [number | undefined, number | undefined, string] => [
            batch,
            position,
            title,
          ],
        ),
      );
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen.map(([, , title]) => title)).size).toBe(8);
    expect(seen.at(-1)).toEqual([undefined, undefined, 'a-problem']);
    const places = seen
      .slice(0, -1)
      .map(([batch = 0, position = 0]) => batch * 1_000 + position);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('pages through targets without a batch, which all have the same place', async () => {
    const runId = await harness.create(describeTargets(5));
    const first = await targets.list(runId, {}, { limit: 2 });
    const second = await targets.list(
      runId,
      {},
      { limit: 2, cursor: first.nextCursor },
    );
    const third = await targets.list(
      runId,
      {},
      { limit: 2, cursor: second.nextCursor },
    );
    expect(
      [...first.items, ...second.items, ...third.items].map(
        target => target.title,
      ),
    ).toEqual([1, 2, 3, 4, 5].map(number => `m-000${number}`));
    expect(third.nextCursor).toBeUndefined();
  });

  it('filters by status, owner, batch, failure and text', async () => {
    const runId = await harness.create(
      [
        ...describeTargets(4),
        describeTarget('a_b', {
          title: 'A_B 100%',
          owner: 'group:default/odd',
        }),
        describeTarget('aXb'),
      ],
      {
        canary: { min: 2, max: 2, approval: false },
        failureLimit: { percent: 100 },
      },
    );
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work((target): TargetOutcome | undefined =>
      target.title === 'm-0003'
        ? {
            type: 'failed',
            failure: { class: 'permanent', code: 'pushDenied', message: 'No' },
          }
        : undefined,
    );
    expect(await titlesOf(runId, { status: ['failed'] })).toEqual(['m-0003']);
    expect(await titlesOf(runId, { failure: ['pushDenied'] })).toEqual([
      'm-0003',
    ]);
    expect(await titlesOf(runId, { failure: ['cloneFailed'] })).toEqual([]);
    expect(await titlesOf(runId, { owner: ['group:default/odd'] })).toEqual([
      'A_B 100%',
    ]);
    expect(await titlesOf(runId, { batch: 0 })).toHaveLength(2);
    expect(await titlesOf(runId, { q: 'a_b' })).toEqual(['A_B 100%']);
    expect(await titlesOf(runId, { q: '0%' })).toEqual(['A_B 100%']);
    expect(await titlesOf(runId, { q: 'COMPONENT:DEFAULT/AXB' })).toEqual([
      'aXb',
    ]);
    expect(await titlesOf(runId, { q: 'local:a_b' })).toEqual(['A_B 100%']);
    const all = { q: 'component:default/' };
    const whole = await targets.list(runId, all, { limit: 100 });
    const first = await targets.list(runId, all, { limit: 4 });
    const rest = await targets.list(runId, all, {
      limit: 100,
      cursor: first.nextCursor,
    });
    expect(whole.totalItems).toBe(whole.items.length);
    expect([first.totalItems, rest.totalItems]).toEqual([
      whole.totalItems,
      whole.totalItems,
    ]);
    expect([...first.items, ...rest.items]).toEqual(whole.items);
    expect(await targets.facets(runId)).toEqual({
      owners: ['odd', 'team-0', 'team-1', 'team-2', 'team-3', 'team-a'].map(
        name => ({ owner: `group:default/${name}`, targets: 1 }),
      ),
      failures: [{ code: 'pushDenied', targets: 1 }],
    });
    expect(await titlesOf(runId, { q: '', status: ['open'] })).toHaveLength(5);
  });

  it('says before the start which batches it would make, and they are those that it makes', async () => {
    const runId = await harness.create(describeTargets(9), {
      canary: { min: 2, max: 2 },
    });
    expect(await targets.plannedBatches(await harness.run(runId))).toEqual([]);
    await harness.work();
    const before = await targets.plannedBatches(await harness.run(runId));
    expect(before[0]).toMatchObject({
      name: 'canary',
      size: 2,
      approval: true,
    });
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    const run = await harness.run(runId);
    expect(run.batches).toMatchObject(before);
    expect(await targets.plannedBatches(run)).toEqual(before);
  });

  it('reads all of a run, a chunk at a time, and ids by status', async () => {
    const runId = await harness.create(describeTargets(1_100));
    const seen: string[] = [];
    for await (const chunk of targets.all(runId)) {
      expect(chunk.length).toBeLessThanOrEqual(500);
      seen.push(...chunk.map(target => target.id));
    }
    expect(seen).toHaveLength(1_100);
    expect(new Set(seen).size).toBe(1_100);
    expect(await targets.ids(runId, ['pending'], 2)).toHaveLength(2);
    expect(await targets.ids(runId, ['merged'], 2)).toEqual([]);
  });

  it('says so where there is no such target', async () => {
    const runId = await harness.create(describeTargets(1));
    expect((await targets.state(runId, 'component.default.m-0001')).title).toBe(
      'm-0001',
    );
    await expect(targets.state(runId, 'none')).rejects.toThrow(NotFoundError);
    await expect(
      targets.state('none', 'component.default.m-0001'),
    ).rejects.toThrow('Run none has no target');
  });

  describe('diffs', () => {
    /** Every target has the diff that its name asks for. */
    const script =
      (patchOf: (title: string) => string): Script =>
      (target, stage) => {
        const diff: StoredDiff = {
          baseCommit: 'base',
          baseBranch: 'main',
          artifact: `sha256:${target.title}`,
          patchId: patchOf(target.title),
          tree: 'tree',
          files: 1,
          additions: 2,
          deletions: 3,
        };
        return stage === 'dryRun'
          ? { type: 'dryRunFinished', diff, gates: [] }
          : undefined;
      };

    it('are shown once where they are the same, those of the canaries first', async () => {
      const runId = await harness.create(describeTargets(8), {
        canary: { min: 1, max: 1 },
      });
      await harness.work(
        script(title =>
          ['m-0001', 'm-0005'].includes(title) ? 'usual' : `odd-${title}`,
        ),
      );
      const run = await harness.run(runId);
      const page = await targets.diffs(run, { limit: 3 });
      expect(page.totalItems).toBe(7);
      expect(page.items.filter(group => group.canary)).toHaveLength(1);
      expect(page.items[0].canary).toBe(true);
      const groups = [...page.items];
      for (let cursor = page.nextCursor; cursor; ) {
        const next = await targets.diffs(run, { cursor, limit: 3 });
        groups.push(...next.items);
        cursor = next.nextCursor;
      }
      expect(groups).toHaveLength(7);
      const usual = groups.find(group => group.patchId === 'usual');
      expect(usual).toMatchObject({ files: 1, additions: 2, deletions: 3 });
      expect(usual?.targets.map(target => target.title)).toEqual([
        'm-0001',
        'm-0005',
      ]);

      await harness.runs.start(runId, ANA.actor.ref, ANA);
      const started = await targets.diffs(await harness.run(runId), {
        limit: 3,
      });
      expect(started.items.map(group => group.canary)).toEqual([
        true,
        false,
        false,
      ]);
      expect(started.items[0].targets[0].batch).toBe(0);
    });

    it('keep their order when the sweep starts', async () => {
      const runId = await harness.create(describeTargets(9), {
        canary: { min: 2, max: 2 },
      });
      // The diff that most targets have is not a canary's alone, and would come first by its size.
      await harness.work(
        script(title =>
          ['m-0001', 'm-0002', 'm-0003'].includes(title)
            ? `odd-${title}`
            : 'usual',
        ),
      );
      const order = async () =>
        (
          await targets.diffs(await harness.run(runId), { limit: 20 })
        ).items.map(group => ({
          patchId: group.patchId,
          canary: group.canary,
          members: group.targets.map(({ id, canary }) => ({ id, canary })),
        }));
      const before = await order();
      expect(
        before.flatMap(({ members }) => members).filter(({ canary }) => canary),
      ).toHaveLength(2);
      await harness.runs.start(runId, ANA.actor.ref, ANA);
      expect(await order()).toEqual(before);
    });

    it('have no canary among them where the rollout has none', async () => {
      const runId = await harness.create(describeTargets(3), { canary: false });
      await harness.work(script(() => 'usual'));
      const page = await targets.diffs(await harness.run(runId), { limit: 10 });
      expect(page).toMatchObject({
        totalItems: 1,
        items: [{ canary: false, artifact: 'sha256:m-0001' }],
      });
      expect(page.nextCursor).toBeUndefined();
    });

    it('are none before the dry run', async () => {
      const runId = await harness.create(describeTargets(3));
      expect(
        await targets.diffs(await harness.run(runId), { limit: 10 }),
      ).toMatchObject({ items: [], totalItems: 0 });
    });
  });
});
