import type { Knex } from 'knex';
import { testDatabases } from './databases';
import { migrateDown, migrateUp, type DatabaseKind } from './openTestDatabase';

jest.setTimeout(120_000);

const OWN_TABLES = ['knex_migrations', 'knex_migrations_lock'];

async function tablesOf(knex: Knex, kind: DatabaseKind): Promise<string[]> {
  const rows: { name: string }[] =
    kind === 'SQLite'
      ? await knex('sqlite_master')
          .where({ type: 'table' })
          .andWhereNot('name', 'like', 'sqlite_%')
          .select('name')
      : await knex('information_schema.tables')
          .where({ table_schema: 'public' })
          .select('table_name as name');
  return rows
    .map(({ name }) => name)
    .filter(name => !OWN_TABLES.includes(name))
    .sort();
}

const databases = testDatabases();

describe.each(databases.supported)('migrations on %s', kind => {
  it('go up, down to nothing, and up again to the same tables', async () => {
    const knex = await databases.init(kind, { migrate: false });
    expect(await tablesOf(knex, kind)).toEqual([]);

    await migrateUp(knex);
    const tables = await tablesOf(knex, kind);
    expect(tables).toEqual(
      expect.arrayContaining(['events', 'outbox', 'runs', 'work_items']),
    );

    await migrateDown(knex);
    expect(await tablesOf(knex, kind)).toEqual([]);

    await migrateUp(knex);
    expect(await tablesOf(knex, kind)).toEqual(tables);
  });

  it('do nothing when the tables are there', async () => {
    const knex = await databases.init(kind);
    await knex('run_artifacts').insert({ run_id: 'r', digest: 'd' });
    await migrateUp(knex);
    expect(await knex('run_artifacts')).toHaveLength(1);
  });
});
