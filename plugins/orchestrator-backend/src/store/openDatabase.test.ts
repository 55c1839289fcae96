import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import { testDatabases } from '../testing';
import { isSqlite, openDatabase } from './openDatabase';

const databases = testDatabases();
const logger = mockServices.logger.mock();

describe('opening the database', () => {
  let folder: string;
  let client: Knex;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-open-'));
  });

  afterEach(async () => {
    await client?.destroy();
    await rm(folder, { recursive: true });
  });

  function service(filename: string, skip = false) {
    client = knexFactory({
      client: 'better-sqlite3',
      connection: { filename },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    return mockServices.database.mock({
      getClient: async () => client,
      migrations: { skip },
    });
  }

  it('refuses SQLite in memory, and says what to do', async () => {
    const opening = openDatabase({
      database: service(':memory:'),
      logger,
      allowVolatile: false,
    });
    await expect(opening).rejects.toThrow(
      'The orchestrator has a SQLite database in memory: its runs would be lost at the next restart. ' +
        'Set backend.database.connection.directory to a folder or use PostgreSQL; ' +
        'to accept the loss, as in a test, set orchestrator.allowVolatile: true',
    );
    await expect(client.schema.hasTable('events')).resolves.toBe(false);
  });

  it('takes SQLite in memory where the loss is accepted', async () => {
    await openDatabase({
      database: service(':memory:'),
      logger,
      allowVolatile: true,
    });
    await expect(client.schema.hasTable('events')).resolves.toBe(true);
  });

  it('has every commit on the disk before it is acknowledged', async () => {
    const opened = await openDatabase({
      database: service(join(folder, 'a.sqlite')),
      logger,
      allowVolatile: false,
    });
    expect(await opened.raw('PRAGMA journal_mode')).toEqual([
      { journal_mode: 'wal' },
    ]);
    const FULL = 2;
    expect(await opened.raw('PRAGMA synchronous')).toEqual([
      { synchronous: FULL },
    ]);
    await expect(client.schema.hasTable('events')).resolves.toBe(true);
  });

  it('leaves the tables alone where somebody else migrates them', async () => {
    await openDatabase({
      database: service(join(folder, 'a.sqlite'), true),
      logger,
      allowVolatile: false,
    });
    await expect(client.schema.hasTable('events')).resolves.toBe(false);
  });

  it('takes PostgreSQL as it is', async () => {
    const postgres = await databases.init('PostgreSQL', { migrate: false });
    const database = mockServices.database.mock({
      getClient: async () => postgres,
      migrations: { skip: false },
    });
    const opened = await openDatabase({
      database,
      logger,
      allowVolatile: false,
    });
    expect(isSqlite(opened)).toBe(false);
    await expect(opened.schema.hasTable('events')).resolves.toBe(true);
  });
});
