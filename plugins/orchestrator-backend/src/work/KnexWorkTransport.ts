import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import { afterCommit } from './afterCommit';
import { Alarm } from './Alarm';
import { claimShares, isPostgres, selectHeads } from './claimQueries';
import { selectLaneStats } from './laneStats';
import { RunTurns, type Head } from './RunTurns';
import { toClaim, toRow, type WorkItemRow } from './workItemRows';
import type {
  Claim,
  LaneStats,
  Settlement,
  WorkItem,
  WorkTransport,
} from './WorkTransport';

const DEFAULT_LEASE_MS = 30_000;
const DEFAULT_POLL_MS = 1_000;
const ROWS_PER_STATEMENT = 500;
const SHARES_PER_STATEMENT = 100;
const FRUITLESS_ROUNDS = 3;

const GIVEN_BACK = {
  state: 'ready',
  claimed_by: null,
  lease_until: null,
} as const;

/** What the transport needs; times are in milliseconds. */
export interface KnexWorkTransportOptions {
  database: Knex;
  clock: Clock;
  /** How long a worker that has fallen silent keeps its items. */
  leaseMs?: number;
  /** Items that another process enqueued are found at the latest after this time. */
  pollMs?: number;
}

/**
 * Keeps work in a table of the plugin's own database.
 *
 * @remarks
 * On SQLite for one process; on PostgreSQL for several, which step over the rows that another one is claiming. The
 * claim is a conditional update and `attempt` its fencing token: rule, semantics, section 8.
 */
export class KnexWorkTransport implements WorkTransport {
  readonly name = 'knex';
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #alarm: Alarm;
  readonly #callbacks = new Set<() => void>();
  /** Runs take turns among the lanes that are claimed together. */
  readonly #turns = new Map<string, RunTurns>();

