import { randomUUID } from 'node:crypto';
import {
  MAX_RATE_WINDOW_MS,
  nextTurn,
  parseDuration,
  type CountedLimit,
  type Turn,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { SharedTime } from './databaseTime';
import {
  hostKey,
  keysOf,
  limitsOf,
  type PacingLimits,
  type ScopedLimit,
} from './limits';
import { lockKeys } from '../store/lockKeys';
import { askedToWait } from './PutOff';
import type { CodeHostWriteRow } from './rows';
import type { SleepingHosts } from './SleepingHosts';
import {
  columnsOf,
  isAhead,
  later,
  nextTicket,
  writes,
  type WriteAsk,
  type WriteQueue,
} from './writeQueue';

/** A permit that is not renewed for so long counts as used up: its process is gone. */
export const HOLD_MS = 60_000;
/** Those who waited for a host to wake up go on one after the other. */
const WAKE_SPACING_MS = 100;
/** After so long somebody may have gone whose end nobody can foretell. */
const CONCURRENCY_RECHECK_MS = 5_000;
/** Waiting rows that nobody came back for. */
const FORGOTTEN_MS = 3_600_000;

/** Whether one may write now, and when where not. */
export type LedgerAdmission =
  | { admitted: true; id: string }
  | { admitted: false; notBefore: string; limit: string };

/**
 * Counts what is written to code hosts, for all processes together, and keeps the queue of those who wait.
 *
 * @remarks
 * Rule: semantics, section 5. A write is recorded before it is sent, as held; until it has ended it counts without end,
 * and then from its end on, so that no sliding window holds more than its limit whenever the requests really went out,
 * also where a process dies in between. Who has to wait keeps a place in the queue of the host, in which runs take
 * turns; its turn counts like a request for all who came later.
 */
export class WriteLedger {
  readonly #database: Knex;
  readonly #limits: PacingLimits;
  readonly #time: SharedTime;
  readonly #sleeping: SleepingHosts;

  constructor(options: {
    database: Knex;
    limits: PacingLimits;
    time: SharedTime;
    sleeping: SleepingHosts;
  }) {
    this.#database = options.database;
    this.#limits = options.limits;
    this.#time = options.time;
    this.#sleeping = options.sleeping;
  }

  /**
   * Permits requests, or gives them a place in the queue.
   *
   * @throws what the database throws: then nothing may be sent
   */
  async admit(ask: WriteAsk): Promise<LedgerAdmission> {
    const unlimited =
      ask.urgent ||
      (limitsOf(this.#limits, ask).length === 0 &&
        this.#concurrencyOf(ask.host) === undefined);
    return (
      (unlimited ? await this.#admitUnlimited(ask) : undefined) ??
      this.#admitInTurn(ask)
    );
  }

  /**
   * Writes down what no limit keeps, without a queue: the limits of others count it.
   *
   * @returns undefined where the host sleeps
   */
  async #admitUnlimited(ask: WriteAsk): Promise<LedgerAdmission | undefined> {
    return inTransaction(this.#database, async trx => {
      await lockKeys(trx, keysOf(ask), { shared: true });
      const now = await this.#time(trx);
      if (await this.#sleeping.of(ask.host, trx, now)) {
        return undefined;
      }
      const id = randomUUID();
      await writes(trx)
        .where({ work_id: ask.workId, state: 'waiting' })
        .delete();
      await writes(trx).insert({
        ...columnsOf(ask),
        id,
        state: 'held',
        at: later(now, HOLD_MS),
        ticket: 0,
        limit_name: null,
        since: now.toISOString(),
      });
      return { admitted: true, id };
    });
  }

  async #admitInTurn(ask: WriteAsk): Promise<LedgerAdmission> {
    return inTransaction(this.#database, async trx => {
      const queue = await this.#enterQueue(trx, ask);
      const turn = await this.#turnOf(trx, queue);
      const admitted = Date.parse(turn.at) <= queue.now.getTime();
      const row: CodeHostWriteRow = {
        ...columnsOf(ask),
        id: queue.id,
        state: admitted ? 'held' : 'waiting',
        at: admitted ? later(queue.now, HOLD_MS) : turn.at,
        ticket: queue.ticket,
        limit_name: admitted ? null : turn.limit ?? null,
        since: queue.since,
      };
      await writes(trx).insert(row).onConflict('id').merge();
      return admitted
        ? { admitted, id: row.id }
        : { admitted, notBefore: turn.at, limit: turn.limit ?? '' };
    });
  }

  /** Permits further requests to who holds a permit; the place in the queue is the same. */
  async extend(
    id: string,
    ask: WriteAsk,
  ): Promise<Exclude<LedgerAdmission, { admitted: true }> | undefined> {
    return inTransaction(this.#database, async trx => {
      const queue = await this.#enterQueue(trx, ask);
      const turn = await this.#turnOf(trx, queue, { held: id });
      if (Date.parse(turn.at) > queue.now.getTime()) {
        return { admitted: false, notBefore: turn.at, limit: turn.limit ?? '' };
      }
      await writes(trx).where({ id }).increment('requests', ask.requests);
      return undefined;
    });
  }

  /** Keeps permits alive. @returns those that are not held any more */
  async renew(ids: string[]): Promise<string[]> {
    const now = await this.#time(this.#database);
    const renewed = await writes(this.#database)
      .whereIn('id', ids)
      .andWhere({ state: 'held' })
      .andWhere('at', '>', now.toISOString())
      .update({ at: later(now, HOLD_MS) })
      .returning('id');
    const kept = new Set(renewed.map(row => row.id));
    return ids.filter(id => !kept.has(id));
  }

  /** Ends a permit: what was used counts from now on, what was not never did. */
  async release(id: string, used: number): Promise<void> {
    if (used === 0) {
      await writes(this.#database).where({ id }).delete();
      return;
    }
    const now = await this.#time(this.#database);
    await writes(this.#database)
      .where({ id })
      .update({ state: 'sent', at: now.toISOString(), requests: used });
  }

  /** Gives up the place in the queue of who won't come for it. */
  async withdraw(workId: string): Promise<void> {
    await writes(this.#database)
      .where({ work_id: workId, state: 'waiting' })
      .delete();
  }

  /** Removes what no limit can count any more. */
  async prune(): Promise<void> {
    const now = await this.#time(this.#database);
    await writes(this.#database)
      .whereIn('state', ['sent', 'held'])
      .andWhere('at', '<', later(now, -MAX_RATE_WINDOW_MS))
      .delete();
    await writes(this.#database)
      .where({ state: 'waiting' })
      .andWhere('at', '<', later(now, -FORGOTTEN_MS))
      .delete();
  }

  /** Locks what the admission is about, and finds the place of who asks. */
  async #enterQueue(trx: Knex.Transaction, ask: WriteAsk): Promise<WriteQueue> {
    const limits = limitsOf(this.#limits, ask);
    await lockKeys(trx, [hostKey(ask.host), ...limits.map(({ key }) => key)]);
    const now = await this.#time(trx);
    const own = await writes(trx)
      .where({ work_id: ask.workId, state: 'waiting' })
      .first();
    return own
      ? {
          ask,
          limits,
          now,
          id: own.id,
          since: own.since,
          ticket: Number(own.ticket),
        }
      : {
          ask,
          limits,
          now,
          id: randomUUID(),
          since: now.toISOString(),
          ticket: await nextTicket(trx, ask, limits),
        };
  }

  async #turnOf(
    trx: Knex.Transaction,
    queue: WriteQueue,
    options: { held?: string } = {},
  ): Promise<Turn> {
    const { ask, limits, now } = queue;
    const sleep = await this.#sleeping.of(ask.host, trx, now);
    const ahead =
      sleep || this.#concurrencyOf(ask.host) !== undefined
        ? await this.#ahead(trx, queue)
        : 0;
    const from = sleep
      ? later(new Date(sleep.until), ahead * WAKE_SPACING_MS)
      : now.toISOString();
    const counted: CountedLimit[] = [];
    for (const scoped of limits) {
      const taken = await this.#taken(trx, scoped, queue);
      counted.push({ limit: scoped.limit, taken });
    }
    const turn = nextTurn(counted, from, ask.requests);
    const full = options.held
      ? undefined
      : await this.#fullUntil(trx, queue, ahead);
    if (full && full.at > turn.at) {
      return full;
    }
    return {
      at: turn.at,
      limit: turn.limit ?? (sleep ? askedToWait(ask.host) : undefined),
    };
  }

  /** The instants that a limit counts: what was sent, what is under way, and the turns of those ahead. */
  async #taken(
    trx: Knex.Transaction,
    { limit, where }: ScopedLimit,
    queue: WriteQueue,
  ): Promise<string[]> {
    const now = queue.now.toISOString();
    const rows = await writes(trx)
      .where(where)
      .andWhere(state =>
        state
          .where(sent =>
            sent
              .whereIn('state', ['sent', 'held'])
              .andWhere('at', '>', later(queue.now, -parseDuration(limit.per))),
          )
          .orWhere(waiting => waiting.modify(isAhead, queue)),
      )
      .select('state', 'at', 'requests');
    return rows.flatMap(({ state, at, requests }) =>
      new Array<string>(requests).fill(state === 'held' && at > now ? now : at),
    );
  }

  async #ahead(trx: Knex.Transaction, queue: WriteQueue): Promise<number> {
    const [{ total }] = await trx('code_host_writes')
      .where({ host: queue.ask.host })
      .modify(isAhead, queue)
      .count({ total: '*' });
    return Number(total);
  }

  /** When to come again where as many write to the host as may. */
  async #fullUntil(
    trx: Knex.Transaction,
    { ask, now }: WriteQueue,
    ahead: number,
  ): Promise<Turn | undefined> {
    const most = this.#concurrencyOf(ask.host);
    if (most === undefined) {
      return undefined;
    }
    const [{ total }] = await trx('code_host_writes')
      .where({ host: ask.host, state: 'held' })
      .andWhere('at', '>', now.toISOString())
      .count({ total: '*' });
    return Number(total) < most
      ? undefined
      : {
          at: later(
            now,
            CONCURRENCY_RECHECK_MS * (1 + Math.floor(ahead / most)),
          ),
          limit: `${most} at the same time (host)`,
        };
  }

  #concurrencyOf(host: string): number | undefined {
    return this.#limits.hosts[host]?.concurrency;
  }
}
