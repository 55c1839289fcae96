import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { eventually, TestClock, testDatabases } from '../testing';
import { KnexWorkTransport } from './KnexWorkTransport';
import { WorkerPool, type WorkerPoolOptions } from './WorkerPool';
import type { WorkHandler } from './WorkHandler';
import type { Claim, WorkItem, WorkTransport } from './WorkTransport';

jest.setTimeout(60_000);

const LEASE_MS = 30_000;
const POLL_MS = 20;
const HEARTBEAT_MS = 20;

const databases = testDatabases();

describe('WorkerPool', () => {
  const logger = mockServices.logger.mock();
  let clock: TestClock;
  let database: Knex;
  let transport: KnexWorkTransport;
  let pools: WorkerPool[];

  beforeEach(async () => {
    jest.clearAllMocks();
    clock = new TestClock();
    database = await databases.init('SQLite');
    transport = new KnexWorkTransport({
      database,
      clock,
      leaseMs: LEASE_MS,
      pollMs: POLL_MS,
    });
    pools = [];
  });

  afterEach(async () => {
    await Promise.all(pools.map(one => one.stop()));
  });

  function pool(
    execute: WorkHandler['execute'],
    options: Partial<WorkerPoolOptions> & Partial<WorkHandler> = {},
  ): WorkerPool {
    const { abandon, ...rest } = options;
    const created = new WorkerPool({
      transport,
      database,
      handlers: { work: { execute, abandon } },
      lanes: ['git'],
      slots: 3,
      clock,
      logger,
      workerId: 'worker',
      heartbeatMs: HEARTBEAT_MS,
      graceMs: 50,
      random: () => 0.5,
      ...rest,
    });
    pools.push(created);
    return created;
  }

  const enqueue = (...ids: string[]) =>
    database.transaction(trx => transport.enqueue(trx, ids.map(itemOf)));
  const done = (claim: Claim) =>
    database.transaction(trx =>
      transport.settle(trx, [{ claim, kind: 'done' }]),
    );
  const claimAs = (worker: string) =>
    transport.claim({ lanes: ['git'], max: 10, worker });
  const isLeasedUntil = async (wanted: string) => {
    const [row] = await database('work_items');
    return row.lease_until === wanted;
  };
  const isEmpty = async () => (await database('work_items')).length === 0;

  it('works on everything, never on more than it has slots for', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `item-${n}`);
    await enqueue(...ids);
    let busy = 0;
    let mostBusy = 0;
    const handled: string[] = [];
    const workers = pool(async claim => {
      busy += 1;
      mostBusy = Math.max(mostBusy, busy);
      await new Promise(resolve => setTimeout(resolve, 5));
      await done(claim);
      handled.push(claim.item.id);
      busy -= 1;
    });
    expect(workers.stats()).toEqual({ slots: 3, busy: 0 });
    await workers.start();
    await eventually('an empty queue', isEmpty);
    await enqueue('one-more');
    await eventually('one more item', () => handled.includes('one-more'));
    expect(handled.sort()).toEqual([...ids, 'one-more'].sort());
    expect(mostBusy).toBe(3);
    expect(workers.stats()).toMatchObject({
      slots: 3,
      startedAt: clock.now().toISOString(),
    });
  });

  it('tries an item again after a while when its handler throws', async () => {
    await enqueue('a');
    const attempts: number[] = [];
    await pool(async claim => {
      attempts.push(claim.attempt);
      if (claim.attempt < 3) {
        throw new Error(`broken ${claim.attempt}`);
      }
      await done(claim);
    }).start();
    await eventually(
      'the first complaint',
      () => logger.error.mock.calls.length === 1,
    );
    expect(attempts).toEqual([1]);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('broken 1'),
    );
    clock.advance(60_000);
    await eventually(
      'the second complaint',
      () => logger.error.mock.calls.length === 2,
    );
    clock.advance(60_000);
    await new Promise(resolve => setTimeout(resolve, 5 * POLL_MS));
    expect(attempts).toEqual([1, 2]);
    clock.advance(60_000);
    await eventually('an empty queue', isEmpty);
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('tries an item again soon where only the database was in trouble, and later where that goes on', async () => {
    await enqueue('a');
    const attempts: number[] = [];
    await pool(async claim => {
      attempts.push(claim.attempt);
      throw Object.assign(new Error('Connection terminated unexpectedly'), {
        code: 'ECONNRESET',
      });
    }).start();
    const complaints = (count: number) =>
      eventually(
        `complaint ${count}`,
        () => logger.error.mock.calls.length === count,
      );
    await complaints(1);
    for (const [index, seconds] of [1, 2, 4].entries()) {
      clock.advance(seconds * 1_000 - 1);
      await new Promise(resolve => setTimeout(resolve, 5 * POLL_MS));
      expect(attempts).toHaveLength(index + 1);
      clock.advance(1);
      await complaints(index + 2);
    }
    expect(attempts).toEqual([1, 2, 3, 4]);
  });

  it('leaves an item alone that was settled before its handler threw', async () => {
    await enqueue('a');
    await pool(async claim => {
      await done(claim);
      throw new Error('too late');
    }).start();
    await eventually(
      'the complaint',
      () => logger.error.mock.calls.length === 1,
    );
    expect(await isEmpty()).toBe(true);
  });

  it('keeps items of an unknown kind for a worker that knows it', async () => {
    await enqueue('a');
    await pool(async () => {}, { handlers: {} }).start();
    await eventually(
      'the complaint',
      () => logger.error.mock.calls.length === 1,
    );
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('No handler for work of the kind "work"'),
    );
    expect(await database('work_items')).toMatchObject([{ state: 'ready' }]);
  });

  describe('with an item that kills its worker', () => {
    beforeEach(async () => {
      await enqueue('poison');
      for (let death = 0; death < 3; death += 1) {
        await claimAs('dead worker');
        await transport.recover({ all: true });
      }
    });

    it('lets the handler give it up, with a reason', async () => {
      const execute = jest.fn();
      const reasons: string[] = [];
      await pool(execute, {
        maxDeaths: 3,
        async abandon(claim, reason) {
          reasons.push(reason);
          await done(claim);
        },
      }).start();
      await eventually('an empty queue', isEmpty);
      expect(reasons).toEqual([
        '3 workers in a row fell silent with work item poison',
      ]);
      expect(execute).not.toHaveBeenCalled();
    });

    it('drops it where the handler has no say in that', async () => {
      const execute = jest.fn();
      await pool(execute, { maxDeaths: 3 }).start();
      await eventually('an empty queue', isEmpty);
      expect(execute).not.toHaveBeenCalled();
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('poison'),
      );
    });

    it('tries it as long as it may', async () => {
      await pool(async claim => void (await done(claim)), {
        maxDeaths: 4,
      }).start();
      await eventually('an empty queue', isEmpty);
      expect(logger.error).not.toHaveBeenCalled();
    });
  });

  it('stops the work on an item that it lost', async () => {
    await enqueue('a');
    let reason: unknown;
    const workers = pool(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(signal.reason);
          });
        }),
    );
    await workers.start();
    await eventually('a running item', () => workers.stats().busy === 1);
    await database('work_items').update({ attempt: 7, claimed_by: 'thief' });
    await eventually('the loss', () => reason !== undefined);
    await eventually('a free slot', () => workers.stats().busy === 0);
    expect(await database('work_items')).toMatchObject([
      { state: 'running', attempt: 7, claimed_by: 'thief' },
    ]);
  });

  it('renews its leases for as long as the work takes', async () => {
    await enqueue('a');
    let finish = () => {};
    const workers = pool(async claim => {
      await new Promise<void>(resolve => {
        finish = resolve;
      });
      await done(claim);
    });
    await workers.start();
    await eventually('a running item', () => workers.stats().busy === 1);
    for (let third = 0; third < 6; third += 1) {
      clock.advance(LEASE_MS / 3);
      const now = clock.now().getTime();
      const wanted = new Date(now + LEASE_MS).toISOString();
      await eventually('a renewed lease', () => isLeasedUntil(wanted));
    }
    finish();
    await eventually('an empty queue', isEmpty);
    expect(logger.info).not.toHaveBeenCalled();
  });

  it('lets go before its leases end when they can’t be renewed', async () => {
    await enqueue('a');
    let aborted = false;
    const failing = overriding(transport, {
      heartbeat: () => Promise.reject(new Error('no database')),
    });
    const workers = pool(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason);
          });
        }),
      { transport: failing },
    );
    await workers.start();
    await eventually('a running item', () => workers.stats().busy === 1);
    await eventually('a complaint', () => logger.error.mock.calls.length > 0);
    expect(aborted).toBe(false);
    clock.advance(LEASE_MS - HEARTBEAT_MS);
    await eventually('the work to stop', () => aborted);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('takes up what a dead worker left, once its lease has ended', async () => {
    await enqueue('a');
    await claimAs('dead worker');
    await pool(async claim => void (await done(claim))).start();
    await new Promise(resolve => setTimeout(resolve, 3 * HEARTBEAT_MS));
    expect(await isEmpty()).toBe(false);
    clock.advance(LEASE_MS + 1);
    await eventually('an empty queue', isEmpty);
  });

  it('takes it up at its start where no other worker can have it', async () => {
    await enqueue('a');
    await claimAs('its own previous life');
    await pool(async claim => void (await done(claim)), {
      onlyWorker: true,
    }).start();
    await eventually('an empty queue', isEmpty);
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining('Took up 1 items'),
    );
  });

  it('goes on when the database was away, and says so once each way', async () => {
    let down = true;
    const flaky = overriding(transport, {
      claim: options =>
        down
          ? Promise.reject(new Error('no database'))
          : transport.claim(options),
    });
    await enqueue('a');
    await pool(async claim => void (await done(claim)), {
      transport: flaky,
    }).start();
    await eventually('a complaint', () => logger.error.mock.calls.length > 0);
    await enqueue('b');
    await new Promise(resolve => setTimeout(resolve, 500));
    down = false;
    await eventually('an empty queue', isEmpty);
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['its handler threw', 'settle'],
    ['it was interrupted', 'release'],
  ] as const)(
    'gives an item back as soon as the database takes it, where %s while it was away, and counts no death',
    async (_, call) => {
      await enqueue('a');
      let down = false;
      let refusals = 0;
      const refused = Object.assign(new Error('database or disk is full'), {
        code: 'SQLITE_FULL',
      });
      const flaky = overriding(transport, {
        [call]: (...args: Parameters<WorkTransport[typeof call]>) => {
          if (down) {
            refusals += 1;
            return Promise.reject(refused);
          }
          return (transport[call] as (...of: unknown[]) => Promise<unknown>)(
            ...args,
          );
        },
      });
      const attempts: number[] = [];
      const workers = pool(
        async (claim, signal) => {
          attempts.push(claim.attempt);
          if (attempts.length > 1) {
            await done(claim);
            return;
          }
          down = true;
          if (call === 'release') {
            await database('work_items').update({ attempt: 9 });
            await new Promise(resolve => {
              signal.addEventListener('abort', resolve);
            });
            await database('work_items').update({ attempt: 1 });
          }
          throw new Error('no room for the result');
        },
        { transport: flaky, maxDeaths: 1 },
      );
      await workers.start();
      await eventually('it is refused again', () => refusals > 1);
      // For far longer than a lease, which is renewed all the while.
      for (let third = 0; third < 6; third += 1) {
        clock.advance(LEASE_MS / 3);
        const wanted = new Date(clock.now().getTime() + LEASE_MS).toISOString();
        await eventually('a renewed lease', () => isLeasedUntil(wanted));
      }
      expect(workers.stats().busy).toBe(0);
      down = false;
      clock.advance(1);
      await eventually('an empty queue', isEmpty);
      // The one that it has killed would have had it given up.
      expect(attempts).toEqual([1, 2]);
    },
  );

  it('never gives up an item whose handler puts it off, however often', async () => {
    await enqueue('waits for its run');
    let deliveries = 0;
    const execute: WorkHandler['execute'] = async claim => {
      deliveries += 1;
      const runAt = new Date(clock.now().getTime() + 1_000).toISOString();
      await database.transaction(trx =>
        transport.settle(trx, [{ claim, kind: 'retry', runAt }]),
      );
      clock.advance(1_000);
    };
    await pool(execute, { maxDeaths: 3 }).start();
    await eventually('many deliveries', () => deliveries > 10);
    expect(logger.error).not.toHaveBeenCalled();
  });

  describe('stop', () => {
    it('lets the running items end and takes no new ones', async () => {
      await enqueue('a', 'b');
      const handled: string[] = [];
      const workers = pool(
        async (claim, signal) => {
          await new Promise(resolve => setTimeout(resolve, 100));
          expect(signal.aborted).toBe(false);
          await done(claim);
          handled.push(claim.item.id);
        },
        { slots: 1, graceMs: 30_000 },
      );
      await workers.start();
      await eventually('a running item', () => workers.stats().busy === 1);
      await Promise.all([workers.stop(), workers.stop()]);
      expect(handled).toHaveLength(1);
      expect(workers.stats().busy).toBe(0);
      expect(await claimAs('another')).toHaveLength(1);
    });

    it('interrupts what takes longer than the grace, and gives it back at once', async () => {
      await enqueue('a');
      const workers = pool(
        (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      );
      await workers.start();
      await eventually('a running item', () => workers.stats().busy === 1);
      await workers.stop();
      expect(await claimAs('another')).toMatchObject([{ attempt: 2 }]);
      expect(logger.error).not.toHaveBeenCalled();
    });

    it('gives back even what does not listen, whose late result then counts for nothing', async () => {
      await enqueue('a');
      let finish = () => {};
      let lost: Claim[] | undefined;
      const workers = pool(async claim => {
        await new Promise<void>(resolve => {
          finish = resolve;
        });
        lost = await done(claim);
      });
      await workers.start();
      await eventually('a running item', () => workers.stats().busy === 1);
      await workers.stop();
      const [claim] = await claimAs('another');
      expect(claim.attempt).toBe(2);
      finish();
      await eventually('the late result', () => lost !== undefined);
      expect(lost).toHaveLength(1);
      expect(await done(claim)).toEqual([]);
    });

    it('is done at once when nothing was started', async () => {
      const workers = pool(async () => {});
      await workers.stop();
      expect(workers.stats()).toEqual({ slots: 3, busy: 0 });
    });
  });
});

function itemOf(id: string): WorkItem {
  return { id, lane: 'git', kind: 'work', runId: 'run' };
}

/** The same transport with some of its methods replaced. */
function overriding(
  transport: WorkTransport,
  methods: Partial<WorkTransport>,
): WorkTransport {
  return {
    name: transport.name,
    start: () => transport.start(),
    stop: () => transport.stop(),
    health: () => transport.health(),
    enqueue: (...args) => transport.enqueue(...args),
    claim: (...args) => transport.claim(...args),
    heartbeat: (...args) => transport.heartbeat(...args),
    settle: (...args) => transport.settle(...args),
    release: (...args) => transport.release(...args),
    cancel: (...args) => transport.cancel(...args),
    missing: (...args) => transport.missing(...args),
    recover: (...args) => transport.recover(...args),
    onWake: (...args) => transport.onWake(...args),
    stats: (...args) => transport.stats(...args),
    places: (...args) => transport.places(...args),
    ...methods,
  };
}
