import type { Knex } from 'knex';

/** Whether a client speaks to SQLite. */
export function isSqlite(client: Knex): boolean {
  return client.client.config.client.includes('sqlite');
}
