import { randomUUID } from 'node:crypto';
import { MAX_RATE_WINDOW_MS } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { lockKeys } from '../store/lockKeys';
import type { SharedTime } from './databaseTime';
import {
  decideAdmission,
  decideExtension,
  FORGOTTEN_MS,
  heldRow,
  HOLD_MS,
  isUnlimited,
  type LedgerAdmission,
  type LedgerDenial,
  type WriteQueue,
} from './decideTurn';
import { later } from './later';
import { hostKey, keysOf, limitsOf, type PacingLimits } from './limits';
import type { SleepingHosts } from './SleepingHosts';
import {
  readCountedWrites,
  readNextTicket,
  readPlace,
  writes,
  type WriteAsk,
} from './writeQueue';

/** Keeps count of what is written to code hosts. */
export type Ledger = Pick<WriteLedger, keyof WriteLedger>;

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
    const limits = limitsOf(this.#limits, ask);
    const concurrency = this.#concurrencyOf(ask);
    return (
      (isUnlimited({ ask, limits, concurrency })
        ? await this.#admitUnlimited(ask)
        : undefined) ?? this.#admitInTurn(ask)
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
      await writes(trx)
        .where({ work_id: ask.workId, state: 'waiting' })
        .delete();
      const row = heldRow(ask, { ...newPlace(now), ticket: 0 }, now);
      await writes(trx).insert(row);
      return { admitted: true, id: row.id };
    });
  }

  async #admitInTurn(ask: WriteAsk): Promise<LedgerAdmission> {
    return inTransaction(this.#database, async trx => {
      const { admission, row } = decideAdmission(
        await this.#readQueue(trx, ask, this.#concurrencyOf(ask)),
      );
      await writes(trx).insert(row).onConflict('id').merge();
      return admission;
    });
  }

  /** Permits further requests to who holds a permit; the place in the queue is the same. */
  async extend(id: string, ask: WriteAsk): Promise<LedgerDenial | undefined> {
    return inTransaction(this.#database, async trx => {
      const denial = decideExtension(await this.#readQueue(trx, ask));
      if (!denial) {
        await writes(trx).where({ id }).increment('requests', ask.requests);
      }
      return denial;
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

  /** Locks what the admission is about, and reads what it is decided on. */
  async #readQueue(
    trx: Knex.Transaction,
    ask: WriteAsk,
    concurrency?: number,
  ): Promise<WriteQueue> {
    const limits = limitsOf(this.#limits, ask);
    await lockKeys(trx, [hostKey(ask.host), ...limits.map(({ key }) => key)]);
    const now = await this.#time(trx);
    const place = (await readPlace(trx, ask.workId)) ?? {
      ...newPlace(now),
      ticket: await readNextTicket(trx, { ask, limits }),
    };
    const sleep = await this.#sleeping.of(ask.host, trx, now);
    const queue = { ask, limits, concurrency, now, place, sleep };
    return { ...queue, rows: await readCountedWrites(trx, queue) };
  }

  #concurrencyOf({ host }: WriteAsk): number | undefined {
    return this.#limits.hosts[host]?.concurrency;
  }
}

function newPlace(now: Date): { id: string; since: string } {
  return { id: randomUUID(), since: now.toISOString() };
}
