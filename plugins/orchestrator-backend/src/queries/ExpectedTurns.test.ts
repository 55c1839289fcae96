import type { TargetState } from '@backstage-orchestrator/plugin-orchestrator-common';
import { TurnQueries } from '../pacing';
import { describeTargets, RunHarness } from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { ExpectedTurns } from './ExpectedTurns';
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
      turns: {
        ofTargets: async () =>
          new Map([[target.id, { at, limit: '80 per 1m (host)' }]]),
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
});
