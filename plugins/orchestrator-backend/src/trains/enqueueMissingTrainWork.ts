import {
  ENDED_PHASES,
  type ProductState,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { WorkItem, WorkTransport } from '../work/WorkTransport';
import { readProducts, readTrain } from './KnexTrainRecords';
import type { TrainWatchRow } from './rows';
import { TRAIN_LANE, type TrainWorkKind } from './TrainTransaction';

/**
 * Puts items of work back that trains wait for and the queue does not have: the queue can be lost, the events can't.
 *
 * @returns the number of items that were missing
 */
export async function enqueueMissingTrainWork(
  database: Knex,
  transport: WorkTransport,
): Promise<number> {
  const trains: string[] = await database('runs')
    .where({ kind: 'Train' })
    .whereNotIn('status', ENDED_PHASES)
    .pluck('id');
  let lost = 0;
  for (const id of trains) {
    lost += await database.transaction(async trx => {
      const train = await readTrain(trx, id);
      const items = [
        ...(train ? sendingItems(train) : []),
        ...(await readProducts(trx, id)).flatMap(stepItems),
        ...(await watchItems(trx, id)),
      ];
      const missing = new Set(
        await transport.missing(
          trx,
          items.map(item => item.id),
        ),
      );
      const gone = items.filter(item => missing.has(item.id));
      await transport.enqueue(trx, gone);
      return gone.length;
    });
  }
  return lost;
}

function sendingItems({ id, communications }: TrainState): WorkItem[] {
  return communications.flatMap(({ status, workId }) =>
    status === 'sending' && workId !== undefined
      ? [itemOf('train.send', id, workId)]
      : [],
  );
}

function stepItems({ id, runId, activations }: ProductState): WorkItem[] {
  return activations.flatMap(({ steps, cancels = [] }) => [
    ...steps.flatMap(({ status, workId, retryAt }) =>
      status === 'running' && workId !== undefined
        ? [itemOf('train.step', runId, workId, id, retryAt)]
        : [],
    ),
    ...cancels.flatMap(({ workId, outcome }) =>
      outcome === undefined ? [itemOf('train.step', runId, workId, id)] : [],
    ),
  ]);
}

async function watchItems(trx: Knex.Transaction, id: string) {
  const rows: TrainWatchRow[] = await trx('train_watches')
    .where({ run_id: id })
    .whereNotNull('next_at');
  return rows.map(row =>
    itemOf(
      'train.watch',
      id,
      row.work_id,
      row.subject,
      row.next_at ?? undefined,
    ),
  );
}

function itemOf(
  kind: TrainWorkKind,
  runId: string,
  id: string,
  targetId?: string,
  runAt?: string,
): WorkItem {
  return { id, lane: TRAIN_LANE, kind, runId, targetId, runAt };
}
