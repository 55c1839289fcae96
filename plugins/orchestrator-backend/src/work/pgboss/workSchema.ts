import type { Knex } from 'knex';

/** pg-boss takes no longer name. */
const LONGEST = 50;
/** Codes of PostgreSQL for what another replica made at the same moment. */
const MADE_BY_ANOTHER = ['23505', '42P06'];

/**
 * Makes the schema for pg-boss in the plugin's database, if it isn't there: beside the plugin's own, where Backstage
 * divides plugins by schema, and `orchestrator_work` where each has a database.
 *
 * @returns its name
 * @throws what the database throws, as where the plugin's user may not make schemas and nobody has made this one
 */
export async function ensureWorkSchema(database: Knex): Promise<string> {
  const { rows }: { rows: { own: string | null }[] } = await database.raw(
    'select current_schema() as own',
  );
  const own = rows[0].own ?? 'public';
  const name =
    own === 'public'
      ? 'orchestrator_work'
      : `${own.toLocaleLowerCase('en-US').replace(/\W/g, '_')}_work`.slice(
          -LONGEST,
        );
  // Asked first, because "if not exists" needs the right to make schemas even where there is nothing to make.
  const found: { rows: unknown[] } = await database.raw(
    'select from pg_namespace where nspname = ?',
    [name],
  );
  if (found.rows.length === 0) {
    try {
      await database.raw('create schema if not exists ??', [name]);
    } catch (error) {
      if (!MADE_BY_ANOTHER.includes((error as { code?: string }).code ?? '')) {
        throw error;
      }
    }
  }
  return name;
}
