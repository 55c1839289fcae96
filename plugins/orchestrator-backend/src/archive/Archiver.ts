import {
  ENDED_PHASES,
  IN_FLIGHT_STATUSES,
  SYSTEM_ACTOR,
  trainContextOf,
  trainHistoryObstacle,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { EVENTS_TOPIC } from '../outbox/OutboxDispatcher';
import { inTransaction } from '../runs/inTransaction';
import type { HistoryCommands } from '../runs/historyCommands';
import { EventLog } from '../store/EventLog';
import { WHOLE_RUN } from '../store/projections';
import { webhookTopic } from '../outbox/webhooks';
import { lockRun } from '../store/reads';
import { readProducts, readTrain } from '../trains/KnexTrainRecords';
import type { ArchivedRunRow, RunRow } from '../store/rows';
import { foldPacked } from './openHistory';
import { packRun } from './packRun';

/** Rows that one transaction deletes. */
const CHUNK = 1000;
/** Runs that are sealed in one go. */
const RUNS_PER_PASS = 100;

/** Topics of all webhooks, for SQL. */
const WEBHOOKS = webhookTopic('%');

const SYSTEM = { actor: SYSTEM_ACTOR, requestId: 'retention' };

/**
 * Makes runs that have ended history, in steps of one short transaction each. A step that was cut off is done again,
 * by whoever comes next:
 *
 * 1. `sealed`: the event `run.archived` is in the log; no command can change the run any more.
 * 2. `packed`: the events are in one blob that was read back and compared; readers use it from now on.
 * 3. `archived`: the rows are gone, deleted a chunk at a time.
 */
export class Archiver {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #runs: HistoryCommands;

  constructor(options: {
    database: Knex;
    clock: Clock;
    runs: HistoryCommands;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#runs = options.runs;
  }

  /** Runs that have ended and that nothing has happened to since a time; of each kind the oldest first. */
  async due(before: string): Promise<string[]> {
    return [
      ...(await this.#dueSweeps(before)),
      ...(await this.#dueTrains(before)),
    ];
  }

  #dueSweeps(before: string): Promise<string[]> {
    return (
      this.#ended('Sweep', ['finished', 'cancelled'], before)
        // The decision says the same; what it would refuse is not asked for every time.
        .whereNotIn(
          'id',
          this.#database('target_counts')
            .where('batch', WHOLE_RUN)
            .whereIn('status', ['open', 'reverting', ...IN_FLIGHT_STATUSES])
            .andWhere('count', '>', 0)
            .select('run_id'),
        )
        .limit(RUNS_PER_PASS)
        .pluck('id')
    );
  }

  async #dueTrains(before: string): Promise<string[]> {
    const ended: string[] = await this.#ended('Train', ENDED_PHASES, before)
      .whereNotExists(
        this.#database('train_products')
          .whereRaw('train_products.run_id = runs.id')
          .andWhere('train_products.updated_at', '>=', before)
          .select('train_products.id'),
      )
      .pluck('id');
    const due: string[] = [];
    for (const id of ended) {
      if (due.length < RUNS_PER_PASS && (await this.#isAtRest(id))) {
        due.push(id);
      }
    }
    return due;
  }

  /** Whether the decision would let it go; what it would refuse is not asked for every time. */
  async #isAtRest(trainId: string): Promise<boolean> {
    const train = await readTrain(this.#database, trainId);
    const products = await readProducts(this.#database, trainId);
    return (
      train !== undefined &&
      trainHistoryObstacle(
        train,
        trainContextOf(
          {
            products: new Map(products.map(product => [product.id, product])),
            gates: new Map(),
          },
          train.updatedAt,
        ),
      ) === undefined
    );
  }

  #ended(kind: RunRow['kind'], statuses: readonly string[], before: string) {
    return this.#database<RunRow>('runs')
      .where('kind', kind)
      .whereIn('status', [...statuses])
      .andWhere('updated_at', '<', before)
      .whereNotIn(
        'id',
        this.#database<ArchivedRunRow>('archived_runs').select('run_id'),
      )
      .orderBy('updated_at');
  }

  /** Runs that are on their way into the archive. */
  async unfinished(): Promise<string[]> {
    return this.#database<ArchivedRunRow>('archived_runs')
      .whereIn('phase', ['sealed', 'packed'])
      .orderBy('archived_at')
      .pluck('run_id');
  }

  /** @throws ConflictError for a run that has not ended, or has something under way */
  async seal(runId: string): Promise<void> {
    await inTransaction(this.#database, async trx => {
      await this.#runs.within(
        trx,
        runId,
        { type: 'archive', by: SYSTEM_ACTOR.ref },
        SYSTEM,
      );
      await trx<ArchivedRunRow>('archived_runs')
        .insert({
          run_id: runId,
          phase: 'sealed',
          archived_at: isoNow(this.#clock),
        })
        .onConflict('run_id')
        .ignore();
    });
  }

  /**
   * Takes a sealed run the rest of the way.
   *
   * @returns false where events of it have still to be told to the outside, which are read from the log then
   * @throws Error where its read tables do not say what its events say
   */
  async pack(runId: string): Promise<boolean> {
    const waiting = await this.#database('outbox')
      .where('run_id', runId)
      .andWhere(topic =>
        topic.where('topic', EVENTS_TOPIC).orWhere('topic', 'like', WEBHOOKS),
      )
      .first('id');
    if (waiting) {
      return false;
    }
    await this.#writeContent(runId);
    await this.#deleteRows(runId);
    return true;
  }

  async #writeContent(runId: string): Promise<void> {
    const row = await this.#database<ArchivedRunRow>('archived_runs')
      .where('run_id', runId)
      .first('phase');
    if (row?.phase !== 'sealed') {
      return;
    }
    // Nobody writes to a sealed run, so that reading it needs no lock.
    const packed = await packRun(
      runId,
      new EventLog().readStored(this.#database, { runId }),
      isoNow(this.#clock),
    );
    const history = await foldPacked(runId, packed.content);
    if (!(await history.isInTables(this.#database))) {
      throw new Error(
        `The read tables of run ${runId} do not say what its events say, so it is not archived: see "rebuild --verify"`,
      );
    }
    await history.writeFinders(this.#database);
    await inTransaction(this.#database, async trx => {
      // As every command does: no reader that has locked the run finds half of it.
      await lockRun(trx, runId);
      await trx<ArchivedRunRow>('archived_runs')
        .where({ run_id: runId, phase: 'sealed' })
        .update({
          phase: 'packed',
          content: packed.content,
          digest: packed.digest,
          events: packed.events,
        });
    });
  }

  async #deleteRows(runId: string): Promise<void> {
    while (await this.#deleteChunk(runId, 'events', 'position')) {
      // Each chunk is a transaction of its own.
    }
    while (await this.#deleteChunk(runId, 'targets', 'id')) {
      // As above.
    }
    await this.#whilePacked(runId, async trx => {
      await trx('approvals').where('run_id', runId).delete();
      await trx('timers').where('run_id', runId).delete();
      // The numbers of the whole run stay, for the lists.
      await trx('target_counts')
        .where('run_id', runId)
        .whereNot('batch', WHOLE_RUN)
        .delete();
      await trx<ArchivedRunRow>('archived_runs')
        .where('run_id', runId)
        .update({ phase: 'archived' });
      return 0;
    });
  }

  /** @returns whether there may be more */
  async #deleteChunk(
    runId: string,
    table: 'events' | 'targets',
    key: string,
  ): Promise<boolean> {
    const deleted = await this.#whilePacked(runId, trx =>
      trx(table)
        .where('run_id', runId)
        .whereIn(
          key,
          trx(table).where('run_id', runId).select(key).limit(CHUNK),
        )
        .delete(),
    );
    return deleted === CHUNK;
  }

  /** Does nothing where somebody restores the run meanwhile, or is through with it. */
  async #whilePacked(
    runId: string,
    work: (trx: Knex.Transaction) => Promise<number>,
  ): Promise<number> {
    return inTransaction(this.#database, async trx => {
      // The update holds the row on both databases until the transaction ends.
      const held = await trx<ArchivedRunRow>('archived_runs')
        .where({ run_id: runId, phase: 'packed' })
        .update({ phase: 'packed' });
      return held === 0 ? 0 : work(trx);
    });
  }
}
