import type {
  GateState,
  ProductState,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { lockKeys } from '../store/lockKeys';
import { inTransaction } from '../runs/inTransaction';
import type { RunStores } from '../runs/KnexRunDatabase';
import { KnexRunRecords } from '../runs/KnexRunRecords';
import { isSqlite } from '../store/openDatabase';
import {
  gateRow,
  labelRows,
  productRow,
  trainRow,
  type TrainGateRow,
  type TrainProductRow,
  type TrainWatchRow,
} from './rows';
import type { TrainDatabase, TrainRecords, Watch } from './TrainRecords';

/** Streams, timers and work are kept as those of sweeps are; the read tables are the trains' own. */
class KnexTrainRecords extends KnexRunRecords implements TrainRecords {
  readonly #database: Knex.Transaction;

  constructor(trx: Knex.Transaction, stores: RunStores) {
    super(trx, stores);
    this.#database = trx;
  }

  loadTrain(id: string): Promise<TrainState | undefined> {
    return readTrain(this.#database, id, { lock: true });
  }

  async plannedFor(
    name: string,
    departure: string,
  ): Promise<string | undefined> {
    await lockKeys(this.#database, [`train ${name}`]);
    const row: { id: string } | undefined = await this.#database('runs')
      .where({ kind: 'Train', name, departure })
      .andWhereNot({ status: 'cancelled' })
      .first('id');
    return row?.id;
  }

  loadProducts(runId: string): Promise<ProductState[]> {
    return readProducts(this.#database, runId);
  }

  loadGates(runId: string): Promise<GateState[]> {
    return readGates(this.#database, runId);
  }

  async saveTrain(
    state: TrainState,
    options: { isNew: boolean; changeDigest?: string },
  ): Promise<void> {
    const { id, change_digest, ...columns } = trainRow(
      state,
      options.changeDigest ?? '',
    );
    const digest = options.changeDigest !== undefined && { change_digest };
    if (!options.isNew) {
      await this.#database('runs')
        .where({ id })
        .update({ ...columns, ...digest });
      return;
    }
    await this.#database('runs').insert({ id, change_digest, ...columns });
    const labels = labelRows(state);
    if (labels.length > 0) {
      await this.#database('run_labels').insert(labels);
    }
  }

  async saveProducts(states: ProductState[]): Promise<void> {
    if (states.length > 0) {
      await this.#database<TrainProductRow>('train_products')
        .insert(states.map(productRow))
        .onConflict(['run_id', 'id'])
        .merge();
    }
  }

  async saveGates(states: GateState[]): Promise<void> {
    if (states.length > 0) {
      await this.#database<TrainGateRow>('train_gates')
        .insert(states.map(gateRow))
        .onConflict(['run_id', 'id'])
        .merge();
    }
  }

  async loadWatches(runId: string): Promise<Watch[]> {
    const rows: TrainWatchRow[] = await this.#database('train_watches').where({
      run_id: runId,
    });
    return rows.map(row => ({
      runId,
      subject: row.subject,
      workId: row.work_id,
      nextAt: row.next_at ?? undefined,
      records: JSON.parse(row.records),
    }));
  }

  async saveWatch(watch: Watch): Promise<void> {
    await this.#database<TrainWatchRow>('train_watches')
      .insert({
        run_id: watch.runId,
        subject: watch.subject,
        work_id: watch.workId,
        next_at: watch.nextAt ?? null,
        records: JSON.stringify(watch.records),
      })
      .onConflict(['run_id', 'subject'])
      .merge();
  }

  async deleteWatch(runId: string, subject: string): Promise<void> {
    await this.#database('train_watches')
      .where({ run_id: runId, subject })
      .delete();
  }
}

/** Trains in the plugin's own database. */
export class KnexTrainDatabase implements TrainDatabase {
  readonly #database: Knex;
  readonly #stores: RunStores;

  constructor(database: Knex, stores: RunStores) {
    this.#database = database;
    this.#stores = stores;
  }

  transaction<T>(
    work: (records: TrainRecords) => Promise<T>,
    onConflict?: () => void,
  ): Promise<T> {
    return inTransaction(
      this.#database,
      trx => work(this.within(trx)),
      onConflict,
    );
  }

  readTrain(id: string): Promise<TrainState | undefined> {
    return readTrain(this.#database, id);
  }

  readProducts(runId: string): Promise<ProductState[]> {
    return readProducts(this.#database, runId);
  }

  /** The records of a transaction that somebody else has begun, and ends. */
  within(trx: Knex.Transaction): TrainRecords {
    return new KnexTrainRecords(trx, this.#stores);
  }
}

/**
 * State of a train.
 *
 * @param options - `lock` keeps other transactions off it until this one ends
 */
export async function readTrain(
  database: Knex,
  id: string,
  options: { lock?: boolean } = {},
): Promise<TrainState | undefined> {
  const query = database('runs').where({ id, kind: 'Train' }).first('state');
  // SQLite has one writer at a time, and knows no row locks.
  const row: { state: string } | undefined = await (options.lock &&
  !isSqlite(database)
    ? query.forUpdate()
    : query);
  return row && JSON.parse(row.state);
}

/** Keeps other transactions off a train until this one ends. */
export async function lockTrain(
  trx: Knex.Transaction,
  id: string,
): Promise<void> {
  await readTrain(trx, id, { lock: true });
}

/** Products of a train, in the order of their ids. */
export async function readProducts(
  database: Knex,
  runId: string,
): Promise<ProductState[]> {
  const rows: Pick<TrainProductRow, 'state'>[] = await database(
    'train_products',
  )
    .where({ run_id: runId })
    .orderBy('id')
    .select('state');
  return rows.map(row => JSON.parse(row.state));
}

/** Gates of a train, in the order of their ids. */
export async function readGates(
  database: Knex,
  runId: string,
): Promise<GateState[]> {
  const rows: Pick<TrainGateRow, 'state'>[] = await database('train_gates')
    .where({ run_id: runId })
    .orderBy('id')
    .select('state');
  return rows.map(row => JSON.parse(row.state));
}
