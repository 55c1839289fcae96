import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { rebuildHistory } from '../archive/rebuildHistory';
import { inTransaction } from '../runs/inTransaction';
import { isTrain, rebuildTrain } from '../trains/rebuildTrain';
import { EventLog } from './EventLog';
import { RunFold } from './RunFold';
import { SMALL_TABLES, TARGETS, type Difference } from './readTables';
import { RunRebuild, type RunRebuildReport } from './RunRebuild';

export type { Difference } from './readTables';

/** What a rebuild has seen and done. */
export interface RebuildReport extends RunRebuildReport {
  runs: number;
}

/** How far a rebuild is: a run is done. */
export interface RebuildProgress extends RunRebuildReport {
  runId: string;
  /** Number of this run, from 1, and of all. */
  run: number;
  runs: number;
}

/** What to rebuild, and how. */
export interface RebuildOptions {
  /** Also replace what differs. */
  write: boolean;
  /** Only these runs. */
  runs?: string[];
  /** Only runs whose id comes after this one: goes on where an earlier rebuild has stopped. */
  after?: string;
  onProgress?(progress: RebuildProgress): void;
}

/**
 * Folds the events of runs and compares the read tables with what comes of it, run by run, in the order of their ids.
 *
 * @remarks Commands go on meanwhile, on this and on every other replica.
 */
export async function rebuildReadTables(
  database: Knex,
  options: RebuildOptions,
): Promise<RebuildReport> {
  const report = {
    runs: 0,
    events: 0,
    rows: 0,
    differences: [] as Difference[],
  };
  const all = await knownRuns(database);
  const chosen = all.filter(
    id =>
      (options.after === undefined || id > options.after) &&
      (options.runs === undefined || options.runs.includes(id)),
  );
  const missing = options.runs?.find(id => !all.includes(id));
  if (missing !== undefined) {
    throw new NotFoundError(`The log has no events of run ${missing}`);
  }
  for (const [index, runId] of chosen.entries()) {
    const one = await rebuildRun(database, runId, options);
    options.onProgress?.({
      ...one,
      runId,
      run: index + 1,
      runs: chosen.length,
    });
    report.runs += 1;
    report.events += one.events;
    report.rows += one.rows;
    report.differences.push(...one.differences);
  }
  if (options.runs === undefined) {
    report.differences.push(...(await unknownRuns(database, options.write)));
  }
  return report;
}

async function rebuildRun(
  database: Knex,
  runId: string,
  options: { write: boolean },
): Promise<RunRebuildReport> {
  const history = await rebuildHistory(database, runId, options);
  if (history) {
    return history;
  }
  try {
    return (await isTrain(database, runId))
      ? await rebuildTrain(database, runId, options)
      : await new RunRebuild(database, runId, options).run();
  } catch (error) {
    // It may have gone into the archive meanwhile.
    const archived = await rebuildHistory(database, runId, options);
    if (archived) {
      return archived;
    }
    throw error;
  }
}

/** The states of a run and of its targets, from nothing but the events in the log. */
export async function foldRun(database: Knex, runId: string): Promise<RunFold> {
  const fold = new RunFold(runId);
  for await (const events of new EventLog().readStored(database, { runId })) {
    events.forEach(event => fold.apply(event));
  }
  return fold;
}

/** Runs that have events, in the log or packed, in the order in which JavaScript compares texts. */
async function knownRuns(database: Knex): Promise<string[]> {
  const logged: string[] = await database('events').distinct().pluck('run_id');
  const packed: string[] = await database('archived_runs').pluck('run_id');
  return [...new Set([...logged, ...packed])].sort();
}

/** Rows of runs that no event speaks of. */
async function unknownRuns(
  database: Knex,
  write: boolean,
): Promise<Difference[]> {
  // Looked up anew: runs may have been created, or archived, since the beginning.
  const ids: string[] = await database('runs')
    .whereNotExists(events =>
      events.select('run_id').from('events').whereRaw('run_id = runs.id'),
    )
    .whereNotExists(archived =>
      archived
        .select('run_id')
        .from('archived_runs')
        .whereRaw('run_id = runs.id'),
    )
    .orderBy('id')
    .pluck('id');
  for (const id of write ? ids : []) {
    await inTransaction(database, async trx => {
      for (const { name, runColumn } of [...SMALL_TABLES, TARGETS]) {
        await trx(name).where(runColumn, id).delete();
      }
    });
  }
  return ids.map(id => ({ table: 'runs', key: id, found: { id } }));
}
