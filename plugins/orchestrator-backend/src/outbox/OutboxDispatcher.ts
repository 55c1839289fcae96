import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { chunks } from '../chunks';
import { isoNow, type Clock } from '../clock';
import { LogOnChange } from '../work/LogOnChange';

/** Topic of the events of a transaction. */
export const EVENTS_TOPIC = 'events';

/** Rows that are delivered in one go. */
const BATCH_SIZE = 50;
/** Another replica may take a row over when its deliverer has not come back by then. */
const DELIVERY_LEASE_MS = 30_000;
/** Each has a few bound variables, of which a statement has so many at most. */
const ROWS_PER_INSERT = 500;
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

/** Something to be told to the outside. */
export interface OutboxMessage {
  id: string;
  /** Names the way in which it is told. */
  topic: string;
  runId: string;
  payload: JsonObject;
}

/** A message that follows from one that was told. */
export type FollowingMessage = Omit<OutboxMessage, 'id'>;

/**
 * Tells messages of one topic to the outside. It may get the same message again.
 *
 * @returns messages to be told next, written together with the end of those that were told
 */
export type Deliver = (
  messages: OutboxMessage[],
) => Promise<FollowingMessage[]>;

/** How a topic is delivered. */
export interface OutboxTopic {
  deliver: Deliver;
  /** Messages are given up after so many tries; without it they are tried for ever. */
  maxAttempts?: number;
}

/**
 * One that everything goes to. It gets one message after the other, and each comes again by itself; while it fails, it
 * is tried now and then, whatever waits for it.
 */
export interface OutboxReceiver {
  /** Longest that it takes over a message. */
  timeoutMs: number;
  /** What it has not taken for so long is given up. */
  maxAgeMs: number;
}

/**
 * Brings what commands have written into the outbox to the outside: at least once, also after a crash.
 */
export class OutboxDispatcher {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #topics: Record<string, OutboxTopic>;
  readonly #receiver: OutboxReceiver | undefined;
  readonly #onGivenUp: (topic: string, count: number) => void;
  /** Failures of the receiver since it last took something. */
  #failures = 0;
  #restUntilMs = 0;
  readonly #state: LogOnChange;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(options: {
    database: Knex;
    clock: Clock;
    logger: LoggerService;
    topics: Record<string, OutboxTopic>;
    /** Where all topics lead to one receiver over the network. */
    receiver?: OutboxReceiver;
    /** Messages are not tried any more; they are kept for somebody to send again. */
    onGivenUp?: (topic: string, count: number) => void;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#topics = options.topics;
    this.#receiver = options.receiver;
    this.#onGivenUp = options.onGivenUp ?? (() => {});
    this.#state = new LogOnChange(options.logger, 'The outbox');
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
      .then(() => this.#state.worked())
      .catch(error => this.#state.failed(error))
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
    while (!this.#stopped && !this.#rests()) {
      const rows = await this.#take();
      if (rows.length === 0) {
        return;
      }
      for (const [topic, { deliver, maxAttempts }] of Object.entries(
        this.#topics,
      )) {
        await this.#tell(
          rows.filter(row => row.topic === topic),
          deliver,
          maxAttempts,
        );
      }
    }
  }

