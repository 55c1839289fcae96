import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';

/** @throws NotFoundError that says what to do, where the database has no event log */
export async function requireTables(database: Knex): Promise<void> {
  if (!(await database.schema.hasTable('events'))) {
    throw new NotFoundError(
      'The database has no tables of the orchestrator: start the portal once, or run "migrate up"; ' +
        'if it should have some, look at backend.database in the app-config',
    );
  }
}
