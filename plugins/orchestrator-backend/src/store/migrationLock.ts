import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

/** Tells this advisory lock from those of others in the same database. */
const LOCK = 'orchestrator migrations';
/**
 * How long a migration waits for a table that is in use. Everybody who comes after it waits behind it for so long; and it
 * is shorter than `deadlock_timeout`, so that where a migration and the work of a replica wait for each other, it is the
 * migration that gives way.
 */
const TABLE_PATIENCE_MS = 500;
const RETRY_MS = 1_000;
/** Longer than any command; shorter than a backup may hold the tables. */
const PATIENCE_MS = 60_000;
/** PostgreSQL: the lock was not to be had in time; deadlock. */
const IN_USE = ['55P03', '40P01'];

/** What waiting for others needs. */
export interface MigrationLockOptions {
  /** Hears what is waited for. */
  logger: Pick<LoggerService, 'info'>;
  /** Milliseconds in all for tables that are in use. */
  patienceMs?: number;
}

/**
 * Does something about the migrations in a transaction, while no other process does.
 *
 * @remarks
 * The lock of knex is a row that a process which is killed may leave taken, and its tables cannot be made by two processes
 * at once. This lock ends with the session on PostgreSQL; SQLite has one writer at a time.
 *
 * @throws ConflictError where the lock of knex was left taken, or others do not let go of the tables
 */
export async function withMigrationLock<T>(
  database: Knex,
  options: MigrationLockOptions,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  const until = Date.now() + (options.patienceMs ?? PATIENCE_MS);
  let waited = false;
  for (;;) {
    try {
      return await database.transaction(async trx => {
        if (!isSqlite(database)) {
          // What the operator lets a statement take is not meant for a large table that changes.
          await trx.raw('set local statement_timeout = 0');
          await takeTurn(trx, options.logger);
          await trx.raw(`set local lock_timeout = ${TABLE_PATIENCE_MS}`);
        }
        return await work(trx);
      });
    } catch (error) {
      const { name, code = '' } = error as { name: string; code?: string };
      if (name === 'MigrationLocked') {
        throw new ConflictError(
          'The migrations of the orchestrator are locked by a row of the table knex_migrations_lock that no running replica holds: ' +
            'somebody ran them with another program, which was ended. ' +
            'Make sure that none runs, then free it with "npm run orchestrator -- migrate unlock"',
          error,
        );
      }
      if (!IN_USE.includes(code)) {
        throw error;
      }
      if (Date.now() > until) {
        throw new ConflictError(
          'The tables of the orchestrator are in use by a long transaction, such as a backup: they could not be migrated. ' +
            'Start again when it has ended; pg_stat_activity shows it',
          error,
        );
      }
      if (!waited) {
        options.logger.info(
          'The migrations wait for tables that are in use, a moment at a time',
        );
        waited = true;
      }
      await sleep(RETRY_MS);
    }
  }
}

async function takeTurn(
  trx: Knex.Transaction,
  logger: Pick<LoggerService, 'info'>,
): Promise<void> {
  // Plugins that share a database have a schema each.
  const key = `hashtext(? || coalesce(current_schema(), ''))`;
  const { rows }: { rows: { taken: boolean }[] } = await trx.raw(
    `select pg_try_advisory_xact_lock(${key}) as taken`,
    [LOCK],
  );
  if (!rows[0].taken) {
    logger.info('Another replica migrates the database: waiting for it');
    await trx.raw(`select pg_advisory_xact_lock(${key})`, [LOCK]);
  }
}
