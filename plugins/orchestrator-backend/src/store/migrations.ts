import { readdir } from 'node:fs/promises';
import {
  resolvePackagePath,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { withMigrationLock } from './migrationLock';

/** Where the migrations of this release are. */
export const migrationFolders = [
  resolvePackagePath(
    '@backstage-orchestrator/plugin-orchestrator-backend',
    'migrations',
  ),
];

/**
 * A migration that takes away what the release before still used says in its name which migration a release must have
 * to do without: `<timestamp>_contract_<timestamp of that migration>_<what>.js`. The name is all that an older release
 * finds of it.
 */
const CONTRACT = /^\d{14}_contract_(\d{14})_/;
const TIMESTAMP = /^\d{14}/;

/** A migration that takes something away, and the timestamp of the oldest one that a release must have to go on. */
export interface Contract {
  name: string;
  needs: string;
}

/** What knex is told: migrations of a newer release in the database are no mistake. */
export function migratorConfig(): Knex.MigratorConfig {
  return { directory: migrationFolders, disableMigrationsListValidation: true };
}

/** Reads what the name of a migration says of the releases that can go on. */
export function contractOf(name: string): Contract | undefined {
  const match = CONTRACT.exec(name);
  return match ? { name, needs: match[1] } : undefined;
}

/**
 * Names of the migrations that the database has and this release has not, in the order in which they were made; none
 * where nothing has been migrated.
 */
export async function newerMigrations(database: Knex): Promise<string[]> {
  if (!(await database.schema.hasTable('knex_migrations'))) {
    return [];
  }
  const known = new Set(await knownMigrations());
  const done: string[] = await database('knex_migrations')
    .orderBy('id')
    .pluck('name');
  return done.filter(name => !known.has(name));
}

/**
 * Tells whether this release can work with the database.
 *
 * @returns the migrations that it does not know, as `newerMigrations`
 * @throws ConflictError where one of them took away what this release needs
 */
export async function checkCompatible(database: Knex): Promise<string[]> {
  const newer = await newerMigrations(database);
  const newest = (await knownMigrations())
    .flatMap(name => TIMESTAMP.exec(name) ?? [])
    .sort()
    .at(-1);
  for (const { name, needs } of newer.flatMap(one => contractOf(one) ?? [])) {
    if (newest === undefined || newest < needs) {
      throw new ConflictError(
        `The database of the orchestrator is too new for this release: the migration ${name} took away what it needs. ` +
          `Deploy a release with the migration ${needs}; the newest one of this release is ${newest}. ` +
          'To go back to this release, take the newer migrations down with the newer release, or restore a backup',
      );
    }
  }
  return newer;
}

/**
 * Brings the tables up to this release; several processes may do so at the same moment.
 *
 * @remarks All of it is one transaction: a process that dies in the middle leaves nothing, not even a lock.
 * @throws ConflictError where a newer release took away what this one needs, or the lock of knex was left taken
 */
export async function migrateToLatest(
  database: Knex,
  options: { logger: LoggerService },
): Promise<void> {
  const { logger } = options;
  const { newer, made } = await withMigrationLock(
    database,
    options,
    async trx => {
      const unknown = await checkCompatible(trx);
      const [, names]: [number, string[]] = await trx.migrate.latest(
        migratorConfig(),
      );
      return { newer: unknown, made: names };
    },
  );
  if (made.length > 0) {
    logger.info(`Migrated the database: ${made.join(', ')}`);
  }
  warnOfNewer(newer, logger);
}

/** Says in one line that others have brought the database further than this release would. */
export function warnOfNewer(newer: string[], logger: LoggerService): void {
  if (newer.length > 0) {
    logger.warn(
      `The database is newer than this release of the orchestrator: it has ${
        newer.length
      } ${
        newer.length === 1 ? 'migration' : 'migrations'
      } that this release does not know, up to ${newer.at(-1)}. ` +
        'This replica goes on beside newer ones; upgrade it, too',
    );
  }
}

async function knownMigrations(): Promise<string[]> {
  const folders = await Promise.all(
    migrationFolders.map(folder => readdir(folder)),
  );
  return folders.flat().filter(name => TIMESTAMP.test(name));
}
