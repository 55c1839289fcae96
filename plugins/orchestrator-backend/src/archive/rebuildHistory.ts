import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { lockRun } from '../store/reads';
import {
  compareRun,
  replaceRows,
  type RunRebuildReport,
} from '../store/RunRebuild';
import { packedRuns, readContent } from './ArchivedRuns';
import { foldPacked } from './openHistory';

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
  const history = await foldPacked(runId, await readContent(database, runId));
  return inTransaction(database, async trx => {
    await lockRun(trx, runId);
    const row = await packedRuns(trx, runId).first('phase');
    if (!row) {
      return undefined;
    }
    const report: RunRebuildReport = {
      events: history.events,
      rows: 0,
      differences: [],
    };
    for (const { table, rows } of history.kept()) {
      if (row.phase !== 'archived' && IN_BETWEEN.has(table.name)) {
        continue;
      }
      const differences = await compareRun(trx, runId, table, rows);
      report.rows += rows.length;
      report.differences.push(...differences);
      if (options.write && differences.length > 0) {
        await replaceRows(trx, runId, table, rows);
      }
    }
    return report;
  });
}
