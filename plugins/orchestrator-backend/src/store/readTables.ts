import {
  canonicalJson,
  type RunState,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import {
  CountChanges,
  approvalRows,
  runRow,
  targetRow,
  WHOLE_RUN,
} from './projections';
import type { TargetCountRow } from './rows';

/** Rows of one statement. */
const INSERT_CHUNK = 500;

/** A row of a read table that is not what the events say. */
export interface Difference {
  table: string;
  key: string;
  /** Undefined where the events know no such row. */
  expected?: object;
  /** Undefined where the table has no such row. */
  found?: object;
}

/** A table that is a fold of the events. */
export interface ReadTable {
  name: string;
  /** Column with the id of the run. */
  runColumn: string;
  key: string[];
  /** Columns with JSON in them: compared by what they say, not by how it is written. */
  json: string[];
}

/** What a run has in a table. */
export interface TableRows {
  table: ReadTable;
  rows: object[];
}

export const TARGETS: ReadTable = {
  name: 'targets',
  runColumn: 'run_id',
  key: ['run_id', 'id'],
  json: ['state'],
};

/** Those whose rows for one run don't grow with its targets. */
export const SMALL_TABLES: ReadTable[] = [
  { name: 'runs', runColumn: 'id', key: ['id'], json: ['state'] },
  {
    name: 'run_labels',
    runColumn: 'run_id',
    key: ['run_id', 'key'],
    json: [],
  },
  {
    name: 'target_counts',
    runColumn: 'run_id',
    key: ['run_id', 'batch', 'status'],
    json: [],
  },
  {
    name: 'approvals',
    runColumn: 'run_id',
    key: ['run_id', 'id'],
    json: ['approvers'],
  },
];

/** Rows of the small tables of a run, by table. */
export interface SmallRows extends Record<string, object[]> {
  target_counts: TargetCountRow[];
}

export function smallRows(
  run: RunState,
  targets: Iterable<TargetState>,
): SmallRows {
  return {
    runs: [runRow(run)],
    run_labels: Object.entries(run.labels).map(([key, value]) => ({
      run_id: run.id,
      key,
      value,
    })),
    target_counts: countRows(run.id, targets),
    approvals: approvalRows(run),
  };
}

/** The same of a run whose targets are packed away: what lists show of it stays. */
export function historyRows(
  run: RunState,
  targets: Iterable<TargetState>,
): SmallRows {
  const rows = smallRows(run, targets);
  return {
    ...rows,
    target_counts: rows.target_counts.filter(row => row.batch === WHOLE_RUN),
    approvals: [],
  };
}

/** Numbers of targets by batch and status. */
export function countRows(
  runId: string,
  targets: Iterable<TargetState>,
): TargetCountRow[] {
  const counts = new CountChanges(runId);
  for (const target of targets) {
    counts.note(undefined, target);
  }
  return counts.rows();
}

export const targetRows = (targets: TargetState[]): object[] =>
  targets.map(targetRow);

/** Writes rows, some hundreds with each statement. */
export async function insertRows(
  database: Knex,
  table: ReadTable,
  rows: object[],
  options: { ignoreKnown?: boolean } = {},
): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERT_CHUNK) {
    const insert = database(table.name).insert(
      rows.slice(start, start + INSERT_CHUNK),
    );
    await (options.ignoreKnown
      ? insert.onConflict(table.key).ignore()
      : insert);
  }
}

/**
 * Rows that differ between what the events say and what a table has. Columns that this release does not write are left
 * out: between expanding and contracting, the one before or after it does.
 */
export function compareRows(
  table: ReadTable,
  expected: object[],
  found: object[],
): Difference[] {
  const wanted = new Map(expected.map(row => [keyOf(table, row), row]));
  const present = new Map(
    found
      .filter(row => !isEmptyCount(table, row))
      .map(row => [keyOf(table, row), row]),
  );
  const differing = [...wanted].flatMap(([key, row]) => {
    const other = present.get(key);
    return other && normalized(table, row) === normalized(table, other, row)
      ? []
      : [{ table: table.name, key, expected: row, found: other }];
  });
  const unknown = [...present]
    .filter(([key]) => !wanted.has(key))
    .map(([key, row]) => ({ table: table.name, key, found: row }));
  return [...differing, ...unknown];
}

/** A count that went back to nothing says the same as one that is not there. */
function isEmptyCount(table: ReadTable, row: object): boolean {
  return (
    table.name === 'target_counts' && (row as { count: number }).count === 0
  );
}

function keyOf(table: ReadTable, row: object): string {
  return table.key
    .map(column => String((row as Record<string, unknown>)[column]))
    .join('/');
}

/**
 * The same text for rows that say the same: big integers are text on PostgreSQL, booleans are numbers on SQLite.
 *
 * @param columns - an object with the columns that count
 */
function normalized(table: ReadTable, row: object, columns = row): string {
  const entries = Object.entries(row).filter(([column]) =>
    Object.hasOwn(columns, column),
  );
  const values = entries.map(([column, value]) => {
    if (table.json.includes(column)) {
      return [column, JSON.parse(String(value))];
    }
    if (column === 'sort_key') {
      return [column, Number(value)];
    }
    return [column, column === 'self_approval' ? Boolean(value) : value];
  });
  return canonicalJson(Object.fromEntries(values));
}
