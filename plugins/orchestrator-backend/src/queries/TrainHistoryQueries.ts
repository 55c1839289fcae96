import {
  measureTrain,
  TrainFold,
  trainHistoryOf,
  type TrainForecastHistory,
  type TrainMeasured,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import type { RunRow } from '../store/rows';
import { readGates, readProducts } from '../trains/KnexTrainRecords';
import { Kept } from './Kept';

/** The newest so many say how it goes today. */
const TRAINS = 50;
/** A train of many products says as much as many trains: more products are not looked at. */
const PRODUCTS = 2_000;
/** What changes slowly need not be asked for at every forecast. */
const KEPT_MS = 60_000;

/** Reads how long things took in earlier trains: durations and shares, nothing of what was released. */
export class TrainHistoryQueries {
  readonly #database: Knex;
  readonly #kept: Kept<TrainForecastHistory>;

  constructor(database: Knex, clock: Clock) {
    this.#database = database;
    this.#kept = new Kept(clock, KEPT_MS, async () =>
      trainHistoryOf(await this.#measure()),
    );
  }

  /** How it went lately; may be a minute old. */
  history(): Promise<TrainForecastHistory> {
    return this.#kept.get();
  }

  /** Trains that have something to tell: all but those of which nothing has begun, the latest departure first. */
  async #measure(): Promise<TrainMeasured[]> {
    const rows = await this.#database<RunRow>('runs')
      .where({ kind: 'Train' })
      .whereNot({ status: 'planned' })
      .orderBy('departure', 'desc')
      .limit(TRAINS)
      .select('id', 'state');
    const measured: TrainMeasured[] = [];
    let products = 0;
    for (const { id, state } of rows) {
      const fold = new TrainFold(id);
      fold.restore({
        train: JSON.parse(state),
        products: await readProducts(this.#database, id),
        gates: await readGates(this.#database, id),
      });
      measured.push(measureTrain(fold));
      products += fold.products.size;
      if (products >= PRODUCTS) {
        break;
      }
    }
    return measured;
  }
}
