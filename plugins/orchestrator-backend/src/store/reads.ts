import type {
  HistoryMarks,
  RunState,
  TargetCounts,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isSqlite } from './openDatabase';
import { UNBATCHED, WHOLE_RUN } from './projections';
import type { RunRow, TargetCountRow, TargetRow } from './rows';

/**
 * State of a sweep's run.
 *
 * @param options - `lock` keeps other transactions off the run until this one ends
 */
export async function readRun(
  database: Knex,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RunState | undefined> {
  const query = database<RunRow>('runs')
    .where({ id, kind: 'Sweep' })
    .first('state');
  // SQLite has one writer at a time, and knows no row locks.
  const row = await (options.lock && !isSqlite(database)
    ? query.forUpdate()
    : query);
  return row && JSON.parse(row.state);
}

/**
 * Keeps other transactions off a run of any kind until this one ends.
 *
 * @returns since when it is history; undefined where there is no such run
 */
export async function lockRun(
  trx: Knex.Transaction,
  id: string,
): Promise<HistoryMarks | undefined> {
  const query = trx<RunRow>('runs').where({ id }).first('state');
  const row = await (isSqlite(trx) ? query : query.forUpdate());
  return row && JSON.parse(row.state);
}

/** State of a target. */
export async function readTarget(
  database: Knex,
  runId: string,
  id: string,
): Promise<TargetState | undefined> {
  const row = await database<TargetRow>('targets')
    .where({ run_id: runId, id })
    .first('state');
  return row && JSON.parse(row.state);
}

/** Targets that a start would divide up into batches. */
export async function readRolloutTargets(
  database: Knex,
  runId: string,
): Promise<TargetState[]> {
  const rows = await database<TargetRow>('targets')
    .where({ run_id: runId, status: 'ready' })
    .orderBy('id')
    .select('state');
  return rows.map(row => JSON.parse(row.state));
}

/** Numbers of targets by status: of the run, of those without a batch, and of one batch. */
export async function readCounts(
  database: Knex,
  runId: string,
  batch: number | undefined,
): Promise<{
  all: TargetCounts;
  unbatched: TargetCounts;
  batch: TargetCounts;
}> {
  const rows = await database<TargetCountRow>('target_counts')
    .where({ run_id: runId })
    .whereIn('batch', [
      WHOLE_RUN,
      UNBATCHED,
      ...(batch === undefined ? [] : [batch]),
    ]);
  return {
    all: countsOf(rows, WHOLE_RUN),
    unbatched: countsOf(rows, UNBATCHED),
    batch: countsOf(rows, batch),
  };
}

/** The counts of one batch out of rows of several. */
export function countsOf(
  rows: TargetCountRow[],
  batch: number | undefined,
): TargetCounts {
  return Object.fromEntries(
    rows
      .filter(row => row.batch === batch && row.count > 0)
      .map(row => [row.status, row.count]),
  );
}
