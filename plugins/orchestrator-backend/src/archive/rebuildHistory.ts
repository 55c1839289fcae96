import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { historyRows, SMALL_TABLES, type ReadTable } from '../store/readTables';
import { readRun } from '../store/reads';
import {
  compareRun,
  replaceRows,
  type RunRebuildReport,
} from '../store/RunRebuild';
import { packedRuns, readContent } from './ArchivedRuns';
import {
  archivedTargetRows,
  foldPacked,
  writeArchivedTargets,
} from './packRun';

const ARCHIVED_TARGETS: ReadTable = {
  name: 'archived_targets',
  runColumn: 'run_id',
  key: ['run_id', 'id'],
  json: [],
};

/** Tables that have rows of a run on its way into the archive, or out of it, that are not the last word. */
const IN_BETWEEN = new Set(['target_counts', 'approvals']);

/**
 * Folds the packed events of an archived run, and compares what is kept of it in the tables.
 *
 * @returns undefined for a run that is not archived
 * @throws Error where its content is damaged
 */
export async function rebuildHistory(
  database: Knex,
  runId: string,
  options: { write: boolean },
): Promise<RunRebuildReport | undefined> {
  if (!(await packedRuns(database, runId).first('run_id'))) {
    return undefined;
  }
  const fold = await foldPacked(runId, await readContent(database, runId));
  return inTransaction(database, async trx => {
    await readRun(trx, runId, { lock: true });
    const row = await packedRuns(trx, runId).first('phase');
    if (!row) {
      return undefined;
    }
    const expected: Record<string, object[]> = {
      ...historyRows(fold.run, fold.targets.values()),
      archived_targets: archivedTargetRows(fold),
    };
    const report: RunRebuildReport = {
      events: fold.events,
      rows: 0,
      differences: [],
    };
    for (const table of [...SMALL_TABLES, ARCHIVED_TARGETS]) {
      if (row.phase !== 'archived' && IN_BETWEEN.has(table.name)) {
        continue;
      }
      const rows = expected[table.name];
      const differences = await compareRun(trx, runId, table, rows);
      report.rows += rows.length;
      report.differences.push(...differences);
      if (options.write && differences.length > 0) {
        if (table === ARCHIVED_TARGETS) {
          await trx(table.name).where('run_id', runId).delete();
          await writeArchivedTargets(trx, fold);
        } else {
          await replaceRows(trx, runId, table, rows);
        }
      }
    }
    return report;
  });
}
