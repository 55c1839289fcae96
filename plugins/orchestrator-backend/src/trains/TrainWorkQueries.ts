import {
  ENDED_PHASES,
  runStream,
  trainWork,
  type GateState,
  type ProductState,
  type TrainState,
  type TrainWork,
  type WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { gateIsInTheWay } from './gateIsInTheWay';

/** What stands in the state of whatever has work in a queue: only those are read that may have. */
const MAY_RUN = '%"status":"running"%';
const MAY_SEND = '%"status":"sending"%';

/** What of one train is in a queue, or with a worker. */
export interface WorkingTrain {
  train: TrainState;
  /** Each with when it was put there, ISO 8601. */
  works: (TrainWork & { since: string })[];
}

/** Reads what trains wait for, over all of them. */
export class TrainWorkQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Gates that are open and that nobody has decided. */
  async gates(): Promise<WorkStats['gates']> {
    const rows: { train: string; gate: string }[] = await trainsUnderWay(
      this.#database,
    )
      .join('train_gates', 'train_gates.run_id', 'runs.id')
      .where('train_gates.status', 'open')
      .select('runs.state as train', 'train_gates.state as gate');
    const opened = rows
      .map(row => ({
        train: JSON.parse(row.train) as TrainState,
        gate: JSON.parse(row.gate) as GateState,
      }))
      .filter(({ train, gate }) => gateIsInTheWay(train, gate))
      .map(({ gate }) => gate.openedAt ?? gate.createdAt)
      .sort();
    return {
      waiting: opened.length,
      ...(opened.length > 0 && { oldest: opened[0] }),
    };
  }

  /** Steps that are done and messages that are sent. */
  async underWay(): Promise<WorkingTrain[]> {
    const products: { run_id: string; state: string }[] = await trainsUnderWay(
      this.#database,
    )
      .join('train_products', 'train_products.run_id', 'runs.id')
      .where('train_products.state', 'like', MAY_RUN)
      .orderBy(['train_products.run_id', 'train_products.id'])
      .select('train_products.run_id', 'train_products.state');
    const ids = [...new Set(products.map(row => row.run_id))];
    const trains: { state: string }[] = await trainsUnderWay(this.#database)
      .andWhere(some =>
        some.whereIn('runs.id', ids).orWhere('runs.state', 'like', MAY_SEND),
      )
      .orderBy('runs.id')
      .select('runs.state');
    const found: WorkingTrain[] = [];
    for (const { state } of trains) {
      const train: TrainState = JSON.parse(state);
      const own = products
        .filter(row => row.run_id === train.id)
        .map((row): ProductState => JSON.parse(row.state));
      const works = trainWork({
        train,
        products: new Map(own.map(product => [product.id, product])),
      });
      found.push({ train, works: await this.#dated(train, works) });
    }
    return found;
  }

  async #dated(
    { id, updatedAt }: TrainState,
    works: TrainWork[],
  ): Promise<WorkingTrain['works']> {
    const rows: { data: string; occurred_at: string }[] = works.some(
      ({ kind }) => kind === 'message',
    )
      ? await this.#database('events')
          .where({ stream: runStream(id), type: 'communication.sending' })
          .select('data', 'occurred_at')
      : [];
    const sent = new Map(
      rows.map(row => [JSON.parse(row.data).workId, row.occurred_at]),
    );
    return works.map(work => ({
      ...work,
      since: work.startedAt ?? sent.get(work.workId) ?? updatedAt,
    }));
  }
}

/** Trains that have not ended, of which there are few. */
export function trainsUnderWay(database: Knex): Knex.QueryBuilder {
  return database('runs')
    .where('runs.kind', 'Train')
    .whereNotIn('runs.status', ENDED_PHASES);
}
