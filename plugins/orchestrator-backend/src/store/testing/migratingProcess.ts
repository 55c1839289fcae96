/*
 * A process that migrates a database, for a test that kills it.
 */
import { openTestDatabase } from '../../testing/openTestDatabase';
import { runScript } from '../../testing/runScript';
import { migrateToLatest, migrationFolders } from '../migrations';
import type { MigratingOptions } from './MigratingOptions';

async function main({ location, folder }: MigratingOptions): Promise<void> {
  migrationFolders.push(folder);
  const silent = () => {};
  const logger = {
    error: silent,
    warn: silent,
    info: silent,
    debug: silent,
    child: () => logger,
  };
  await migrateToLatest(openTestDatabase(location), { logger });
}

runScript(main);
