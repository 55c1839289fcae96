import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { fromKnex } from 'pg-boss';
import { chunks } from '../../chunks';
import { isoNow, type Clock } from '../../clock';
import { afterCommit } from '../afterCommit';
import type {
  Claim,
  ClaimOptions,
  LaneStats,
  Settlement,
  TransportHealth,
  WorkItem,
  WorkTransport,
} from '../WorkTransport';
import { endSilentSessions } from './endSilentSessions';
import { fetchJobs } from './fetchJobs';
import { forgetTurns, giveTurns } from './giveTurns';
import {
  deleteWaiting,
  lockOrphans,
  msUntilNext,
  selectHeld,
  selectJobStats,
  selectPlaces,
  selectPresent,
  type HeldAttempt,
} from './jobQueries';
import { attemptOf, jobIdOf, toClaim, toJob, type JobAttempt } from './jobs';
import { removeJobs, waitAgain } from './settleJobs';
import { Waking } from './Waking';
import { WorkQueues } from './WorkQueues';

/** Short enough that with the time between two heartbeats an orphan runs again within 15 seconds. */
const DEFAULT_LEASE_MS = 10_000;
const DEFAULT_POLL_MS = 1_000;
const JOBS_PER_STATEMENT = 2_000;
const HEALTH_PATIENCE_MS = 3_000;

/** What the transport needs; times are in milliseconds. */
export interface PgBossWorkTransportOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  /** How long a worker that has fallen silent keeps its items; the same on all replicas. */
  leaseMs?: number;
  /** Items that another replica enqueued are found at the latest after this time, also where it can't be heard. */
  pollMs?: number;
}

/**
 * Keeps work in pg-boss, in the plugin's own PostgreSQL database, for as many replicas as there are.
 *
 * @remarks
 * A lane is a queue, a run a group, an attempt what pg-boss counts as retries; leases go by the clock of the database.
 * The order among runs is written into the priorities, see `giveTurns`. Rule: semantics, section 8.
 */
export class PgBossWorkTransport implements WorkTransport {
  readonly name = 'pg-boss';
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #leaseMs: number;
  readonly #queues: WorkQueues;
  readonly #waking: Waking;
  /** Turns the lanes, so that each is first from time to time. */
  #claims = 0;

