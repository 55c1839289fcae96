import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';

/** Rows that are delivered in one go. */
const BATCH_SIZE = 50;
/** Another replica may take a row over when its deliverer has not come back by then. */
const DELIVERY_LEASE_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** Looks for rows that another replica has left, or that wait for their retry. */
const POLL_MS = 1_000;

interface OutboxRow {
  id: number | string;
  topic: string;
  run_id: string;
  payload: string;
  attempts: number;
  available_at: string;
}

/** Events of one run that are to be told to the outside: positions in the log, both included. */
export interface OutboxMessage {
  id: string;
  runId: string;
  first: number;
  last: number;
}

/** Tells messages to the outside. It may get the same message again. */
export type Deliver = (messages: OutboxMessage[]) => Promise<void>;

/**
 * Brings what commands have written into the outbox to the outside: at least once, also after a crash.
 */
export class OutboxDispatcher {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #deliver: Deliver;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(options: { database: Knex; clock: Clock; logger: LoggerService; deliver: Deliver }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#deliver = options.deliver;
  }

  start(): void {
    this.#stopped = false;
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.#timer.unref();
    this.wake();
  }

  /** Waits for what is being delivered; the rest stays for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Something may have been written. */
  wake(): void {
    if (this.#stopped) {
      return;
    }
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain()
      .catch(error => this.#logger.error('The outbox could not be read', error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        this.#running = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Delivers all that is due. */
  async #drain(): Promise<void> {
    while (!this.#stopped) {
      const rows = await this.#take();
      if (rows.length === 0) {
        return;
      }
      try {
        await this.#deliver(rows.map(toMessage));
        await this.#database('outbox').whereIn('id', rows.map(row => row.id)).delete();
      } catch (error) {
        this.#logger.warn('Messages could not be delivered and are tried again', error instanceof Error ? error : new Error(String(error)));
        await this.#postpone(rows);
      }
    }
  }

  /** Takes rows that nobody else delivers, by moving their time. */
  async #take(): Promise<OutboxRow[]> {
    const now = isoNow(this.#clock);
    const leaseUntil = this.#in(DELIVERY_LEASE_MS);
    const candidates = await this.#database<OutboxRow>('outbox').where('available_at', '<=', now).orderBy('id').limit(BATCH_SIZE);
    if (candidates.length === 0) {
      return [];
    }
    const taken: { id: number | string }[] = await this.#database('outbox')
      .whereIn('id', candidates.map(row => row.id))
      .andWhere('available_at', '<=', now)
      .update({ available_at: leaseUntil })
      .returning('id');
    const ids = new Set(taken.map(row => String(row.id)));
    return candidates.filter(row => ids.has(String(row.id)));
  }

  async #postpone(rows: OutboxRow[]): Promise<void> {
    for (const row of rows) {
      const wait = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** row.attempts);
      await this.#database('outbox')
        .where({ id: row.id })
        .update({ attempts: row.attempts + 1, available_at: this.#in(wait) });
    }
  }

  #in(ms: number): string {
    return new Date(this.#clock.now().getTime() + ms).toISOString();
  }

  /** Numbers for the operator. */
  async stats(): Promise<{ waiting: number; oldest?: string }> {
    const [row]: { waiting: number | string; oldest: string | null }[] = await this.#database('outbox').select(
      this.#database.raw('count(*) as waiting, min(created_at) as oldest'),
    );
    return { waiting: Number(row.waiting), oldest: row.oldest ?? undefined };
  }
}

function toMessage(row: OutboxRow): OutboxMessage {
  const { first, last }: { first: number; last: number } = JSON.parse(row.payload);
  return { id: String(row.id), runId: row.run_id, first, last };
}
