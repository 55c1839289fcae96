import {
  messageFailure,
  productStream,
  runStream,
  trainFailures,
  type ProductEvent,
  type ProductState,
  type TrainDeadLetter,
  type TrainEvent,
  type TrainFailure,
  type TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { RunVisibility } from '../queries/RunQueries';
import { trainsUnderWay } from './TrainWorkQueries';

/** More than anybody can look through; how many there are is told all the same. */
const MOST_LISTED = 200;

/** What stands in the state of whatever has failed: only those are read that may have. */
const MAY_HAVE_FAILED = '%"status":"failed"%';

/** A dead letter, before it is known what the caller may do with it. */
export type ListedDeadLetter = Omit<TrainDeadLetter, 'mayOperate'>;

/** What failed of one train. */
interface FailedTrain {
  train: TrainState;
  failures: TrainFailure[];
}

/** From here on the steps of a product in a wave are others. */
const BEGINNINGS = [
  'activation.started',
  'activation.rollbackStarted',
] as const;
/** How events say that something failed. */
const FAILURES = [
  'step.attemptFailed',
  'step.failed',
  'communication.failed',
] as const;

type HistoryEvent = Extract<
  ProductEvent | TrainEvent,
  { type: (typeof BEGINNINGS)[number] | (typeof FAILURES)[number] }
>;

interface EventRow {
  type: string;
  data: string;
  occurred_at: string;
}

/** Reads steps and messages of trains that failed for good, over all trains. */
export class TrainDeadLetterQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** How many there are. */
  async count(): Promise<number> {
    const trains = await this.#failed(() => {});
    return trains.reduce((sum, { failures }) => sum + failures.length, 0);
  }

  /** Those of the trains that the caller may see, the last one to fail first. */
  async list(
    visible: RunVisibility,
  ): Promise<{ items: ListedDeadLetter[]; totalItems: number }> {
    const items: ListedDeadLetter[] = [];
    for (const failed of await this.#failed(visible)) {
      for (const failure of failed.failures) {
        const attempts = await this.#attempts(failed.train.id, failure);
        items.push(toDeadLetter(failed, failure, attempts));
      }
    }
    items.sort((a, b) => (a.failedAt < b.failedAt ? 1 : -1));
    return { items: items.slice(0, MOST_LISTED), totalItems: items.length };
  }

  async #failed(visible: RunVisibility): Promise<FailedTrain[]> {
    const trains: { id: string; state: string }[] = await trainsUnderWay(
      this.#database,
    )
      .modify(visible)
      .andWhere(failed =>
        failed
          .where('runs.state', 'like', MAY_HAVE_FAILED)
          .orWhereExists(
            this.#database('train_products')
              .whereRaw('train_products.run_id = runs.id')
              .where('train_products.state', 'like', MAY_HAVE_FAILED)
              .select(this.#database.raw('1')),
          ),
      )
      .select('runs.id', 'runs.state');
    const rows: { run_id: string; state: string }[] = await this.#database(
      'train_products',
    )
      .whereIn(
        'run_id',
        trains.map(({ id }) => id),
      )
      .where('state', 'like', MAY_HAVE_FAILED)
      .orderBy(['run_id', 'id'])
      .select('run_id', 'state');
    return trains.map(({ id, state }) => {
      const train: TrainState = JSON.parse(state);
      const products = new Map(
        rows
          .filter(row => row.run_id === id)
          .map((row): [string, ProductState] => {
            const product: ProductState = JSON.parse(row.state);
            return [product.id, product];
          }),
      );
      return { train, failures: trainFailures({ train, products }) };
    });
  }

  async #attempts(
    trainId: string,
    { kind, id, product = '', wave }: TrainFailure,
  ): Promise<TrainDeadLetter['attempts']> {
    const stream =
      kind === 'step' ? productStream(trainId, product) : runStream(trainId);
    const rows: EventRow[] = await this.#database('events')
      .where({ stream })
      .whereIn('type', [...BEGINNINGS, ...FAILURES])
      .orderBy('version')
      .select('type', 'data', 'occurred_at');
    const attempts: TrainDeadLetter['attempts'] = [];
    for (const row of rows) {
      const event = toEvent(row);
      switch (event.type) {
        case 'step.attemptFailed':
        case 'step.failed': {
          const { wave: at, step, failure } = event.data;
          if (at === wave && step === id) {
            attempts.push({ at: row.occurred_at, failure });
          }
          break;
        }
        case 'communication.failed':
          if (event.data.id === id) {
            const failure = messageFailure(event.data);
            attempts.push({ at: row.occurred_at, failure });
          }
          break;
        default:
          // Steps of what was there before may have the same name.
          if (event.data.wave === wave) {
            attempts.length = 0;
          }
      }
    }
    return attempts;
  }
}

function toEvent({ type, data }: EventRow): HistoryEvent {
  return { type, data: JSON.parse(data) } as HistoryEvent;
}

function toDeadLetter(
  { train }: FailedTrain,
  { product, wave, direction, rollback, ...failed }: TrainFailure,
  attempts: TrainDeadLetter['attempts'],
): ListedDeadLetter {
  const waveTitle = (id: string) =>
    train.waves.find(one => one.id === id)?.title ?? id;
  const planned = (id: string) =>
    train.plan.products.find(one => one.id === id);
  const productTitle = (id: string) => planned(id)?.title ?? id;
  return {
    trainId: train.id,
    trainTitle: train.title,
    ...failed,
    failedAt: attempts.at(-1)?.at ?? train.updatedAt,
    ...(product !== undefined && {
      product: {
        id: product,
        title: productTitle(product),
        owner: planned(product)?.owner,
      },
    }),
    ...(wave !== undefined && { wave: { id: wave, title: waveTitle(wave) } }),
    ...(direction && { direction }),
    attempts,
    ...(rollback && {
      rollback: {
        scope: rollback.scope,
        waves: rollback.waves.map(waveTitle),
        products: rollback.products.map(productTitle),
      },
    }),
  };
}
