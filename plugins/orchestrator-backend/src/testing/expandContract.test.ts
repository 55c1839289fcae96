import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { migrationFolders, migratorConfig } from '../store/migrations';
import { breaksOf, faultsOf } from './breaksOf';
import { testDatabases } from './databases';
import { schemaShape } from './schemaShape';

const databases = testDatabases();
const load = createRequire(__filename);

async function namesOfMigrations(): Promise<string[]> {
  return (await readdir(migrationFolders[0])).sort();
}

async function breaksOfOne(
  knex: Knex,
  change: () => PromiseLike<unknown>,
): Promise<string[]> {
  const before = await schemaShape(knex);
  await change();
  return breaksOf(before, await schemaShape(knex));
}

describe('the migrations', () => {
  it('leave the release before what it uses, or say in their name which release can do without', async () => {
    const knex = await databases.init('PostgreSQL', { migrate: false });
    const names = await namesOfMigrations();
    const faults: [string, string[]][] = [];
    for (const [index, name] of names.entries()) {
      const breaks = await breaksOfOne(knex, () =>
        knex.migrate.up({ ...migratorConfig(), name } as Knex.MigratorConfig),
      );
      faults.push([name, faultsOf(name, names.slice(0, index), breaks)]);
    }
    expect(faults).toEqual(names.map(name => [name, []]));
    // A migration that ran would be missing here if its file was not found.
    expect(await knex('knex_migrations').pluck('name')).toEqual(names);
  });

  it.each([
    ['20270301000000_drop_a.js', ['the table a is gone']],
    ['20270301000000_contract_20270101000000_drop_a.js', []],
    [
      '20270301000000_contract_20270201000000_drop_a.js',
      [
        'it contracts for releases with the migration 20270201000000, and none before it is called so',
      ],
    ],
  ])(
    'may not take a table away unless their name allows it: %s',
    (name, faults) => {
      expect(
        faultsOf(name, ['20270101000000_b.js'], ['the table a is gone']),
      ).toEqual(faults);
    },
  );

  it('run in one transaction, so that none of them can be half done', async () => {
    for (const name of await namesOfMigrations()) {
      const migration = load(join(migrationFolders[0], name));
      expect({ name, ...migration.config }).toEqual({ name });
      expect(name).toMatch(/^\d{14}_[a-z0-9_]+\.js$/);
    }
  });
});

describe('a change of a table', () => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init('PostgreSQL', { migrate: false });
  });

  beforeEach(async () => {
    for (const table of ['things', 'objects', 'other']) {
      await knex.schema.dropTableIfExists(table);
    }
    await knex.schema.createTable('other', table =>
      table.integer('id').primary(),
    );
    await knex.schema.createTable('things', table => {
      table.integer('id').primary();
      table.string('name', 30).notNullable();
      table.string('note', 30);
      table.integer('count').notNullable().defaultTo(0);
      table.unique(['name'], { indexName: 'things_name' });
    });
  });

  it.each<[string, (schema: Knex.SchemaBuilder) => PromiseLike<unknown>]>([
    [
      'a new table',
      schema => schema.createTable('objects', t => t.increments()),
    ],
    [
      'a column that may be empty',
      schema => schema.alterTable('things', t => t.string('size', 9)),
    ],
    [
      'a column with a default',
      schema =>
        schema.alterTable('things', t =>
          t.integer('size').notNullable().defaultTo(1),
        ),
    ],
    ['an index', schema => schema.alterTable('things', t => t.index(['note']))],
    [
      'a longer text',
      schema => schema.raw('alter table things alter name type varchar(60)'),
    ],
    [
      'a text without an end',
      schema => schema.raw('alter table things alter name type text'),
    ],
    [
      'another name of a rule',
      schema =>
        schema.raw(
          'alter table things rename constraint things_name to things_names',
        ),
    ],
  ])('that is %s is no break', async (_, change) => {
    expect(await breaksOfOne(knex, async () => change(knex.schema))).toEqual(
      [],
    );
  });

  it.each<[string, (schema: Knex.SchemaBuilder) => PromiseLike<unknown>]>([
    ['the table things is gone', schema => schema.dropTable('things')],
    [
      'the table things is gone',
      schema => schema.renameTable('things', 'objects'),
    ],
    [
      'the column things.note is gone',
      schema => schema.alterTable('things', t => t.dropColumn('note')),
    ],
    [
      'the column things.note is gone',
      schema =>
        schema.alterTable('things', t => t.renameColumn('note', 'remark')),
    ],
    [
      'the new column things.size must be written, and has no default',
      schema =>
        schema.alterTable('things', t => t.integer('size').notNullable()),
    ],
    [
      'the column things.note may not be empty any more',
      schema => schema.alterTable('things', t => t.dropNullable('note')),
    ],
    [
      'the column things.name may be empty, which nobody who reads it expects',
      schema => schema.alterTable('things', t => t.setNullable('name')),
    ],
    [
      'the column things.count was integer, and is bigint',
      schema => schema.raw('alter table things alter count type bigint'),
    ],
    [
      'the column things.name was character varying(30), and is character varying(20)',
      schema => schema.raw('alter table things alter name type varchar(20)'),
    ],
    [
      'the column things.count had the default 0, and has none',
      schema => schema.raw('alter table things alter count drop default'),
    ],
    [
      'the table things has the new rule UNIQUE (note)',
      schema => schema.alterTable('things', t => t.unique(['note'])),
    ],
    [
      'the table things has the new rule CREATE UNIQUE INDEX ON public.things USING btree (lower((name)::text))',
      schema =>
        schema.raw('create unique index lower_names on things (lower(name))'),
    ],
    [
      'the table things has the new rule CHECK ((count > 0))',
      schema => schema.raw('alter table things add check (count > 0)'),
    ],
    [
      'the table things has the new rule FOREIGN KEY (count) REFERENCES other(id)',
      schema =>
        schema.alterTable('things', t =>
          t.foreign('count').references('other.id'),
        ),
    ],
    [
      'the table things had the rule UNIQUE (name)',
      schema =>
        schema.alterTable('things', t => t.dropUnique(['name'], 'things_name')),
    ],
  ])('is seen: %s', async (sentence, change) => {
    expect(await breaksOfOne(knex, async () => change(knex.schema))).toEqual([
      sentence,
    ]);
  });
});
