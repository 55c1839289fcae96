import type { Knex } from 'knex';
import type { Db } from 'pg-boss';

/** A connection of the driver, as far as it is used here. */
interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: never[] }>;
}

/**
 * Lets pg-boss use the pool that Backstage has opened for the plugin.
 *
 * @remarks
 * Not `fromKnex`, which is for single statements: the migrations of pg-boss are texts of many statements with a `BEGIN`
 * in them. One that fails must not leave its transaction to whoever gets the connection next.
 */
export class KnexDatabase implements Db {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  async executeSql(
    text: string,
    values?: unknown[],
  ): Promise<{ rows: never[] }> {
    const { client } = this.#database;
    const connection: Connection = await client.acquireConnection();
    try {
      return await connection.query(text, values);
    } catch (error) {
      // Harmless where there is none; where the connection is gone, so is the transaction.
      await connection.query('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      await client.releaseConnection(connection);
    }
  }
}
