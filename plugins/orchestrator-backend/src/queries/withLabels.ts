import type { Knex } from 'knex';

/**
 * Keeps the runs that have all of these labels.
 *
 * @param labels - `key=value`; a value may have `=` in it
 */
export function withLabels(
  database: Knex,
  query: Knex.QueryBuilder,
  labels: string[] = [],
): void {
  for (const label of labels) {
    const [key, ...value] = label.split('=');
    query.whereIn(
      'id',
      database('run_labels')
        .where({ key, value: value.join('=') })
        .select('run_id'),
    );
  }
}
