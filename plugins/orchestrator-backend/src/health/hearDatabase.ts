import { knex, type Knex } from 'knex';

/** What ends a transaction fails once more for what it is ended for. */
const UNDOING = /^rollback\b/i;

/**
 * Hears of each error of a database, whoever in this process has met it: requests, workers, timers, the outbox, and what
 * goes on quietly without an answer.
 *
 * @param onError - gets what a statement failed with, and what kept somebody from getting a connection: each once, also
 * where it is tried again or passed on afterwards
 * @returns ends it
 */
export function hearDatabase(
  database: Knex,
  onError: (error: unknown) => void,
): () => void {
  const onStatement = (error: unknown, { sql }: { sql?: string }) => {
    if (!UNDOING.test(sql ?? '')) {
      onError(error);
    }
  };
  const onConnection = (_id: number, error: Error) =>
    onError(
      // As the client tells it to who has asked; the pool's own class is not to be had.
      error.constructor.name === 'TimeoutError'
        ? new knex.KnexTimeoutError(error.message)
        : error,
    );
  const { pool } = database.client;
  database.on('query-error', onStatement);
  pool.on('acquireFail', onConnection);
  return () => {
    database.removeListener('query-error', onStatement);
    pool.removeListener('acquireFail', onConnection);
  };
}
