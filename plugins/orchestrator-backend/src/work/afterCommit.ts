import type { Knex } from 'knex';

/**
 * Calls back once the outermost transaction has committed; never, if it rolls back.
 *
 * @remarks A savepoint that is released is not yet visible to others, so that only the outermost one counts.
 */
export function afterCommit(trx: Knex.Transaction, callback: () => void): void {
  let outermost = trx;
  while (outermost.parentTransaction) {
    outermost = outermost.parentTransaction;
  }
  // The rejection of a rollback belongs to whoever awaits the transaction.
  outermost.executionPromise.then(callback, () => {});
}
