import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { chunks } from '../chunks';
import { isoNow, type Clock } from '../clock';
import { afterCommit } from './afterCommit';
import { Alarm } from './Alarm';
import { claimShares, selectHeads } from './claimQueries';
import { freeIn, withinLimits } from './laneLimits';
import { selectLaneStats } from './laneStats';
import { selectQueuePlaces } from './queuePlaces';
import { RunTurns, type Head } from './RunTurns';
import { toClaim, toRow, type WorkItemRow } from './workItemRows';
import type {
  Claim,
  ClaimOptions,
  LaneStats,
  Settlement,
  TransportHealth,
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
 * Keeps work in a table of the plugin's own SQLite database, for one process.
 *
 * @remarks
 * The claim is a conditional update and `attempt` its fencing token: rule, semantics, section 8.
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

  claim(options: ClaimOptions): Promise<Claim[]> {
    return options.limits
      ? // Between the count and the claim there must be no other one.
        this.#database.transaction(trx => this.#claim(trx, options))
      : this.#claim(this.#database, options);
  }

  async #claim(database: Knex, options: ClaimOptions): Promise<Claim[]> {
    const { lanes, max, worker, limits } = options;
    const claims: Claim[] = [];
    try {
      let fruitless = 0;
      while (claims.length < max && fruitless < FRUITLESS_ROUNDS) {
        const now = isoNow(this.#clock);
        const free = await freeIn(database, lanes, limits);
        const open = lanes.filter(lane => (free.get(lane) ?? 1) > 0);
        const heads = await selectHeads(database, open);
        const due = heads.filter(({ runAt }) => runAt <= now);
        if (due.length === 0) {
          this.#announceFirst(heads);
          break;
        }
        const round = await this.#takeTurns(database, due, {
          lanes,
          worker,
          now,
          max: max - claims.length,
          free,
        });
        claims.push(...round);
        // Others of this process may be claiming just these; if so, there may be more behind them.
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
      const renewed = await this.#held(this.#database, some)
        .update({ lease_until: leaseUntil })
        .returning(['id', 'attempt']);
      // An item may be among them twice: claimed by a dead worker, and by who took it over.
      renewed.forEach(({ id, attempt }) => kept.add(`${id} ${attempt}`));
    }
    return claims.filter(
      ({ item, attempt }) => !kept.has(`${item.id} ${attempt}`),
    );
  }

  async settle(
    trx: Knex.Transaction,
    settlements: Settlement[],
  ): Promise<Claim[]> {
    const settled = new Set<string>();
    const done = settlements.filter(({ kind }) => kind === 'done');
    for (const some of chunks(done, ROWS_PER_STATEMENT)) {
      const ids = await this.#remove(
        trx,
        some.map(({ claim }) => claim),
      );
      ids.forEach(id => settled.add(id));
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
      const ready = await trx<WorkItemRow>('work_items')
        .whereIn('id', some)
        .where({ state: 'ready' })
        .pluck('id');
      await trx<WorkItemRow>('work_items').whereIn('id', ready).delete();
      cancelled.push(...ready);
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
    const orphans = this.#database<WorkItemRow>('work_items').where({
      state: 'running',
    });
    if (!options.all) {
      orphans.where('lease_until', '<', isoNow(this.#clock));
    }
    const count = await orphans.update({
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

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#callbacks.clear();
    this.#alarm.stop();
  }

  async health(): Promise<TransportHealth> {
    try {
      await this.#database('work_items').first('id');
      return { works: true };
    } catch (error) {
      return { works: false, reason: String(error) };
    }
  }

  places(ids: string[]): Promise<Map<string, QueuePlace>> {
    return selectQueuePlaces(this.#database, ids, isoNow(this.#clock));
  }

  stats(): Promise<LaneStats[]> {
    return selectLaneStats(this.#database, isoNow(this.#clock));
  }

  async #takeTurns(
    database: Knex,
    due: Head[],
    options: ClaimOptions & { now: string; free: Map<string, number> },
  ): Promise<Claim[]> {
    const { lanes, max, worker, now, free } = options;
    const turns = this.#turnsOf(lanes);
    const shares = withinLimits(turns.share(due, max), free).slice(
      0,
      SHARES_PER_STATEMENT,
    );
    const leaseUntil = this.#leaseFrom(new Date(now));
    const rows = await claimShares(database, shares, {
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

  /** Removes the rows that are still in the hands of these claims; returns their ids, which knex can't have SQLite say. */
  async #remove(trx: Knex.Transaction, claims: Claim[]): Promise<string[]> {
    const ids =
      claims.length === 1
        ? [claims[0].item.id]
        : await this.#held(trx, claims).pluck('id');
    const removed = await this.#held(trx, claims).delete();
    return removed === ids.length ? ids : [];
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
