import { RunTurns, type Head } from '../work/RunTurns';
import type { Claim, Settlement, WorkItem } from '../work/WorkTransport';
import type { MemoryTables, QueueRow } from './MemoryTables';

/**
 * The queue of work in memory, with the rules of the transport contract: a lease, the attempt as the fencing token,
 * a retry at a time, runs in turn.
 *
 * @remarks Rule: semantics, section 8. Times are ISO 8601 and come from the clock of the caller, which may be skewed.
 */
export class MemoryWorkQueue {
  readonly #tables: MemoryTables;
  readonly #leaseMs: number;
  /** Each worker lets runs take turns by itself. */
  readonly #turns = new Map<string, RunTurns>();

  constructor(tables: MemoryTables, leaseMs: number) {
    this.#tables = tables;
    this.#leaseMs = leaseMs;
  }

  enqueue(items: WorkItem[], now: string): void {
    for (const item of items) {
      if (!this.#tables.queue.has(item.id)) {
        this.#tables.queue.set(item.id, {
          item,
          state: 'ready',
          runAt: item.runAt ?? now,
          attempt: 0,
          deaths: 0,
          enqueuedAt: now,
        });
      }
    }
  }

  /** @param inOrder - may hand over what is due in another order than it fell due */
  claim(
    worker: string,
    max: number,
    now: string,
    inOrder: (due: QueueRow[]) => QueueRow[] = due => due,
  ): Claim[] {
    const found = [...this.#tables.queue.values()].filter(
      row => row.state === 'ready' && row.runAt <= now,
    );
    if (found.length === 0) {
      return [];
    }
    const due = inOrder(found.sort(byDue));
    const turns = this.#turnsOf(worker);
    const claims: Claim[] = [];
    for (const share of turns.share(headsOf(due), max)) {
      const rows = due.filter(
        ({ item }) =>
          item.runId === share.runId &&
          item.lane === share.lane &&
          (item.priority ?? 0) === share.priority,
      );
      for (const row of rows.slice(0, share.quota)) {
        claims.push(this.#grant(row, worker, now));
      }
    }
    turns.served(claims.map(({ item }) => item.runId));
    return claims;
  }

  /** Renews leases; returns the claims that are lost. */
  heartbeat(claims: Claim[], now: string): Claim[] {
    return claims.filter(claim => {
      const row = this.#held(claim);
      if (row) {
        this.#tables.queue.set(claim.item.id, {
          ...row,
          leaseUntil: this.#leaseFrom(now),
        });
      }
      return !row;
    });
  }

  /** Returns the claims that had been lost. */
  settle(settlements: Settlement[]): Claim[] {
    const lost: Claim[] = [];
    for (const settlement of settlements) {
      const { claim } = settlement;
      const row = this.#held(claim);
      if (!row) {
        lost.push(claim);
      } else if (settlement.kind === 'done') {
        this.#tables.queue.delete(claim.item.id);
      } else {
        this.#tables.queue.set(claim.item.id, {
          ...givenBack(row),
          runAt: settlement.runAt,
          deaths: 0,
        });
      }
    }
    return lost;
  }

  release(claims: Claim[]): void {
    for (const claim of claims) {
      const row = this.#held(claim);
      if (row) {
        this.#tables.queue.set(claim.item.id, givenBack(row));
      }
    }
  }

  /** Removes what nobody works on; returns the ids. */
  cancel(ids: string[]): string[] {
    const free = ids.filter(
      id => this.#tables.queue.get(id)?.state === 'ready',
    );
    free.forEach(id => this.#tables.queue.delete(id));
    return free;
  }

  /** Gives back items whose lease has ended; returns their number. */
  recover(now: string): number {
    const ended = [...this.#tables.queue.values()].filter(
      row => row.state === 'running' && (row.leaseUntil ?? '') <= now,
    );
    for (const row of ended) {
      this.#tables.queue.set(row.item.id, {
        ...givenBack(row),
        deaths: row.deaths + 1,
      });
    }
    return ended.length;
  }

  #grant(row: QueueRow, worker: string, now: string): Claim {
    const leaseUntil = this.#leaseFrom(now);
    const attempt = row.attempt + 1;
    this.#tables.queue.set(row.item.id, {
      ...row,
      state: 'running',
      attempt,
      claimedBy: worker,
      leaseUntil,
    });
    return {
      item: { ...row.item, runAt: row.runAt },
      attempt,
      deaths: row.deaths,
      claimedAt: now,
      enqueuedAt: row.enqueuedAt,
      leaseUntil,
    };
  }

  #held({ item, attempt }: Claim): QueueRow | undefined {
    const row = this.#tables.queue.get(item.id);
    return row?.state === 'running' && row.attempt === attempt
      ? row
      : undefined;
  }

  #leaseFrom(now: string): string {
    return new Date(Date.parse(now) + this.#leaseMs).toISOString();
  }

  #turnsOf(worker: string): RunTurns {
    const turns = this.#turns.get(worker) ?? new RunTurns();
    this.#turns.set(worker, turns);
    return turns;
  }
}

function givenBack(row: QueueRow): QueueRow {
  return {
    ...row,
    state: 'ready',
    claimedBy: undefined,
    leaseUntil: undefined,
  };
}

function byDue(a: QueueRow, b: QueueRow): number {
  if (a.runAt !== b.runAt) {
    return a.runAt < b.runAt ? -1 : 1;
  }
  return a.item.id < b.item.id ? -1 : 1;
}

/** @param due - oldest first */
function headsOf(due: QueueRow[]): Head[] {
  const heads = new Map<string, Head>();
  for (const { item, runAt } of due) {
    const { lane, runId, priority = 0 } = item;
    const key = `${lane} ${priority} ${runId}`;
    if (!heads.has(key)) {
      heads.set(key, { lane, priority, runId, runAt });
    }
  }
  return [...heads.values()];
}
