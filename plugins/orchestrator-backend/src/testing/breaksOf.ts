import { contractOf } from '../store/migrations';
import type { ColumnShape, SchemaShape, TableShape } from './schemaShape';

const VARCHAR = /^character varying\((\d+)\)$/;

/**
 * What of a migration a replica of the release before could trip over, a sentence for each; a migration that only
 * expands has none.
 *
 * @remarks
 * New tables, new columns that need not be written, new indexes and longer texts are no break. What a migration does to
 * the rows is not seen here.
 */
export function breaksOf(before: SchemaShape, after: SchemaShape): string[] {
  return Object.entries(before).flatMap(([table, shape]) =>
    table in after
      ? [
          ...columnBreaks(table, shape, after[table]),
          ...ruleBreaks(table, shape, after[table]),
        ]
      : [`the table ${table} is gone`],
  );
}

/**
 * What is wrong with a migration that breaks this: nothing where its name says which release can do without.
 *
 * @param earlier - names of the migrations before it
 */
export function faultsOf(
  name: string,
  earlier: string[],
  breaks: string[],
): string[] {
  const contract = contractOf(name);
  if (!contract) {
    return breaks;
  }
  return earlier.some(other => other.startsWith(`${contract.needs}_`))
    ? []
    : [
        `it contracts for releases with the migration ${contract.needs}, and none before it is called so`,
      ];
}

function columnBreaks(
  table: string,
  before: TableShape,
  after: TableShape,
): string[] {
  const kept = Object.entries(before.columns).flatMap(([name, column]) => {
    const named = `the column ${table}.${name}`;
    return name in after.columns
      ? changesOf(column, after.columns[name]).map(
          change => `${named} ${change}`,
        )
      : [`${named} is gone`];
  });
  const added = Object.entries(after.columns)
    .filter(([name]) => !(name in before.columns))
    .filter(([, column]) => mustBeWritten(column))
    .map(
      ([name]) =>
        `the new column ${table}.${name} must be written, and has no default`,
    );
  return [...kept, ...added];
}

function changesOf(before: ColumnShape, after: ColumnShape): string[] {
  const changes: string[] = [];
  if (before.type !== after.type && !isLonger(before.type, after.type)) {
    changes.push(`was ${before.type}, and is ${after.type}`);
  }
  if (!before.nullable && after.nullable) {
    changes.push('may be empty, which nobody who reads it expects');
  }
  if (before.nullable && !after.nullable) {
    changes.push('may not be empty any more');
  }
  if (before.default !== undefined && before.default !== after.default) {
    changes.push(
      `had the default ${before.default}, and has ${after.default ?? 'none'}`,
    );
  }
  return changes;
}

function ruleBreaks(
  table: string,
  before: TableShape,
  after: TableShape,
): string[] {
  // By what they say: a rule with another name is the same one.
  const rulesBefore = new Set(Object.values(before.rules).map(withoutName));
  const rulesAfter = new Set(Object.values(after.rules).map(withoutName));
  return [
    ...[...rulesBefore]
      .filter(rule => !rulesAfter.has(rule))
      .map(rule => `the table ${table} had the rule ${rule}`),
    ...[...rulesAfter]
      .filter(rule => !rulesBefore.has(rule))
      .map(rule => `the table ${table} has the new rule ${rule}`),
  ];
}

/** `CREATE UNIQUE INDEX a ON …` and `UNIQUE (…)` as they are without the name of an index. */
function withoutName(rule: string): string {
  return rule.replace(/^(CREATE UNIQUE INDEX) \S+/, '$1');
}

function mustBeWritten(column: ColumnShape): boolean {
  return !column.nullable && column.default === undefined;
}

/** A text that may be longer takes all that was written before. */
function isLonger(before: string, after: string): boolean {
  const [, from] = VARCHAR.exec(before) ?? [];
  const [, to] = VARCHAR.exec(after) ?? [];
  return (
    from !== undefined &&
    (after === 'text' || (to !== undefined && Number(to) >= Number(from)))
  );
}
