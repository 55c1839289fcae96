import { join } from 'node:path';
import type { Knex } from 'knex';
import { mockServices } from '@backstage/backend-test-utils';
import { openTestDatabase, testDatabases } from '../../testing';
import { systemClock } from '../../clock';
import { describeTransportContract } from '../transportContract';
import type { CrashingWorkerOptions } from '../testing/crashingWorkerOptions';
import { PgBossWorkTransport } from './PgBossWorkTransport';

jest.setTimeout(120_000);

const LEASE_MS = 30_000;
const LEASE_OF_CRASHING_WORKERS_MS = 1_500;

const logger = mockServices.logger.mock();

const transports: PgBossWorkTransport[] = [];
const opened: Knex[] = [];
afterEach(async () => {
  await Promise.all(transports.splice(0).map(transport => transport.stop()));
  await Promise.all(opened.splice(0).map(database => database.destroy()));
});

// Registered afterwards, so that the databases go last.
const databases = testDatabases();

function open(
  database: Knex,
  times: { leaseMs?: number; pollMs?: number },
): PgBossWorkTransport {
  const transport = new PgBossWorkTransport({
    database,
    clock: systemClock,
    logger,
    ...times,
  });
  transports.push(transport);
  return transport;
}

describeTransportContract('pg-boss on PostgreSQL', async () => {
  const database = await databases.init('PostgreSQL');
  const location = databases.locationOf(database);
  const transport = open(database, { leaseMs: LEASE_MS });
  await transport.start();
  return {
    database,
    transport,
    create: pollMs => open(database, { pollMs }),
    leaseMs: LEASE_MS,
    now: () => new Date(),
    // Leases go by the clock of the database: in place of it, what is written moves.
    passTime: async ms => {
      await database.raw(
        `update orchestrator_work.job set ${['start_after', 'heartbeat_on']
          .map(column => `${column} = ${column} - :by * interval '1 ms'`)
          .join(', ')}`,
        { by: ms },
      );
    },
    another: async () => {
      const own = openTestDatabase(location);
      opened.push(own);
      return open(own, { leaseMs: LEASE_MS });
    },
    crashing: {
      script: join(__dirname, '../testing/crashingWorker.ts'),
      parallel: 2,
      told: (rest): CrashingWorkerOptions => ({
        location,
        leaseMs: LEASE_OF_CRASHING_WORKERS_MS,
        ...rest,
      }),
    },
  };
});
