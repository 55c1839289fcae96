import {
  changeDigest,
  TrainFold,
  trainStreamOf,
  type EventEnvelope,
  type GateEvent,
  type ProductEvent,
  type TrainEvent,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { EventLog } from '../store/EventLog';
import {
  compareRows,
  type Difference,
  type ReadTable,
} from '../store/readTables';
import type { RunRebuildReport } from '../store/RunRebuild';
import { lockTrain } from './KnexTrainRecords';
import { gateRow, labelRows, productRow, trainRow } from './rows';

const TABLES: ReadTable[] = [
  { name: 'runs', runColumn: 'id', key: ['id'], json: ['state'] },
  { name: 'run_labels', runColumn: 'run_id', key: ['run_id', 'key'], json: [] },
  {
    name: 'train_products',
    runColumn: 'run_id',
    key: ['run_id', 'id'],
    json: ['state'],
  },
  {
    name: 'train_gates',
    runColumn: 'run_id',
    key: ['run_id', 'id'],
    json: ['state'],
  },
];

/** Whether a run is a train, by its first event. */
export async function isTrain(database: Knex, runId: string): Promise<boolean> {
  const first: { type: string } | undefined = await database('events')
    .where({ stream: `run/${runId}`, version: 1 })
    .first('type');
  return first?.type === 'train.created';
}

/** The states of a train, from nothing but its events in the log. */
export async function foldTrain(
  database: Knex,
  runId: string,
): Promise<{ fold: TrainFold; events: number }> {
  const fold = new TrainFold(runId);
  let count = 0;
  for await (const events of new EventLog().read(database, { runId })) {
    events.forEach(event => applyTo(fold, event));
    count += events.length;
  }
  return { fold, events: count };
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
    const { fold, events } = await foldTrain(trx, runId);
    const expected: Record<string, object[]> = {
      runs: [trainRow(fold.train, changeDigest(fold.train.manifest))],
      run_labels: labelRows(fold.train),
      train_products: [...fold.products.values()].map(productRow),
      train_gates: [...fold.gates.values()].map(gateRow),
    };
    const differences: Difference[] = [];
    let rows = 0;
    for (const table of TABLES) {
      const found = await trx(table.name).where(table.runColumn, runId);
      const wrong = compareRows(table, expected[table.name], found);
      differences.push(...wrong);
      rows += expected[table.name].length;
      if (options.write && wrong.length > 0) {
        await trx(table.name).where(table.runColumn, runId).delete();
        if (expected[table.name].length > 0) {
          await trx(table.name).insert(expected[table.name]);
        }
      }
    }
    return { events, rows, differences };
  });
}

function applyTo(fold: TrainFold, event: EventEnvelope): void {
  const { kind, id } = trainStreamOf(event.stream);
  const version = fold.apply(
    kind,
    id,
    { type: event.type, data: event.data } as
      | TrainEvent
      | ProductEvent
      | GateEvent,
    event.occurredAt,
  );
  if (version !== event.version) {
    throw new Error(
      `The stream ${event.stream} has a gap: found version ${event.version}, accepted is ${version}`,
    );
  }
}
