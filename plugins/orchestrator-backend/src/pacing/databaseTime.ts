import type { Knex } from 'knex';
import type { Clock } from '../clock';
import { isSqlite } from '../store/openDatabase';

/** Tells the time that all processes agree on. */
export type SharedTime = (database: Knex) => Promise<Date>;

/**
 * The time of the database, where several processes share one: their own clocks may differ. SQLite belongs to one
 * process, whose clock it is.
 */
export function databaseTime(clock: Clock): SharedTime {
  return async database => {
    if (isSqlite(database)) {
      return clock.now();
    }
    // Not now(): that is when the transaction began, before it waited for its locks.
    const { rows } = await database.raw<{ rows: { now: string }[] }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
    );
    return new Date(rows[0].now);
  };
}