  constructor(options: PgBossWorkTransportOptions) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    this.#queues = new WorkQueues(options);
    this.#waking = new Waking({
      ...options,
      pollMs: options.pollMs ?? DEFAULT_POLL_MS,
      schema: async () => (await this.#queues.open()).schema,
    });
  }

  async start(): Promise<void> {
    await this.#queues.open();
  }

  async enqueue(trx: Knex.Transaction, items: WorkItem[]): Promise<void> {
    if (items.length === 0) {
      return;
    }
    const byLane = groupBy(items, ({ lane }) => lane);
    const { boss } = await this.#queues.open([...byLane.keys()]);
    const now = isoNow(this.#clock);
    for (const [lane, some] of byLane) {
      const jobs = new Map(some.map(item => [item.id, toJob(item, now)]));
      for (const part of chunks([...jobs.values()], JOBS_PER_STATEMENT)) {
        await boss.insert(lane, part, { db: fromKnex(trx) });
      }
    }
    const [first] = items.map(({ runAt }) => runAt ?? now).sort();
    afterCommit(trx, () => this.#waking.announce(first));
  }

  async claim(options: ClaimOptions): Promise<Claim[]> {
    const lanes = this.#turned(options.lanes);
    if (lanes.length === 0 || options.max <= 0) {
      return [];
    }
    const { boss, schema } = await this.#queues.open(lanes);
    // Without news there is nothing to place; whatever nobody has told of is found at the next poll.
    if (this.#waking.takeNews()) {
      await giveTurns(this.#database, { schema, lanes });
    }
    // Read before the lease begins, so that ours is over first.
    const times = {
      claimedAt: isoNow(this.#clock),
      leaseUntil: this.#in(this.#leaseMs),
    };
    const jobs = await fetchJobs(
      { boss, schema, database: this.#database },
      { ...options, lanes },
    );
    if (jobs.length < options.max) {
      this.#expectNext(schema, lanes);
    }
    return jobs.map(job => toClaim(job, times)).sort(byPriorityAndTime);
  }

  async heartbeat(claims: Claim[]): Promise<Claim[]> {
    if (claims.length === 0) {
      return [];
    }
    const { boss, schema } = await this.#queues.open();
    const kept = new Set<string>();
    await this.#database.transaction(async trx => {
      // A job that is locked is being settled: it is not touched, which would wait, and it is not lost.
      const held = await selectHeld(trx, schema, claims, { lock: true });
      for (const [lane, some] of groupBy(held, ({ name }) => name)) {
        await boss.touch(lane, some.map(toAttempt), { db: fromKnex(trx) });
      }
      held.forEach(attempt => kept.add(tokenOf(attempt)));
    });
    const isLost = (claim: Claim) => !kept.has(tokenOf(attemptOf(claim)));
    const missing = claims.filter(isLost);
    if (missing.length > 0) {
      const held = await selectHeld(this.#database, schema, missing, {
        lock: false,
      });
      held.forEach(attempt => kept.add(tokenOf(attempt)));
    }
    return missing.filter(isLost);
  }

  async settle(
    trx: Knex.Transaction,
    settlements: Settlement[],
  ): Promise<Claim[]> {
    const lanes = groupBy(settlements, ({ claim }) => claim.item.lane);
    const { boss } = await this.#queues.open();
    const db = fromKnex(trx);
    const lost: Claim[] = [];
    for (const [lane, some] of lanes) {
      const queue = { boss, lane, db };
      const done = some.filter(({ kind }) => kind === 'done');
      lost.push(
        ...(await removeJobs(
          queue,
          done.map(({ claim }) => claim),
        )),
        ...(await waitAgain(
          queue,
          some.flatMap(one => (one.kind === 'retry' ? [one] : [])),
        )),
      );
    }
    const [first] = settlements
      .flatMap(one => (one.kind === 'retry' ? [one.runAt] : []))
      .sort();
    if (first) {
      afterCommit(trx, () => this.#waking.announce(first));
    }
    return lost;
  }

  async release(claims: Claim[]): Promise<void> {
    const { boss } = await this.#queues.open();
    await this.#database.transaction(async trx => {
      for (const [lane, some] of groupBy(claims, ({ item }) => item.lane)) {
        await waitAgain(
          { boss, lane, db: fromKnex(trx) },
          some.map(claim => ({ claim })),
        );
      }
    });
    this.#waking.wakeAll();
  }

  async cancel(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    const { schema } = await this.#queues.open();
    const removed = await deleteWaiting(trx, schema, ids);
    return ids.filter(id => removed.has(jobIdOf(id)));
  }

  async missing(trx: Knex.Transaction, ids: string[]): Promise<string[]> {
    const { schema } = await this.#queues.open();
    const present = await selectPresent(trx, schema, ids);
    return ids.filter(id => !present.has(jobIdOf(id)));
  }

  async recover(options: { all?: boolean } = {}): Promise<number> {
    const { boss, schema } = await this.#queues.open();
    await this.#endSilentSessions(schema);
    const count = await this.#database.transaction(async trx => {
      const orphans = await lockOrphans(
        trx,
        schema,
        options.all ? undefined : this.#leaseMs,
      );
      for (const [lane, some] of groupBy(orphans, ({ name }) => name)) {
        await boss.fail(lane, some.map(toAttempt), undefined, {
          db: fromKnex(trx),
        });
      }
      return orphans.length;
    });
    if (count > 0) {
      this.#waking.wakeAll();
    }
    await forgetTurns(this.#database, schema);
    return count;
  }

  onWake(callback: () => void): () => void {
    return this.#waking.add(callback);
  }

  async stats(): Promise<LaneStats[]> {
    const { schema } = await this.#queues.open();
    return selectJobStats(this.#database, schema);
  }

  async places(ids: string[]): Promise<Map<string, QueuePlace>> {
    const { schema } = await this.#queues.open();
    return selectPlaces(this.#database, schema, ids);
  }

  async health(): Promise<TransportHealth> {
    const asked = this.#ask();
    // Nobody waits for a pool that is used up or a network that is gone.
    const tooLate = sleep(HEALTH_PATIENCE_MS, undefined, { ref: false }).then(
      (): TransportHealth => ({
        works: false,
        reason: `The database did not answer within ${HEALTH_PATIENCE_MS} ms`,
      }),
    );
    return Promise.race([asked, tooLate]);
  }

  async stop(): Promise<void> {
    await this.#waking.stop();
    await this.#queues.close();
  }

  async #ask(): Promise<TransportHealth> {
    try {
      const { schema } = await this.#queues.open();
      await this.#database.raw(`select from ${schema}.queue limit 1`);
      return { works: true };
    } catch (error) {
      return { works: false, reason: String(error) };
    }
  }

  async #endSilentSessions(schema: string): Promise<void> {
    const options = { schema, silentMs: this.#leaseMs };
    const ended = await endSilentSessions(this.#database, options);
    if (ended > 0) {
      this.#logger.warn(
        `Ended ${ended} sessions of the database that had been silent in a transaction for longer than a lease: they held rows locked that others need`,
      );
    }
  }

  /** In the background: what is claimed need not wait for it, and must not be lost by it. */
  #expectNext(schema: string, lanes: string[]): void {
    msUntilNext(this.#database, schema, lanes).then(
      ms => ms !== undefined && this.#waking.expect(this.#in(ms)),
      () => {},
    );
  }

  #turned(lanes: string[]): string[] {
    const turn = lanes.length > 0 ? this.#claims % lanes.length : 0;
    this.#claims += 1;
    return [...lanes.slice(turn), ...lanes.slice(0, turn)];
  }

  #in(ms: number): string {
    return new Date(this.#clock.now().getTime() + ms).toISOString();
  }
}

/** An item may be among claims twice: claimed by a dead worker, and by who took it over. */
function tokenOf({ id, retryCount }: JobAttempt): string {
  return `${id} ${retryCount}`;
}

function toAttempt({ id, retryCount }: HeldAttempt): JobAttempt {
  return { id, retryCount };
}

function byPriorityAndTime({ item: a }: Claim, { item: b }: Claim): number {
  const higher = (b.priority ?? 0) - (a.priority ?? 0);
  return higher || Date.parse(a.runAt ?? '') - Date.parse(b.runAt ?? '');
}

function groupBy<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) {
      group.push(one);
    } else {
      groups.set(keyOf(one), [one]);
    }
  }
  return groups;
}
