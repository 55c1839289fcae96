import { join } from 'node:path';
import { TestClock, testDatabases } from '../testing';
import { KnexWorkTransport } from './KnexWorkTransport';
import { describeTransportContract } from './transportContract';
import type { CrashingWorkerOptions } from './testing/crashingWorkerOptions';

jest.setTimeout(120_000);

const LEASE_MS = 30_000;
const LEASE_OF_CRASHING_WORKERS_MS = 1_500;

const databases = testDatabases();

describeTransportContract('knex on SQLite', async () => {
  const database = await databases.init('SQLite');
  const location = databases.locationOf(database);
  const clock = new TestClock(new Date().toISOString());
  return {
    database,
    create: pollMs =>
      new KnexWorkTransport({
        database,
        clock: { now: () => new Date() },
        pollMs,
      }),
    transport: new KnexWorkTransport({ database, clock, leaseMs: LEASE_MS }),
    leaseMs: LEASE_MS,
    now: () => clock.now(),
    passTime: async ms => clock.advance(ms),
    crashing: {
      script: join(__dirname, 'testing/crashingWorker.ts'),
      parallel: 1,
      told: (rest): CrashingWorkerOptions => ({
        location,
        leaseMs: LEASE_OF_CRASHING_WORKERS_MS,
        ...rest,
      }),
    },
  };
});