  /** Tells rows of one topic; one topic that fails keeps no other from being told. */
  async #tell(
    rows: OutboxRow[],
    deliver: Deliver,
    maxAttempts = Infinity,
  ): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    try {
      const following = await deliver(rows.map(toMessage));
      await this.#database.transaction(async trx => {
        await trx('outbox')
          .whereIn(
            'id',
            rows.map(row => row.id),
          )
          .delete();
        await this.#write(trx, following);
      });
      this.#failures = 0;
    } catch (error) {
      this.#logger.warn(
        `Messages about ${rows[0].topic} could not be delivered`,
        error instanceof Error ? error : new Error(String(error)),
      );
      await this.#postpone(rows.filter(row => row.attempts + 1 < maxAttempts));
      await this.#giveUp(rows.filter(row => row.attempts + 1 >= maxAttempts));
      if (this.#receiver) {
        this.#rest();
        await this.#giveUpOld(this.#receiver.maxAgeMs);
      }
    }
  }

  #rests(): boolean {
    return this.#clock.now().getTime() < this.#restUntilMs;
  }

  #rest(): void {
    this.#restUntilMs = this.#clock.now().getTime() + pauseMs(this.#failures);
    this.#failures += 1;
  }

  async #giveUpOld(maxAgeMs: number): Promise<void> {
    for (const topic of Object.keys(this.#topics)) {
      const count = await this.#database('outbox')
        .where({ topic, given_up_at: null })
        .andWhere('created_at', '<', this.#in(-maxAgeMs))
        .update({ given_up_at: isoNow(this.#clock) });
      if (count > 0) {
        this.#logger.error(
          `${count} messages about ${topic} are given up: nobody has taken them for too long. They can be sent again on the page Operator`,
        );
        this.#onGivenUp(topic, count);
      }
    }
  }

  async #write(
    trx: Knex.Transaction,
    messages: FollowingMessage[],
  ): Promise<void> {
    const now = isoNow(this.#clock);
    for (const chunk of chunks(messages, ROWS_PER_INSERT)) {
      await trx('outbox').insert(
        chunk.map(({ topic, runId, payload }) => ({
          topic,
          run_id: runId,
          payload: JSON.stringify(payload),
          available_at: now,
          created_at: now,
        })),
      );
    }
  }

  async #giveUp(rows: OutboxRow[]): Promise<void> {
    for (const row of rows) {
      this.#logger.error(
        `A message about ${row.topic} of run ${row.run_id} is given up after ${
          row.attempts + 1
        } tries: ${row.payload}`,
      );
      await this.#database('outbox')
        .where({ id: row.id })
        .update({
          attempts: row.attempts + 1,
          given_up_at: isoNow(this.#clock),
        });
      this.#onGivenUp(row.topic, 1);
    }
  }

  /** Takes rows that nobody else delivers, by moving their time. */
  async #take(): Promise<OutboxRow[]> {
    const now = isoNow(this.#clock);
    const leaseUntil = this.#in(
      (this.#receiver?.timeoutMs ?? 0) + DELIVERY_LEASE_MS,
    );
    const candidates = await this.#database<OutboxRow>('outbox')
      .whereIn('topic', Object.keys(this.#topics))
      .whereNull('given_up_at')
      .andWhere('available_at', '<=', now)
      .orderBy('id')
      .limit(this.#receiver ? 1 : BATCH_SIZE);
    if (candidates.length === 0) {
      return [];
    }
    const taken: { id: number | string }[] = await this.#database('outbox')
      .whereIn(
        'id',
        candidates.map(row => row.id),
      )
      .whereNull('given_up_at')
      .andWhere('available_at', '<=', now)
      .update({ available_at: leaseUntil })
      .returning('id');
    const ids = new Set(taken.map(row => String(row.id)));
    return candidates.filter(row => ids.has(String(row.id)));
  }

  async #postpone(rows: OutboxRow[]): Promise<void> {
    for (const row of rows) {
      await this.#database('outbox')
        .where({ id: row.id })
        .update({
          attempts: row.attempts + 1,
          available_at: this.#in(pauseMs(row.attempts)),
        });
    }
  }

  #in(ms: number): string {
    return new Date(this.#clock.now().getTime() + ms).toISOString();
  }

  /** Numbers for the operator. */
  async stats(): Promise<{ waiting: number; oldest?: string }> {
    const [row]: { waiting: number | string; oldest: string | null }[] =
      await this.#database('outbox')
        .whereNull('given_up_at')
        .select(
          this.#database.raw('count(*) as waiting, min(created_at) as oldest'),
        );
    return { waiting: Number(row.waiting), oldest: row.oldest ?? undefined };
  }
}

/** How long to wait after so many failures. */
function pauseMs(failures: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
}

function toMessage(row: OutboxRow): OutboxMessage {
  return {
    id: String(row.id),
    topic: row.topic,
    runId: row.run_id,
    payload: JSON.parse(row.payload),
  };
}
