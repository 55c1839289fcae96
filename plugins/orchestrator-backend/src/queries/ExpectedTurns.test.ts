import {
  foreseeRun,
  forecastPlan,
  NO_HISTORY,
  type ForecastHistory,
  type ForeseenRun,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TurnQueries } from '../pacing';
import {
  ANA,
  BEN,
  describeTargets,
  RunHarness,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { ExpectedTurns } from './ExpectedTurns';
import { RunQueries } from './RunQueries';
import { TargetQueries } from './TargetQueries';
import { oldestWaiting } from './oldestWaiting';
import { WorkQueries } from './WorkQueries';

const databases = testDatabases();

describe.each(databases.supported)('expected turns on %s', kind => {
  let harness: RunHarness;
  let rates: Record<string, number>;
  let turns: ExpectedTurns;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    rates = {};
    turns = new ExpectedTurns({
      clock: harness.clock,
      turns: new TurnQueries(harness.database),
      targets: new TargetQueries(harness.database),
      places: ids => harness.transport.places(ids),
      startsPerMinute: async () => rates,
    });
  });

  const idOf = (index: number) => `component.default.m-000${index}`;

  it('say how much is ahead of those that have waited longest, and when they are taken at this pace', async () => {
    const id = await harness.create(describeTargets(4));
    const [claim] = await harness.transport.claim({
      lanes: ['git'],
      max: 1,
      worker: 'a',
    });
    rates = { git: 2 };
    const oldest = await oldestWaiting(
      new WorkQueries(harness.database),
      turns,
    );
    expect(oldest.map(({ runId, targetId }) => [runId, targetId])).toEqual(
      [1, 2, 3, 4].map(index => [id, idOf(index)]),
    );
    const turnOf = (targetId: string) =>
      oldest.find(one => one.targetId === targetId)?.turn;
    expect(turnOf(claim.item.targetId ?? '')).toBeUndefined();
    const waiting = oldest.flatMap(({ turn }) => turn ?? []);
    expect(waiting.map(({ ahead }) => ahead).sort()).toEqual([0, 1, 2]);
    const now = harness.clock.now().getTime();
    for (const { waitsFor, ahead = 0, at = '', estimated } of waiting) {
      expect(waitsFor).toBe('slot');
      expect(estimated).toBe(true);
      expect(Date.parse(at) - now).toBe((ahead + 1) * 30_000);
    }
  });

  it('leave the place out of the rows of a list, where nobody asks the queue', async () => {
    const id = await harness.create(describeTargets(2));
    const run = await harness.run(id);
    const target = await harness.target(id, idOf(1));
    expect((await turns.ofTargets(run, [target])).size).toBe(1);
    const { workId, ...row } = target;
    expect((await turns.ofTargets(run, [row])).size).toBe(0);
  });

  it('say which turn a code host has given', async () => {
    const id = await harness.create(describeTargets(1));
    const run = await harness.run(id);
    const target: TargetState = {
      ...(await harness.target(id, idOf(1))),
      status: 'applyQueued',
    };
    const at = new Date(harness.clock.now().getTime() + 60_000).toISOString();
    const stub = new ExpectedTurns({
      clock: harness.clock,
      targets: new TargetQueries(harness.database),
      turns: {
        ofTargets: async () =>
          new Map([[target.id, { at, limit: '80 per 1m (host)' }]]),
        ofWork: async () => new Map(),
      },
      places: ids => harness.transport.places(ids),
      startsPerMinute: async () => rates,
    });
    expect((await stub.ofTargets(run, [target])).get(target.id)).toEqual({
      waitsFor: 'limit',
      at,
      limit: '80 per 1m (host)',
    });
  });

  /** What the forecast of a run says now. */
  async function foretell(
    runId: string,
    history: Partial<ForecastHistory> = {},
  ): Promise<ForeseenRun['turns'] | undefined> {
    const queries = new RunQueries(harness.database);
    const run = await harness.run(runId);
    const plan = forecastPlan(
      run,
      (await queries.counts([runId])).get(runId) ?? {},
      await queries.batchCounts(runId),
    );
    const steps = foreseeRun({
      plan: plan ?? { dryRunsLeft: 0, ready: 0, open: 0 },
      rollout: run.manifest.spec.rollout,
      history: {
        ...NO_HISTORY,
        ...{ retryShare: 0, failureShare: 0, alreadyFineShare: 0 },
        ...{ dryRunMs: [60_000], applyMs: [60_000], approvalMs: [3_600_000] },
        ...history,
      },
      workers: 1,
      writesPerChange: 1,
      owners: 1,
      now: harness.clock.now().toISOString(),
      seed: 1,
    });
    for (;;) {
      const step = steps.next();
      if (step.done) {
        return step.value.turns;
      }
    }
  }

  const minutesUntil = (at = '') =>
    (Date.parse(at) - harness.clock.now().getTime()) / 60_000;

  it('say when the batches of a run begin, and each of their targets', async () => {
    const id = await harness.create(describeTargets(5), {
      canary: { min: 1, max: 1, approval: true },
      batches: { initial: 2, factor: 1, soak: '30m' },
    });
    await harness.work();
    await harness.runs.start(id, BEN, ANA);
    const rows = await new TargetQueries(harness.database).list(
      id,
      { status: ['ready'] },
      { limit: 10 },
    );
    const turnsOf = async (history: Partial<ForecastHistory>) => {
      const found = await turns.ofTargets(await harness.run(id), rows.items, {
        foretell: () => foretell(id, history),
      });
      return rows.items.map(item => found.get(item.id));
    };

    // Nobody can tell when people approve, before there were some approvals.
    const unknown = await turnsOf({ approvals: 4 });
    expect(unknown.map(turn => turn?.at)).toEqual(Array(4).fill(undefined));
    expect(unknown[0]).toEqual({
      ...{ waitsFor: 'batch', batch: 'batch-1', after: 'canary' },
      approval: 'canary',
    });
    expect(unknown[3]).toMatchObject({ batch: 'batch-2', approval: 'canary' });

    // The canary takes a minute, its approval an hour, each target of a batch a minute, and each soak half an hour.
    const known = await turnsOf({ approvals: 5 });
    expect(known.every(turn => turn?.estimated)).toBe(true);
    expect(known.map(turn => minutesUntil(turn?.at))).toEqual([
      91, 92, 123, 124,
    ]);
  });

  it('count what comes before a dry run, and say when it begins', async () => {
    const id = await harness.create(describeTargets(4), { maxParallel: 1 });
    const queries = new TargetQueries(harness.database);
    const run = await harness.run(id);
    const page = await queries.list(id, { status: ['pending'] }, { limit: 10 });
    const exact = await turns.ofTargets(run, page.items, {
      foretell: () => foretell(id),
      dryRunsBefore: (...ids) => queries.dryRunsBefore(...ids),
    });
    const expected = page.items.map(item => exact.get(item.id));
    expect(expected.map(turn => turn?.ahead)).toEqual([1, 2, 3]);
    expect(expected.map(turn => minutesUntil(turn?.at))).toEqual([1, 2, 3]);
    const inList = await turns.ofTargets(run, page.items);
    expect([...inList.values()]).toEqual(Array(3).fill({ waitsFor: 'place' }));
  });

  it('say that a target of a batch under way waits for what it depends on', async () => {
    const [lib, app] = describeTargets(2);
    const id = await harness.create([lib, { ...app, dependsOn: [lib.id] }], {
      canary: false,
      batches: { initial: 2 },
      order: 'dependencies',
    });
    await harness.work();
    await harness.runs.start(id, BEN, ANA);
    const turnOfApp = async () => {
      const run = await harness.run(id);
      const target = await harness.target(id, app.id);
      return (await turns.ofTargets(run, [target])).get(app.id)?.waitsFor;
    };
    expect((await harness.target(id, app.id)).waitsFor).toEqual([lib.id]);
    expect(await turnOfApp()).toBe('dependency');
    await harness.work();
    expect(await turnOfApp()).toBeUndefined();
  });
});