  constructor(options: KnexWorkTransportOptions) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.#alarm = new Alarm({
      clock: options.clock,
      pollMs: options.pollMs ?? DEFAULT_POLL_MS,
      ring: () => this.#wake(),
    });
  }

  async enqueue(trx: Knex.Transaction, items: WorkItem[]): Promise<void> {
    if (items.length === 0) {
      return;
    }
    const now = isoNow(this.#clock);
    const rows = items.map(item => toRow(item, now));
    for (const some of chunks(rows, ROWS_PER_STATEMENT)) {
      await trx<WorkItemRow>('work_items')
        .insert(some)
        .onConflict('id')
        .ignore();
    }
    afterCommit(trx, () =>
      this.#announceFirst(rows.map(({ run_at }) => ({ runAt: run_at }))),
    );
  }

  async claim(options: {
    lanes: string[];
    max: number;
    worker: string;
  }): Promise<Claim[]> {
    const { lanes, max, worker } = options;
    const claims: Claim[] = [];
    try {
      let fruitless = 0;
      while (claims.length < max && fruitless < FRUITLESS_ROUNDS) {
        const now = isoNow(this.#clock);
        const heads = await selectHeads(this.#database, lanes);
        const due = heads.filter(({ runAt }) => runAt <= now);
        if (due.length === 0) {
          this.#announceFirst(heads);
          break;
        }
        const round = await this.#takeTurns(due, {
          lanes,
          worker,
          now,
          max: max - claims.length,
        });
        claims.push(...round);
        // Others may be claiming just these; if so, there may be more behind them.
        fruitless = round.length === 0 ? fruitless + 1 : 0;
      }
    } catch (error) {
      // What was claimed already must reach its worker.
      if (claims.length === 0) {
        throw error;
      }
    }
    return claims;
  }

  async heartbeat(claims: Claim[]): Promise<Claim[]> {
    const leaseUntil = this.#leaseFrom(this.#clock.now());
    const kept = new Set<string>();
    for (const some of chunks(claims, ROWS_PER_STATEMENT)) {
      // A row that is locked is being settled: it is not renewed, and it is not lost.
      const held = this.#held(this.#database, some).select('id');
      const renewed = await this.#database<WorkItemRow>('work_items')
        .with(
          'held',
          isPostgres(this.#database) ? held.forUpdate().skipLocked() : held,
        )
        .whereIn('id', this.#database.select('id').from('held'))
        .update({ lease_until: leaseUntil })
        .returning('id');
      renewed.forEach(({ id }) => kept.add(id));
    }
    const missing = claims.filter(({ item }) => !kept.has(item.id));
    for (const some of chunks(missing, ROWS_PER_STATEMENT)) {
      const rows = await this.#held(this.#database, some).select('id');
      rows.forEach(({ id }) => kept.add(id));
    }
    return missing.filter(({ item }) => !kept.has(item.id));
  }

  async settle(
    trx: Knex.Transaction,
    settlements: Settlement[],
  ): Promise<Claim[]> {
    const settled = new Set<string>();
    const done = settlements.filter(({ kind }) => kind === 'done');
    for (const some of chunks(done, ROWS_PER_STATEMENT)) {
      const held = this.#held(
        trx,
        some.map(({ claim }) => claim),
      );
      if (isPostgres(trx)) {
        const rows = await held.delete().returning('id');
        rows.forEach(({ id }) => settled.add(id));
      } else {
        // knex drops the rows that a delete returns on SQLite; there, nobody else writes within this transaction.
        const rows = await held.clone().select('id');
        await held.delete();
        rows.forEach(({ id }) => settled.add(id));
      }
    }
    for (const settlement of settlements) {
      if (settlement.kind === 'retry') {
        const runAt = new Date(settlement.runAt).toISOString();
        const rows = await this.#held(trx, [settlement.claim])
          .update({ ...GIVEN_BACK, run_at: runAt, deaths: 0 })
          .returning('id');
        rows.forEach(({ id }) => settled.add(id));
        afterCommit(trx, () => this.#alarm.announce(runAt));
      }
    }
    return settlements
      .map(({ claim }) => claim)
      .filter(({ item }) => !settled.has(item.id));
  }

  async release(claims: Claim[]): Promise<void> {
    for (const some of chunks(claims, ROWS_PER_STATEMENT)) {
      await this.#held(this.#database, some).update(GIVEN_BACK);
    }
    this.#wake();
  }

  async cancel(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    const cancelled: string[] = [];
    for (const some of chunks(ids, ROWS_PER_STATEMENT)) {
      const ready = trx<WorkItemRow>('work_items')
        .whereIn('id', some)
        .where({ state: 'ready' })
        .select('id');
      // A row that is locked is just being claimed.
      const rows = await (isPostgres(trx)
        ? ready.forUpdate().skipLocked()
        : ready);
      const free = rows.map(({ id }) => id);
      await trx<WorkItemRow>('work_items').whereIn('id', free).delete();
      cancelled.push(...free);
    }
    return cancelled;
  }

  async missing(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    const present = new Set<string>();
    for (const some of chunks(ids, ROWS_PER_STATEMENT)) {
      const rows = await trx<WorkItemRow>('work_items')
        .whereIn('id', some)
        .select('id');
      rows.forEach(({ id }) => present.add(id));
    }
    return ids.filter(id => !present.has(id));
  }

  async recover(options: { all?: boolean } = {}): Promise<number> {
    const orphans = this.#database<WorkItemRow>('work_items')
      .where({ state: 'running' })
      .select('id');
    if (!options.all) {
      orphans.where('lease_until', '<', isoNow(this.#clock));
    }
    const count = await this.#database<WorkItemRow>('work_items')
      .with(
        'orphans',
        isPostgres(this.#database) ? orphans.forUpdate().skipLocked() : orphans,
      )
      .whereIn('id', this.#database.select('id').from('orphans'))
      .update({
        ...GIVEN_BACK,
        deaths: this.#database.raw('deaths + 1') as unknown as number,
      });
    if (count > 0) {
      this.#wake();
    }
    return count;
  }

  onWake(callback: () => void): () => void {
    // Wrapped, so that each registration ends by itself.
    const registered = () => callback();
    this.#callbacks.add(registered);
    this.#alarm.start();
    return () => {
      this.#callbacks.delete(registered);
      if (this.#callbacks.size === 0) {
        this.#alarm.stop();
      }
    };
  }

  stats(): Promise<LaneStats[]> {
    return selectLaneStats(this.#database, isoNow(this.#clock));
  }

  async #takeTurns(
    due: Head[],
    options: { lanes: string[]; max: number; worker: string; now: string },
  ): Promise<Claim[]> {
    const { lanes, max, worker, now } = options;
    const turns = this.#turnsOf(lanes);
    const shares = turns.share(due, max).slice(0, SHARES_PER_STATEMENT);
    const leaseUntil = this.#leaseFrom(new Date(now));
    const rows = await claimShares(this.#database, shares, {
      worker,
      now,
      leaseUntil,
    });
    turns.served(rows.map(({ run_id }) => run_id));
    return rows
      .sort((a, b) => (a.run_at < b.run_at ? -1 : Number(a.run_at > b.run_at)))
      .map(row => toClaim(row, { claimedAt: now, leaseUntil }));
  }

  #turnsOf(lanes: string[]): RunTurns {
    const key = JSON.stringify([...lanes].sort());
    const turns = this.#turns.get(key) ?? new RunTurns();
    this.#turns.set(key, turns);
    return turns;
  }

  /** The rows that are still in the hands of these claims. */
  #held(database: Knex, claims: Claim[]) {
    const tokens = claims.map(() => '(?, cast(? as integer))').join(', ');
    return database<WorkItemRow>('work_items')
      .where({ state: 'running' })
      .whereIn(
        'id',
        claims.map(({ item }) => item.id),
      )
      .whereRaw(
        `(id, attempt) in (values ${tokens})`,
        claims.flatMap(({ item, attempt }) => [item.id, attempt]),
      );
  }

  #announceFirst(all: { runAt: string }[]): void {
    const [first] = all.map(({ runAt }) => runAt).sort();
    if (first) {
      this.#alarm.announce(first);
    }
  }

  #leaseFrom(start: Date): string {
    return new Date(start.getTime() + this.#leaseMs).toISOString();
  }

  #wake(): void {
    this.#callbacks.forEach(callback => callback());
  }
}

function* chunks<T>(all: T[], size: number): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) {
    yield all.slice(start, start + size);
  }
}
