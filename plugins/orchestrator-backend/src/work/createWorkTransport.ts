import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import { isSqlite } from '../store/openDatabase';
import { KnexWorkTransport } from './KnexWorkTransport';
import { PgBossWorkTransport } from './pgboss';
import type { WorkTransport } from './WorkTransport';

/** Seconds of grace for a worker that is alive are also seconds that the work of a dead one waits. */
const LEASE_MS = { sqlite: 30_000, postgres: 10_000 };

/** A transport, and the lease that its items are given with. */
export interface ChosenTransport {
  transport: WorkTransport;
  leaseMs: number;
}

/**
 * Chooses the transport that suits the plugin's database: pg-boss for the many replicas on a PostgreSQL, own tables for
 * the one process on a SQLite.
 *
 * @param options - `leaseMs`: milliseconds after which the work of a process that is gone is taken over; without it 30 s
 * on SQLite, where only a restart takes over, and 10 s on PostgreSQL
 */
export function createWorkTransport(options: {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  leaseMs?: number;
  pollMs?: number;
}): ChosenTransport {
  const sqlite = isSqlite(options.database);
  const leaseMs =
    options.leaseMs ?? (sqlite ? LEASE_MS.sqlite : LEASE_MS.postgres);
  const Transport = sqlite ? KnexWorkTransport : PgBossWorkTransport;
  return { transport: new Transport({ ...options, leaseMs }), leaseMs };
}
