import type { Knex } from 'knex';

/** A column as those see it who read and write it. */
export interface ColumnShape {
  /** With its length, such as `character varying(30)`. */
  type: string;
  nullable: boolean;
  /** An expression of SQL; undefined: none. */
  default?: string;
}

/** A table, its columns by name, and its rules by name, as PostgreSQL spells them. */
export interface TableShape {
  columns: Record<string, ColumnShape>;
  /** Unique indexes, primary and foreign keys, checks; what must not be empty is told of the columns. */
  rules: Record<string, string>;
}

/** Tables by name. */
export type SchemaShape = Record<string, TableShape>;

/** Reads the tables of the current schema of a PostgreSQL database, those of knex apart. */
export async function schemaShape(knex: Knex): Promise<SchemaShape> {
  const shape: SchemaShape = {};
  const tables: string[] = await knex('pg_tables')
    .whereRaw('schemaname = current_schema()')
    .whereNot('tablename', 'like', 'knex_migrations%')
    .orderBy('tablename')
    .pluck('tablename');
  for (const table of tables) {
    shape[table] = {
      columns: await columnsOf(knex, table),
      rules: await rulesOf(knex, table),
    };
  }
  return shape;
}

async function columnsOf(
  knex: Knex,
  table: string,
): Promise<TableShape['columns']> {
  const { rows }: { rows: (ColumnShape & { name: string })[] } = await knex.raw(
    `select attname as name,
            format_type(atttypid, atttypmod) as type,
            not attnotnull as nullable,
            pg_get_expr(adbin, adrelid) as default
       from pg_attribute
       left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = ?::regclass and attnum > 0 and not attisdropped`,
    [table],
  );
  return Object.fromEntries(
    rows.map(({ name, type, nullable, default: value }) => [
      name,
      { type, nullable, default: value ?? undefined },
    ]),
  );
}

async function rulesOf(
  knex: Knex,
  table: string,
): Promise<TableShape['rules']> {
  const { rows }: { rows: { name: string; rule: string }[] } = await knex.raw(
    `select conname as name, pg_get_constraintdef(oid) as rule
       from pg_constraint
      where conrelid = :table::regclass and contype <> 'n'
     union
     select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
       from pg_index
      where indrelid = :table::regclass and indisunique
        and not exists (select from pg_constraint where conindid = indexrelid)`,
    { table },
  );
  return Object.fromEntries(rows.map(({ name, rule }) => [name, rule]));
}
