import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';
import { checkCompatible, migrateToLatest, warnOfNewer } from './migrations';

export { isSqlite } from './isSqlite';

/** What a database must be for runs that last. */
export interface OpenDatabaseOptions {
  database: DatabaseService;
  logger: LoggerService;
  /** Accept a database in memory, which forgets everything when the process ends. */
  allowVolatile: boolean;
}

/**
 * Opens the plugin's database and brings its tables up to date, unless somebody else does so.
 *
 * @throws InputError for a database in memory, unless it is allowed
 * @throws ConflictError where a newer release took away what this one needs, or its migrations cannot be run
 */
export async function openDatabase({
  database,
  logger,
  allowVolatile,
}: OpenDatabaseOptions): Promise<Knex> {
  const client = await database.getClient();
  if (isSqlite(client)) {
    if (!allowVolatile && (await isInMemory(client))) {
      throw new InputError(
        'The orchestrator has a SQLite database in memory: its runs would be lost at the next restart. ' +
          'Set backend.database.connection.directory to a folder or use PostgreSQL; ' +
          'to accept the loss, as in a test, set orchestrator.allowVolatile: true',
      );
    }
    await tuneSqlite(client);
  }
  if (database.migrations?.skip) {
    warnOfNewer(await checkCompatible(client), logger);
  } else {
    await migrateToLatest(client, { logger });
  }
  return client;
}

async function isInMemory(client: Knex): Promise<boolean> {
  const databases: { name: string; file: string }[] = await client.raw(
    'PRAGMA database_list',
  );
  return databases.some(
    database => database.name === 'main' && database.file === '',
  );
}

/**
 * A write-ahead log lets a commit be one write, and `synchronous = FULL` has it on the disk before the commit
 * returns: what was acknowledged survives a power cut.
 */
async function tuneSqlite(client: Knex): Promise<void> {
  await client.raw('PRAGMA journal_mode = WAL');
  await client.raw('PRAGMA synchronous = FULL');
}
