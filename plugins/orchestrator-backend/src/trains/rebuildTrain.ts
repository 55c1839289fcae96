import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { EventLog } from '../store/EventLog';
import type { Difference } from '../store/readTables';
import {
  compareRun,
  replaceRows,
  type RunRebuildReport,
} from '../store/RunRebuild';
import { lockTrain } from './KnexTrainRecords';
import { TrainLogFold } from './TrainLogFold';
import { trainTables } from './trainTables';

/** Whether a run is a train, by its first event. */
export async function isTrain(database: Knex, runId: string): Promise<boolean> {
  const first: { type: string } | undefined = await database('events')
    .where({ stream: `run/${runId}`, version: 1 })
    .first('type');
  return first?.type === 'train.created';
}

/**
 * Folds the events of a train and compares its read tables with what comes of it, in one transaction that keeps
 * commands off it: a train is small.
 *
 * @param options - `write` also replaces what differs
 */
export async function rebuildTrain(
  database: Knex,
  runId: string,
  options: { write: boolean },
): Promise<RunRebuildReport> {
  return inTransaction(database, async trx => {
    await lockTrain(trx, runId);
    const fold = new TrainLogFold(runId);
    for await (const events of new EventLog().readStored(trx, { runId })) {
      events.forEach(event => fold.apply(event));
    }
    const report = {
      events: fold.events,
      rows: 0,
      differences: [] as Difference[],
    };
    for (const { table, rows } of trainTables(fold.parts)) {
      const differences = await compareRun(trx, runId, table, rows);
      report.differences.push(...differences);
      report.rows += rows.length;
      if (options.write && differences.length > 0) {
        await replaceRows(trx, runId, table, rows);
      }
    }
    return report;
  });
}
