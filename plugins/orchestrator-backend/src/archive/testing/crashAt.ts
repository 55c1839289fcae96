import type { Knex } from 'knex';

const CRASH = 'The process died here';

type Query = (...args: unknown[]) => unknown;

/**
 * Lets the database fail at one statement, as if the process had died there.
 *
 * @param statement - number of the statement, from 1
 * @returns whether the work came to its end before it
 */
async function crashAt(
  database: Knex,
  statement: number,
  work: () => Promise<unknown>,
): Promise<boolean> {
  // Transactions have clients of their own, of the same class.
  const prototype: { _query: Query } = Object.getPrototypeOf(database.client);
  const query = prototype._query;
  let count = 0;
  let crashed = false;
  prototype._query = function crashing(this: unknown, ...args) {
    const { sql } = args[1] as { sql: string };
    // A process that dies there has said all before; what the database makes of it is the next case.
    if (!/^(begin|commit|rollback)/i.test(sql)) {
      count += 1;
    }
    if (count === statement && !crashed) {
      crashed = true;
      throw new Error(CRASH);
    }
    return query.apply(this, args);
  };
  try {
    await work();
    return !crashed;
  } catch (error) {
    if (!String(error).includes(CRASH)) {
      throw error;
    }
    return false;
  } finally {
    prototype._query = query;
  }
}

/**
 * Does some work that dies at its first statement, then again until it dies at its second, and so on, until it comes
 * to its end.
 *
 * @param afterCrash - called after each death
 * @returns how often it died
 */
export async function crashEverywhere(
  database: Knex,
  work: () => Promise<unknown>,
  afterCrash: () => Promise<void>,
): Promise<number> {
  let statement = 1;
  while (!(await crashAt(database, statement, work))) {
    await afterCrash();
    statement += 1;
  }
  return statement - 1;
}
