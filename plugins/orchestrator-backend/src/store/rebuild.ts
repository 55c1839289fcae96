import {
  canonicalJson,
  evolveRun,
  evolveTarget,
  type RunEvent,
  type RunState,
  type TargetEvent,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { EventLog } from './EventLog';
import { readRun } from './reads';
import {
  CountChanges,
  approvalRows,
  projections,
  runRow,
  targetRow,
} from './projections';

/** A row of a read table that is not what the events say. */
export interface Difference {
  table: string;
  key: string;
  /** Undefined where the events know no such row. */
  expected?: object;
  /** Undefined where the table has no such row. */
  found?: object;
}

/** What a rebuild has seen and done. */
export interface RebuildReport {
  runs: number;
  events: number;
  rows: number;
  differences: Difference[];
}

interface ReadTable {
  name: string;
  key: string[];
  /** Columns with JSON in them: compared by what they say, not by how it is written. */
  json: string[];
}

const READ_TABLES: ReadTable[] = [
  { name: 'runs', key: ['id'], json: ['state'] },
  { name: 'run_labels', key: ['run_id', 'key'], json: [] },
  { name: 'targets', key: ['run_id', 'id'], json: ['state'] },
  { name: 'target_counts', key: ['run_id', 'batch', 'status'], json: [] },
  { name: 'approvals', key: ['run_id', 'id'], json: ['approvers'] },
];

/**
 * Folds the events of every run and compares the read tables with what comes of it.
 *
 * @param options - `write` also replaces what differs, one run per transaction
 */
export async function rebuildReadTables(
  database: Knex,
  options: { write: boolean },
): Promise<RebuildReport> {
  const report: RebuildReport = {
    runs: 0,
    events: 0,
    rows: 0,
    differences: [],
  };
  const ids: { run_id: string }[] = await database('events')
    .distinct('run_id')
    .orderBy('run_id');
  for (const { run_id: runId } of ids) {
    await rebuildRun(database, runId, options.write, report);
  }
  await findOrphans(
    database,
    new Set(ids.map(row => row.run_id)),
    options.write,
    report,
  );
  return report;
}

async function rebuildRun(
  database: Knex,
  runId: string,
  write: boolean,
  report: RebuildReport,
): Promise<void> {
  await database.transaction(async trx => {
    // Commands take the same lock: none comes between the events that are read and the rows that are compared.
    await readRun(trx, runId, { lock: true });
    const { run, targets, events } = await foldRun(trx, runId);
    const expected = rowsOf(run, targets);
    const before = report.differences.length;
    for (const table of READ_TABLES) {
      const column = table.name === 'runs' ? 'id' : 'run_id';
      const found = await trx(table.name).where(column, runId);
      report.rows += compare(
        table,
        expected[table.name],
        found,
        report.differences,
      );
    }
    if (write && report.differences.length > before) {
      await replaceRun(trx, run, targets);
    }
    report.runs += 1;
    report.events += events;
  });
}

/** The states of a run and of its targets, from nothing but the events. */
export async function foldRun(
  database: Knex,
  runId: string,
): Promise<{ run: RunState; targets: TargetState[]; events: number }> {
  let run: RunState | undefined;
  const targets = new Map<string, TargetState>();
  let count = 0;
  for await (const events of new EventLog().read(database, { runId })) {
    for (const event of events) {
      const place = {
        runId,
        version: event.version,
        occurredAt: event.occurredAt,
      };
      if (event.targetId === undefined) {
        run = evolveRun(
          run,
          { type: event.type, data: event.data } as RunEvent,
          place,
        );
      } else {
        targets.set(
          event.targetId,
          evolveTarget(
            targets.get(event.targetId),
            { type: event.type, data: event.data } as TargetEvent,
            place,
          ),
        );
      }
    }
    count += events.length;
  }
  if (!run) {
    throw new Error(`The log has no events of run ${runId} itself`);
  }
  return { run, targets: [...targets.values()], events: count };
}

function rowsOf(
  run: RunState,
  targets: TargetState[],
): Record<string, object[]> {
  const counts = new CountChanges(run.id);
  for (const target of targets) {
    counts.note(undefined, target);
  }
  return {
    runs: [runRow(run)],
    run_labels: Object.entries(run.labels).map(([key, value]) => ({
      run_id: run.id,
      key,
      value,
    })),
    targets: targets.map(targetRow),
    target_counts: counts.rows(),
    approvals: approvalRows(run),
  };
}

/** @returns the number of rows that were compared */
function compare(
  table: ReadTable,
  expected: object[],
  found: object[],
  differences: Difference[],
): number {
  const wanted = new Map(expected.map(row => [keyOf(table, row), row]));
  const present = new Map(
    found
      .filter(row => !isEmptyCount(table, row))
      .map(row => [keyOf(table, row), row]),
  );
  for (const [key, row] of wanted) {
    const other = present.get(key);
    if (!other || normalized(table, row) !== normalized(table, other)) {
      differences.push({ table: table.name, key, expected: row, found: other });
    }
  }
  for (const [key, row] of present) {
    if (!wanted.has(key)) {
      differences.push({ table: table.name, key, found: row });
    }
  }
  return Math.max(wanted.size, present.size);
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

/** The same text for rows that say the same: big integers are text on PostgreSQL, booleans are numbers on SQLite. */
function normalized(table: ReadTable, row: object): string {
  const values = Object.entries(row).map(([column, value]) => {
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

async function replaceRun(
  trx: Knex.Transaction,
  run: RunState,
  targets: TargetState[],
): Promise<void> {
  await deleteRun(trx, run.id);
  await projections.writeRun(trx, run, true);
  const approvals = approvalRows(run);
  if (approvals.length > 0) {
    await trx('approvals').insert(approvals);
  }
  await projections.writeTargets(trx, targets);
  const counts = new CountChanges(run.id);
  for (const target of targets) {
    counts.note(undefined, target);
  }
  await projections.writeCounts(trx, counts.rows());
}

async function deleteRun(trx: Knex.Transaction, runId: string): Promise<void> {
  for (const { name } of READ_TABLES) {
    await trx(name)
      .where(name === 'runs' ? 'id' : 'run_id', runId)
      .delete();
  }
}

/** Rows of runs that the log knows nothing of. */
async function findOrphans(
  database: Knex,
  known: Set<string>,
  write: boolean,
  report: RebuildReport,
): Promise<void> {
  const rows: { id: string }[] = await database('runs').select('id');
  for (const { id } of rows.filter(row => !known.has(row.id))) {
    report.differences.push({ table: 'runs', key: id, found: { id } });
    if (write) {
      await database.transaction(trx => deleteRun(trx, id));
    }
  }
}
