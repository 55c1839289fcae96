import { join } from 'node:path';
import type { Knex } from 'knex';
import { openTestDatabase, TestClock, testDatabases } from '../testing';
import { KnexWorkTransport } from './KnexWorkTransport';
import { describeTransportContract } from './transportContract';
import type { CrashingWorkerOptions } from './testing/crashingWorkerOptions';

jest.setTimeout(120_000);

const LEASE_MS = 30_000;
const LEASE_OF_CRASHING_WORKERS_MS = 1_500;

const databases = testDatabases();

const opened: Knex[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(database => database.destroy()));
});

describe.each(databases.supported)('on %s', kind => {
  describeTransportContract(`knex on ${kind}`, async () => {
    const database = await databases.init(kind);
    const location = databases.locationOf(database);
    const clock = new TestClock(new Date().toISOString());
    const options = { clock, leaseMs: LEASE_MS };
    return {
      database,
      transport: new KnexWorkTransport({ database, ...options }),
      leaseMs: LEASE_MS,
      now: () => clock.now(),
      passTime: async ms => clock.advance(ms),
      ...(kind === 'PostgreSQL' && {
        another: async () => {
          const own = openTestDatabase(location);
          opened.push(own);
          return new KnexWorkTransport({ database: own, ...options });
        },
      }),
      crashing: {
        script: join(__dirname, 'testing/crashingWorker.ts'),
        parallel: kind === 'PostgreSQL' ? 2 : 1,
        argument: (rest): CrashingWorkerOptions => ({
          location,
          leaseMs: LEASE_OF_CRASHING_WORKERS_MS,
          ...rest,
        }),
      },
    };
  });

  it('wakes when the next item is due, long before the next poll', async () => {
    const database = await databases.init(kind);
    const start = Date.now();
    const transport = new KnexWorkTransport({
      database,
      clock: { now: () => new Date() },
      pollMs: 3_600_000,
    });
    const woken = new Promise<void>(resolve => {
      const end = transport.onWake(async () => {
        const claims = await transport.claim({
          lanes: ['git'],
          max: 1,
          worker: 'worker',
        });
        if (claims.length > 0) {
          end();
          resolve();
        }
      });
    });
    await database.transaction(trx =>
      transport.enqueue(trx, [
        {
          id: 'a',
          lane: 'git',
          kind: 'work',
          runId: 'run',
          runAt: new Date(start + 400).toISOString(),
        },
      ]),
    );
    await woken;
    expect(Date.now() - start).toBeGreaterThanOrEqual(400);
  });

  it('wakes after the outermost transaction, not after a savepoint in it', async () => {
    const database = await databases.init(kind);
    const transport = new KnexWorkTransport({
      database,
      clock: new TestClock(),
      pollMs: 3_600_000,
    });
    let committed = false;
    const woken = new Promise<boolean>(resolve => {
      const end = transport.onWake(() => {
        end();
        resolve(committed);
      });
    });
    await database.transaction(async trx => {
      await trx.transaction(savepoint =>
        transport.enqueue(savepoint, [
          { id: 'a', lane: 'git', kind: 'work', runId: 'run' },
        ]),
      );
      await new Promise(resolve => setTimeout(resolve, 50));
      committed = true;
    });
    expect(await woken).toBe(true);
  });
});
