import type { Knex } from 'knex';

/** Tries of a transaction that the database ended because of another one. */
const MAX_TRIES = 5;

/** PostgreSQL: serialization failure and deadlock; SQLite: another process has the file. */
const RETRIABLE_CODES = new Set([
  '40001',
  '40P01',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

/**
 * Runs a transaction, and again where the database ended it through no fault of its own.
 *
 * @param onConflict - hears of each time that it is begun again
 */
export function inTransaction<T>(
  database: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
  onConflict?: () => void,
): Promise<T> {
  return retryConflicts(() => database.transaction(work), onConflict);
}

/** Does a whole transaction again where it was ended because of another one, a few times. */
export async function retryConflicts<T>(
  transaction: () => Promise<T>,
  onConflict?: () => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const code = (error as { code?: string } | undefined)?.code ?? '';
      if (!RETRIABLE_CODES.has(code) || attempt >= MAX_TRIES) {
        throw error;
      }
      onConflict?.();
    }
  }
}
