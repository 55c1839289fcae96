/*
 * A process that migrates a database, for a test that kills it. Its only argument is a `MigratingOptions` as JSON.
 */
import { openTestDatabase } from '../../testing/openTestDatabase';
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

main(JSON.parse(process.argv[2])).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
