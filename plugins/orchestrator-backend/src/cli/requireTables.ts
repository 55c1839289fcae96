import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { newerMigrations } from '../store/migrations';

/** @throws NotFoundError that says what to do, where the database has no event log */
export async function requireTables(database: Knex): Promise<void> {
  if (!(await database.schema.hasTable('events'))) {
    throw new NotFoundError(
      'The database has no tables of the orchestrator: start the portal once, or run "migrate up"; ' +
        'if it should have some, look at backend.database in the app-config',
    );
  }
}

/**
 * Makes sure that this release knows all columns, before rows are made from events.
 *
 * @throws ConflictError where a newer release has migrated the database
 */
export async function requireOwnTables(database: Knex): Promise<void> {
  await requireTables(database);
  const newest = (await newerMigrations(database)).at(-1);
  if (newest !== undefined) {
    throw new ConflictError(
      `The database is newer than this release, which does not know ${newest}: rows that it makes would lack what the newer one keeps in them. Use the command of the newer release`,
    );
  }
}
