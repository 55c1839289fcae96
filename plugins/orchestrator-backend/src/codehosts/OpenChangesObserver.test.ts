import { mockServices } from '@backstage/backend-test-utils';
import type { Change } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHost,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { SleepingHosts } from '../pacing';
import {
  ANA,
  BEN,
  describeTargets,
  RunHarness,
} from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { OpenChangesObserver } from './OpenChangesObserver';

const databases = testDatabases();

/** A code host that has what people made of the changes, and tells nobody. */
class SilentHost {
  readonly type = 'local';
  readonly looks: string[] = [];
  readonly changes = new Map<string, Partial<Change>>();
  failure: Error | undefined;
  known = async (_id: string): Promise<Change | undefined> => undefined;

  async getChange({ id }: Pick<Change, 'id'>): Promise<Change | undefined> {
    this.looks.push(id);
    if (this.failure) {
      throw this.failure;
    }
    const known = await this.known(id);
    return known && { ...known, ...this.changes.get(id) };
  }
}

describe.each(databases.supported)('open changes on %s', kind => {
  let harness: RunHarness;
  let runId: string;
  const logger = mockServices.logger.mock();

  async function setUp(targets: number): Promise<SilentHost> {
    harness = new RunHarness(await databases.init(kind));
    runId = await harness.create(describeTargets(targets), {
      canary: false,
      batches: { initial: 500, max: 500 },
      maxParallel: 1000,
    });
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work();
    const host = new SilentHost();
    host.known = async id => (await harness.target(runId, id)).change;
    return host;
  }

  function observer(host: SilentHost, holder = 'a') {
    const { database, clock, runs } = harness;
    return new OpenChangesObserver({
      database,
      clock,
      logger,
      holder,
      sleeping: new SleepingHosts({ database, time: async () => clock.now() }),
      hosts: [host as unknown as CodeHost],
      onSeen: seen =>
        runs.observe(
          seen.runId,
          seen.targetId,
          seen.change,
          seen.change.closedBy,
          ANA,
        ),
      pause: async () => {},
    });
  }

  const name = (n: number) => `component.default.m-000${n}`;

  it('become merged or declined as people have made them on a host that tells nobody', async () => {
    const host = await setUp(4);
    host.changes.set(name(1), { state: 'merged', mergeCommit: 'c0ffee' });
    host.changes.set(name(2), { state: 'closed', closedBy: BEN });
    host.changes.set(name(3), { review: 'approved', checks: 'passed' });
    const watching = observer(host);
    for (let tick = 0; tick < 4; tick += 1) {
      await watching.tick();
    }
    expect(await harness.counts(runId)).toEqual({
      merged: 1,
      declined: 1,
      open: 2,
    });
    expect(await harness.target(runId, name(2))).toMatchObject({
      declinedBy: BEN,
    });
    expect((await harness.target(runId, name(3))).change).toMatchObject({
      review: 'approved',
      checks: 'passed',
    });
  });

  it('are each looked at once in a round, and a quarter of them in a tick', async () => {
    const host = await setUp(8);
    const watching = observer(host);
    await watching.tick();
    expect(host.looks).toHaveLength(2);
    for (let tick = 0; tick < 3; tick += 1) {
      await watching.tick();
    }
    expect([...host.looks].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(name));
    await watching.tick();
    expect(host.looks).toHaveLength(10);
  });

  it('are not looked at faster than a host can bear', async () => {
    const host = await setUp(400);
    await observer(host).tick();
    expect(host.looks).toHaveLength(75);
  });

  it('are looked at by one process at a time, and by another from the same place when it is gone', async () => {
    const host = await setUp(8);
    await observer(host, 'a').tick();
    await observer(host, 'b').tick();
    expect(host.looks).toHaveLength(2);
    harness.clock.advance(61_000);
    await observer(host, 'b').tick();
    expect(host.looks).toEqual([1, 2, 3, 4].map(name));
  });

  it('are left alone while their host sleeps, and put it to sleep where it asks for that', async () => {
    const host = await setUp(8);
    host.failure = new FailureError({
      class: 'rateLimited',
      code: 'hostRateLimited',
      message: 'Slow down',
      retryAfter: '2030-01-01T00:05:00.000Z',
    });
    const watching = observer(host);
    await watching.tick();
    await watching.tick();
    expect(host.looks).toHaveLength(1);
    harness.clock.advance(5 * 60_000);
    host.failure = undefined;
    await watching.tick();
    expect(host.looks).toHaveLength(3);
  });

  it('do not keep each other from being looked at', async () => {
    const host = await setUp(8);
    host.failure = new Error('No such repository');
    const watching = observer(host);
    await watching.tick();
    await watching.tick();
    expect(host.looks).toEqual([1, 2, 3, 4].map(name));
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('No such repository'),
    );
  });
});
