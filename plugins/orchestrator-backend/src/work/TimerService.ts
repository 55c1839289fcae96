import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { isSqlite } from '../store/openDatabase';
import { afterCommit } from './afterCommit';
import { Alarm } from './Alarm';
import { Loop } from './Loop';

const DEFAULT_POLL_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Something that is due at a time. */
export interface StoredTimer {
  id: string;
  runId: string;
  kind: string;
  /** ISO 8601 */
  dueAt: string;
  payload: JsonObject;
}

/** What becomes of a timer that is due, in the transaction that removes it. */
export type OnTimer<TTimer extends StoredTimer> = (
  timer: TTimer,
  trx: Knex.Transaction,
) => Promise<void>;

/** What timers need. */
export interface TimerServiceOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  /** Timers that another process set are found at the latest this long after they are due, in milliseconds. */
  pollMs?: number;
}

interface TimerRow {
  id: string;
  run_id: string;
  kind: string;
  due_at: string;
  payload: string;
}

/**
 * Keeps timers as rows, so that a wait of weeks holds neither a worker nor a process, and fires each once, however many
 * processes watch: who removes the row fires, and what it does is in the same transaction.
 */
export class TimerService<TTimer extends StoredTimer = StoredTimer> {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #alarm: Alarm;
  readonly #firing: Loop;
  readonly #failures = new Map<string, { count: number; notBefore: string }>();
  #onTimer?: OnTimer<TTimer>;

  constructor(options: TimerServiceOptions) {
    const { database, clock, logger, pollMs = DEFAULT_POLL_MS } = options;
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
    this.#firing = new Loop({
      step: () => this.#fireDue(),
      logger,
      what: 'The table of timers',
    });
    this.#alarm = new Alarm({ clock, pollMs, ring: () => this.#firing.poke() });
  }

  /** Sets a timer, or moves the one of that id, in the caller's transaction. */
  async set(trx: Knex.Transaction, timer: TTimer): Promise<void> {
    const dueAt = new Date(timer.dueAt).toISOString();
    await trx<TimerRow>('timers')
      .insert({
        id: timer.id,
        run_id: timer.runId,
        kind: timer.kind,
        due_at: dueAt,
        payload: JSON.stringify(timer.payload),
      })
      .onConflict('id')
      .merge();
    afterCommit(trx, () => this.#alarm.announce(dueAt));
  }

  /** Removes a timer, if there is one, in the caller's transaction. */
  async clear(trx: Knex.Transaction, id: string): Promise<void> {
    await trx<TimerRow>('timers').where({ id }).delete();
  }

  /** @param onTimer - if it throws, the timer stays and is fired again after a while */
  start(onTimer: OnTimer<TTimer>): void {
    this.#onTimer = onTimer;
    this.#alarm.start();
    this.#firing.start();
  }

  /** Lets the timer that is being fired come to its end. */
  async stop(): Promise<void> {
    this.#alarm.stop();
    await this.#firing.stop();
  }

  async #fireDue(): Promise<void> {
    const now = isoNow(this.#clock);
    while (await this.#fireNext()) {
      // One transaction each, so that one that fails takes no other along.
    }
    for (const [id, { notBefore }] of this.#failures) {
      if (notBefore <= now) {
        // It would have been fired just now if it were still there.
        this.#failures.delete(id);
      }
    }
    const next = await this.#database<TimerRow>('timers')
      .where('due_at', '>', now)
      .orderBy('due_at')
      .first('due_at');
    const [first] = [
      ...(next ? [next.due_at] : []),
      ...[...this.#failures.values()].map(({ notBefore }) => notBefore),
    ].sort();
    if (first) {
      this.#alarm.announce(first);
    }
  }

  /** @returns whether there may be another one that is due */
  async #fireNext(): Promise<boolean> {
    const now = isoNow(this.#clock);
    let timer: TTimer | undefined;
    try {
      await this.#database.transaction(async trx => {
        const row = await this.#lockDue(trx, now);
        if (!row) {
          return;
        }
        timer = toTimer<TTimer>(row);
        await trx<TimerRow>('timers').where({ id: row.id }).delete();
        await this.#onTimer?.(timer, trx);
      });
    } catch (error) {
      if (!timer) {
        throw error;
      }
      this.#postpone(timer, error);
      return true;
    }
    if (timer) {
      this.#failures.delete(timer.id);
    }
    return timer !== undefined;
  }

  /** The lock of the row decides between processes; those that are being fired elsewhere are stepped over. */
  async #lockDue(
    trx: Knex.Transaction,
    now: string,
  ): Promise<TimerRow | undefined> {
    const postponed = [...this.#failures]
      .filter(([, { notBefore }]) => notBefore > now)
      .map(([id]) => id);
    const due = trx<TimerRow>('timers')
      .where('due_at', '<=', now)
      .whereNotIn('id', postponed)
      .orderBy('due_at')
      .first();
    return await (isSqlite(trx) ? due : due.forUpdate().skipLocked());
  }

  #postpone(timer: StoredTimer, error: unknown): void {
    const count = (this.#failures.get(timer.id)?.count ?? 0) + 1;
    const waitMs = Math.min(
      LONGEST_RETRY_MS,
      FIRST_RETRY_MS * 2 ** (count - 1),
    );
    const notBefore = new Date(
      this.#clock.now().getTime() + waitMs,
    ).toISOString();
    this.#failures.set(timer.id, { count, notBefore });
    this.#logger.error(
      `Timer ${timer.id} (${timer.kind}) failed; next try at ${notBefore}: ${error}`,
    );
  }
}

/** What was stored is of the kind that `set` takes. */
function toTimer<TTimer extends StoredTimer>(row: TimerRow): TTimer {
  const timer: StoredTimer = {
    id: row.id,
    runId: row.run_id,
    kind: row.kind,
    dueAt: row.due_at,
    payload: JSON.parse(row.payload),
  };
  return timer as TTimer;
}
