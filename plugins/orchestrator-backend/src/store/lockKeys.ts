import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

/** Tells our advisory locks from those of others in the same database. */
const LOCK_SPACE = 0x0ac1;

/**
 * Keeps every other transaction that asks for one of the keys waiting until this one ends.
 *
 * @param options - `shared`: only those that ask for a key for themselves have to wait
 * @remarks The locks are taken in one order, so that two transactions never wait for each other.
 */
export async function lockKeys(
  trx: Knex.Transaction,
  keys: string[],
  options: { shared?: boolean } = {},
): Promise<void> {
  if (isSqlite(trx)) {
    // SQLite has one writer at a time; a write at the beginning makes sure that it is this one before it reads.
    await trx('sleeping_hosts').where({ host: '' }).delete();
    return;
  }
  await trx.raw(
    `select pg_advisory_xact_lock${
      options.shared ? '_shared' : ''
    }(?, lock) from (
      select distinct hashtext(key) as lock from unnest(?::text[]) as key order by lock offset 0
    ) as ordered`,
    [LOCK_SPACE, keys],
  );
}
