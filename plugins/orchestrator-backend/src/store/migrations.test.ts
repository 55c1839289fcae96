import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { eventually, openTestDatabase, testDatabases } from '../testing';
import { ScriptProcess } from '../testing/ScriptProcess';
import { withMigrationLock } from './migrationLock';
import {
  checkCompatible,
  contractOf,
  migrateToLatest,
  migrationFolders,
} from './migrations';
import type { MigratingOptions } from './testing/MigratingOptions';

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const SCRIPT = join(__dirname, 'testing', 'migratingProcess.ts');
const START_PATIENCE_MS = 60_000;

/** In this order, hooks after a test end clients before their database is dropped. */
const opened: Knex[] = [];
const databases = testDatabases();

const REPLICAS = 4;
const OTHER_RELEASE = '20990101000000_expand.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orchestrator-migrations-'));
});

afterEach(async () => {
  migrationFolders.splice(1);
  await Promise.all(opened.splice(0).map(client => client.destroy()));
  await rm(folder, { recursive: true });
});

function another(database: Knex): Knex {
  const client = openTestDatabase(databases.locationOf(database));
  opened.push(client);
  return client;
}

function logger() {
  return mockServices.logger.mock();
}

/** Makes this process one of a release that has this migration, too. */
async function releaseWith(name: string, up: string): Promise<void> {
  await writeFile(
    join(folder, name),
    `exports.up = async knex => { ${up} };\nexports.down = async () => {};\n`,
  );
  migrationFolders.push(folder);
}

/** Starts a process that stops in the middle of the migrations, with all that they have locked. */
async function migrateAndHang(
  database: Knex,
  name: string,
): Promise<ScriptProcess> {
  const hanging = join(folder, 'hanging');
  await mkdir(hanging);
  await writeFile(
    join(hanging, name),
    `exports.up = async knex => {
       await knex.schema.createTable('expanded', table => table.integer('id'));
       await knex.schema.createTable('unfinished', table => table.integer('id'));
       await new Promise(() => {});
     };
     exports.down = async () => {};`,
  );
  const options: MigratingOptions = {
    location: databases.locationOf(database),
    folder: hanging,
  };
  const migrating = new ScriptProcess(SCRIPT, options);
  await eventually(
    'the other process is in the middle',
    async () => {
      if (migrating.failure) {
        throw new Error(migrating.failure);
      }
      const { rows } = await database.raw(
        `select from pg_locks join pg_database on pg_database.oid = pg_locks.database
          where locktype = 'advisory' and granted and datname = current_database()`,
      );
      return rows.length > 0;
    },
    START_PATIENCE_MS,
  );
  return migrating;
}

async function namesIn(database: Knex): Promise<string[]> {
  return database('knex_migrations').orderBy('id').pluck('name');
}

