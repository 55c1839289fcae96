import type { Knex } from 'knex';
import {
  TARGET_TABLES,
  type RunCriteria,
  type RunCriterion,
} from './runResource';

/** What a caller may see: everything, nothing, or what fits criteria. */
export type RunReadFilter = 'all' | 'none' | RunCriteria;

/**
 * Restricts a query on the table `runs` to what a caller may see.
 *
 * @remarks The same answer as each rule's `apply` on the loaded run; the tests hold them against each other.
 */
export function applyRunFilter(
  query: Knex.QueryBuilder,
  filter: RunReadFilter,
): void {
  if (filter === 'all') {
    return;
  }
  query.andWhere(where =>
    filter === 'none' ? where.whereRaw('1 = 0') : addCriteria(where, filter),
  );
}

function addCriteria(where: Knex.QueryBuilder, criteria: RunCriteria): void {
  if ('anyOf' in criteria) {
    // An "or" of nothing is false, an "and" of nothing is true; knex would leave both out.
    where.whereRaw('1 = 0');
    criteria.anyOf.forEach(child =>
      where.orWhere(inner => addCriteria(inner, child)),
    );
  } else if ('allOf' in criteria) {
    where.whereRaw('1 = 1');
    criteria.allOf.forEach(child =>
      where.andWhere(inner => addCriteria(inner, child)),
    );
  } else if ('not' in criteria) {
    where.whereNot(inner => addCriteria(inner, criteria.not));
  } else {
    addCriterion(where, criteria);
  }
}

function addCriterion(
  where: Knex.QueryBuilder,
  { field, values }: RunCriterion,
): void {
  switch (field) {
    case 'owner':
      isOneOf(where, 'runs.owner', values);
      break;
    case 'createdBy':
      isOneOf(where, 'runs.created_by', values);
      break;
    case 'targetOwner':
      where.where(either => {
        for (const table of TARGET_TABLES) {
          either.orWhereExists(targets =>
            isOneOf(
              targets
                // A column that the index of runs and owners has, so that no row is read.
                .select(`${table}.run_id`)
                .from(table)
                .whereRaw('?? = ??', [`${table}.run_id`, 'runs.id']),
              `${table}.owner`,
              values,
            ),
          );
        }
      });
      break;
    default:
      throw new Error(
        `There is no column for the criterion ${field satisfies never}`,
      );
  }
}

function isOneOf(
  where: Knex.QueryBuilder,
  column: string,
  values: string[],
): void {
  if (values.length === 0) {
    where.whereRaw('1 = 0');
    return;
  }
  const places = values.map(() => '?').join(', ');
  where.whereRaw(`lower(??) in (${places})`, [
    column,
    ...values.map(value => value.toLowerCase()),
  ]);
}
