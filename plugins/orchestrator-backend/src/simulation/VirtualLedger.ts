import { MAX_RATE_WINDOW_MS } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  countedTogether,
  decideAdmission,
  decideExtension,
  FORGOTTEN_MS,
  heldRow,
  HOLD_MS,
  isOf,
  isUnlimited,
  nextTicket,
  type CountedWrite,
  type LedgerAdmission,
  type LedgerDenial,
  type Place,
  type WriteQueue,
} from '../pacing/decideTurn';
import { later } from '../pacing/later';
import {
  limitsOf,
  type PacingLimits,
  type ScopedLimit,
} from '../pacing/limits';
import type { CodeHostWriteRow } from '../pacing/rows';
import type { Ledger } from '../pacing/WriteLedger';
import type { WriteAsk } from '../pacing/writeQueue';
import { SerializationFailure } from './MemoryDatabase';
import type { VirtualSleepingHosts } from './VirtualSleepingHosts';

/** What is seen instead of the rows that there are. */
export type Sight = (rows: CountedWrite[], now: string) => CountedWrite[];

/** What the ledger in memory stands on. */
export interface VirtualLedgerOptions {
  limits: PacingLimits;
  sleeping: Pick<VirtualSleepingHosts, 'sleepOf'>;
  /** The time of the database. */
  now(): Date;
  /** Runs that don't come for their turns. */
  isIdle(runId: string): boolean;
  /** Whether the database is out of reach, before or after it has done what it was asked. */
  happens?(fault: 'ledgerFailed' | 'ledgerReplyLost'): boolean;
  /** What decisions get to see. */
  sight?: Sight;
}

/**
 * The ledger of writes over rows in memory, for all replicas together: the decisions are the real ones.
 *
 * @remarks That it answers as the one in the database does is what its test is for.
 */
export class VirtualLedger implements Ledger {
  readonly #options: VirtualLedgerOptions;
  readonly #rows = new Map<string, CodeHostWriteRow>();
  #ids = 0;

  constructor(options: VirtualLedgerOptions) {
    this.#options = options;
  }

  async admit(ask: WriteAsk): Promise<LedgerAdmission> {
    return this.#transaction(now => {
      const { limits, sleeping } = this.#options;
      const concurrency = limits.hosts[ask.host]?.concurrency;
      const asked = { ask, limits: limitsOf(limits, ask), concurrency };
      if (isUnlimited(asked) && !sleeping.sleepOf(ask.host)) {
        this.#removePlace(ask.workId);
        const place = { ...this.#newPlace(now), ticket: 0 };
        this.#put(heldRow(ask, place, now));
        return { admitted: true, id: place.id };
      }
      const { admission, row } = decideAdmission(
        this.#queueOf(ask, now, concurrency),
      );
      this.#put(row);
      return admission;
    });
  }

  async extend(id: string, ask: WriteAsk): Promise<LedgerDenial | undefined> {
    return this.#transaction(now => {
      const denial = decideExtension(this.#queueOf(ask, now));
      const row = this.#rows.get(id);
      if (!denial && row) {
        this.#put({ ...row, requests: row.requests + ask.requests });
      }
      return denial;
    });
  }

  async renew(ids: string[]): Promise<string[]> {
    return this.#transaction(now =>
      ids.filter(id => {
        const row = this.#rows.get(id);
        if (row?.state !== 'held' || row.at <= now.toISOString()) {
          return true;
        }
        this.#put({ ...row, at: later(now, HOLD_MS) });
        return false;
      }),
    );
  }

  async release(id: string, used: number): Promise<void> {
    this.#transaction(now => {
      const row = this.#rows.get(id);
      if (used === 0 || !row) {
        this.#rows.delete(id);
      } else {
        const at = now.toISOString();
        this.#put({ ...row, state: 'sent', at, requests: used });
      }
    });
  }

  async withdraw(workId: string): Promise<void> {
    this.#transaction(() => this.#removePlace(workId));
  }

  async prune(): Promise<void> {
    this.#transaction(now => {
      const written = later(now, -MAX_RATE_WINDOW_MS);
      const waiting = later(now, -FORGOTTEN_MS);
      for (const { id, state, at } of this.#rows.values()) {
        if (at < (state === 'waiting' ? waiting : written)) {
          this.#rows.delete(id);
        }
      }
    });
  }

  #queueOf(ask: WriteAsk, now: Date, concurrency?: number): WriteQueue {
    const limits = limitsOf(this.#options.limits, ask);
    const rows = [...this.#rows.values()];
    const counted = rows.filter(
      ({ state, run_id }) =>
        state !== 'waiting' || !this.#options.isIdle(run_id),
    );
    return {
      ask,
      limits,
      concurrency,
      now,
      place: this.#placeOf(ask) ?? {
        ...this.#newPlace(now),
        ticket: ticketOf(ask, limits, rows),
      },
      sleep: this.#options.sleeping.sleepOf(ask.host),
      rows: this.#options.sight?.(counted, now.toISOString()) ?? counted,
    };
  }

  #placeOf({ workId }: WriteAsk): Place | undefined {
    for (const { work_id, state, id, since, ticket } of this.#rows.values()) {
      if (work_id === workId && state === 'waiting') {
        return { id, since, ticket: Number(ticket) };
      }
    }
    return undefined;
  }

  #removePlace(workId: string): void {
    for (const { id, work_id, state } of this.#rows.values()) {
      if (work_id === workId && state === 'waiting') {
        this.#rows.delete(id);
      }
    }
  }

  #newPlace(now: Date): Omit<Place, 'ticket'> {
    this.#ids += 1;
    return { id: `write-${this.#ids}`, since: now.toISOString() };
  }

  #put(row: CodeHostWriteRow): void {
    this.#rows.set(row.id, row);
  }

  #transaction<T>(work: (now: Date) => T): T {
    const { now, happens } = this.#options;
    if (happens?.('ledgerFailed')) {
      throw new SerializationFailure('The ledger is out of reach');
    }
    const result = work(now());
    if (happens?.('ledgerReplyLost')) {
      throw new SerializationFailure('The connection to the ledger broke');
    }
    return result;
  }
}

function ticketOf(
  ask: WriteAsk,
  limits: ScopedLimit[],
  rows: CodeHostWriteRow[],
): number {
  const together = countedTogether(ask, limits);
  const newest = (found: CodeHostWriteRow[]) =>
    Math.max(0, ...found.map(({ ticket }) => Number(ticket)));
  return nextTicket(ask.requests, {
    served: newest(
      rows.filter(
        row =>
          row.state !== 'waiting' && together.some(where => isOf(row, where)),
      ),
    ),
    ofRun: newest(
      rows.filter(
        ({ state, run_id }) => state === 'waiting' && run_id === ask.runId,
      ),
    ),
  });
}