describe.each(databases.supported)('a replica on %s', kind => {
  it('that starts on a newer database goes on, and says so in one line', async () => {
    const database = await databases.init(kind);
    await database('knex_migrations').insert([
      { name: '20990101000000_expand.js' },
      { name: '20990102000000_expand_more.js' },
    ]);
    const log = logger();
    await migrateToLatest(database, { logger: log });
    expect(log.warn.mock.calls).toEqual([
      [
        'The database is newer than this release of the orchestrator: it has 2 migrations that this release does not know, ' +
          'up to 20990102000000_expand_more.js. This replica goes on beside newer ones; upgrade it, too',
      ],
    ]);
    expect(log.info).not.toHaveBeenCalled();
  });

  it('that lacks what a newer release took away does not start, and its operator reads what to do', async () => {
    const database = await databases.init(kind);
    const name = '20990201000000_contract_20990101000000_drop.js';
    await database('knex_migrations').insert({ name });
    await expect(
      migrateToLatest(database, { logger: logger() }),
    ).rejects.toThrow(
      `The database of the orchestrator is too new for this release: the migration ${name} took away what it needs. ` +
        'Deploy a release with the migration 20990101000000; the newest one of this release is 2026',
    );

    // The release that has the migration which is asked for.
    await releaseWith(OTHER_RELEASE, '');
    const log = logger();
    await migrateToLatest(database, { logger: log });
    expect(log.warn.mock.calls).toEqual([
      [expect.stringContaining(`does not know, up to ${name}`)],
    ]);
  });

  it('says which migrations it has made, and nothing when there were none', async () => {
    const database = await databases.init(kind);
    await releaseWith(OTHER_RELEASE, '');
    const log = logger();
    await migrateToLatest(database, { logger: log });
    await migrateToLatest(database, { logger: log });
    expect(log.info.mock.calls).toEqual([
      [`Migrated the database: ${OTHER_RELEASE}`],
    ]);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('whose migration fails leaves nothing of it, and the next start tries again', async () => {
    const database = await databases.init(kind);
    await releaseWith(
      OTHER_RELEASE,
      `await knex.schema.createTable('half', table => table.integer('id'));
       if (!(await knex('runs').first())) throw new Error('no runs');`,
    );
    const start = () => migrateToLatest(database, { logger: logger() });
    await expect(start()).rejects.toThrow('no runs');
    await expect(database.schema.hasTable('half')).resolves.toBe(false);
    await expect(start()).rejects.toThrow('no runs');
  });

  it('that finds the lock of knex left taken says how it is freed', async () => {
    const database = await databases.init(kind);
    await releaseWith(OTHER_RELEASE, '');
    await database('knex_migrations_lock').update({ is_locked: 1 });
    await expect(
      migrateToLatest(database, { logger: logger() }),
    ).rejects.toThrow(
      'Make sure that none runs, then free it with "npm run orchestrator -- migrate unlock"',
    );
  });
});

describe('replicas on one PostgreSQL', () => {
  it('start on an empty database at the same moment, and one of them makes the tables', async () => {
    const database = await databases.init('PostgreSQL', { migrate: false });
    const clients = Array.from({ length: REPLICAS }, () => another(database));
    await Promise.all(clients.map(client => client.raw('select 1')));
    const logs = clients.map(logger);
    await Promise.all(
      clients.map((client, index) =>
        migrateToLatest(client, { logger: logs[index] }),
      ),
    );
    const lines = logs.flatMap(log =>
      log.info.mock.calls.map(([line]) => line),
    );
    expect(
      lines.filter(line => line.startsWith('Migrated the database: ')),
    ).toHaveLength(1);
    expect(await database('knex_migrations_lock')).toEqual([
      { index: 1, is_locked: 0 },
    ]);
    const names = await namesIn(database);
    expect(new Set(names).size).toBe(names.length);
    await expect(checkCompatible(database)).resolves.toEqual([]);
  });

  it('wait for the one that migrates, and take over when it is killed in the middle', async () => {
    const database = await databases.init('PostgreSQL');
    await releaseWith(
      OTHER_RELEASE,
      `await knex.schema.createTable('expanded', table => table.integer('id'));`,
    );
    const first = await migrateAndHang(database, OTHER_RELEASE);
    const log = logger();
    const second = migrateToLatest(another(database), { logger: log });
    await eventually('the second one waits', async () =>
      log.info.mock.calls.some(
        ([line]) =>
          line === 'Another replica migrates the database: waiting for it',
      ),
    );
    await expect(database.schema.hasTable('expanded')).resolves.toBe(false);

    await first.end();
    await second;
    expect(log.info).toHaveBeenLastCalledWith(
      `Migrated the database: ${OTHER_RELEASE}`,
    );
    await expect(database.schema.hasTable('expanded')).resolves.toBe(true);
    await expect(database.schema.hasTable('unfinished')).resolves.toBe(false);
  });

  it('go on with their work while a migration waits for a table that is in use', async () => {
    const database = await databases.init('PostgreSQL');
    await releaseWith(
      OTHER_RELEASE,
      `await knex.schema.alterTable('runs', table => table.string('more', 10));`,
    );
    const log = logger();
    const backup = await another(database).transaction();
    await backup('runs').select('id');
    const migrating = migrateToLatest(another(database), { logger: log });
    await eventually('the migration has given way once', async () =>
      log.info.mock.calls.some(([line]) => line.includes('a moment at a time')),
    );
    // Would wait for as long as the backup lasts if the migration stayed in the queue for the table.
    await database('runs').select('id');
    await expect(database.schema.hasColumn('runs', 'more')).resolves.toBe(
      false,
    );
    await backup.commit();
    await migrating;
    await expect(database.schema.hasColumn('runs', 'more')).resolves.toBe(true);
  });

  it('may take longer over a migration than the operator lets other statements take', async () => {
    const database = await databases.init('PostgreSQL');
    const { pathname } = new URL(databases.locationOf(database).connection);
    await database.raw('alter database ?? set statement_timeout = 100', [
      pathname.slice(1),
    ]);
    const client = another(database);
    await expect(client.raw('select pg_sleep(0.3)')).rejects.toMatchObject({
      code: '57014',
    });
    await releaseWith(OTHER_RELEASE, "await knex.raw('select pg_sleep(0.3)');");
    await migrateToLatest(client, { logger: logger() });
    expect(await namesIn(database)).toContain(OTHER_RELEASE);
  });

  it('do not wait for ever for a table that is in use', async () => {
    const database = await databases.init('PostgreSQL');
    const backup = await another(database).transaction();
    await backup('runs').select('id');
    const opening = withMigrationLock(
      another(database),
      { logger: logger(), patienceMs: 0 },
      trx => trx.raw('lock table runs'),
    );
    await expect(opening).rejects.toThrow(
      'The tables of the orchestrator are in use by a long transaction, such as a backup: they could not be migrated. ' +
        'Start again when it has ended; pg_stat_activity shows it',
    );
    await backup.commit();
  });
});

describe('the name of a migration', () => {
  it('says what a release must have that goes on after it', () => {
    expect(
      contractOf('20270301000000_contract_20270101000000_drop_a.js'),
    ).toEqual({
      name: '20270301000000_contract_20270101000000_drop_a.js',
      needs: '20270101000000',
    });
    expect(contractOf('20270301000000_contracts_of_people.js')).toBeUndefined();
    expect(contractOf('20270301000000_drop_a.js')).toBeUndefined();
  });
});
