/* eslint-disable jest/no-standalone-expect -- used within a test */
// eslint-disable-next-line @backstage/no-undeclared-imports -- only for tests
import fc from 'fast-check';
import type { Knex } from 'knex';
import { migrateUp, openTestDatabase, TestClock } from '../../testing';
import { KnexWorkTransport } from '../KnexWorkTransport';
import type { Claim, WorkItem } from '../WorkTransport';

const LEASE_MS = 30_000;

/** What an item should be, by the rules. */
interface ModelItem {
  item: WorkItem;
  state: 'ready' | 'running' | 'gone';
  runAtMs: number;
  attempt: number;
  leaseEndsMs: number;
}

/** Something that a caller, a worker or the time does. */
export type Operation =
  | {
      kind: 'enqueue';
      id: number;
      run: number;
      priority: number;
      inMs: number;
      commit: boolean;
    }
  | { kind: 'claim'; max: number }
  | { kind: 'settle'; claim: number; retryInMs?: number; commit: boolean }
  | { kind: 'heartbeat'; every: number }
  | { kind: 'release'; claim: number }
  | { kind: 'cancel'; id: number }
  | { kind: 'recover'; all: boolean }
  | { kind: 'pass'; ms: number };

const someMs = fc.constantFrom(0, 1, 500, 10_000, LEASE_MS, 60_000);
const someId = fc.nat({ max: 15 });
// Weighted towards what moves items, so that most sequences reach the interesting states.
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('enqueue' as const),
      id: someId,
      run: fc.nat({ max: 3 }),
      priority: fc.integer({ min: -1, max: 1 }),
      inMs: someMs,
      commit: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      max: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      claim: fc.nat(),
      retryInMs: fc.option(someMs, { nil: undefined }),
      commit: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('heartbeat' as const),
      every: fc.integer({ min: 1, max: 3 }),
    }),
  },
  fc.record({ kind: fc.constant('release' as const), claim: fc.nat() }),
  fc.record({ kind: fc.constant('cancel' as const), id: someId }),
  fc.record({ kind: fc.constant('recover' as const), all: fc.boolean() }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: someMs }),
  },
);

/** The transport and the model, side by side. */
export class SideBySide {
  readonly #clock = new TestClock();
  readonly #database = openTestDatabase({
    kind: 'SQLite',
    connection: ':memory:',
  });
  readonly #transport = new KnexWorkTransport({
    database: this.#database,
    clock: this.#clock,
    leaseMs: LEASE_MS,
  });
  readonly #model = new Map<string, ModelItem>();
  /** All claims ever given, those that were lost included. */
  readonly #claims: Claim[] = [];

  async open() {
    await migrateUp(this.#database);
  }

  async close() {
    await this.#database.destroy();
  }

  async apply(op: Operation): Promise<void> {
    const now = this.#nowMs;
    switch (op.kind) {
      case 'enqueue':
        await this.#enqueue(op);
        break;
      case 'claim':
        await this.#claim(op.max);
        break;
      case 'settle': {
        const claim = this.#claims[op.claim % this.#claims.length];
        if (claim) {
          await this.#settle(claim, op);
        }
        break;
      }
      case 'heartbeat': {
        const claims = this.#claims.filter((_, n) => n % op.every === 0);
        const lost = await this.#transport.heartbeat(claims);
        expect(lost.map(tokenOf)).toEqual(
          claims.filter(claim => !this.#holder(claim)).map(tokenOf),
        );
        for (const claim of claims) {
          const held = this.#holder(claim);
          if (held) {
            held.leaseEndsMs = now + LEASE_MS;
          }
        }
        break;
      }
      case 'release': {
        const claim = this.#claims[op.claim % this.#claims.length];
        if (claim) {
          await this.#transport.release([claim]);
          const held = this.#holder(claim);
          if (held) {
            held.state = 'ready';
          }
        }
        break;
      }
      case 'cancel': {
        const id = `item-${op.id}`;
        const held = this.#model.get(id);
        const removed = await this.#database.transaction(trx =>
          this.#transport.cancel(trx, [id]),
        );
        expect(removed).toEqual(held?.state === 'ready' ? [id] : []);
        if (held?.state === 'ready') {
          held.state = 'gone';
        }
        break;
      }
      case 'recover': {
        const orphans = [...this.#model.values()].filter(
          ({ state, leaseEndsMs }) =>
            state === 'running' && (op.all || leaseEndsMs < now),
        );
        expect(await this.#transport.recover({ all: op.all })).toBe(
          orphans.length,
        );
        for (const orphan of orphans) {
          orphan.state = 'ready';
        }
        break;
      }
      default:
        this.#clock.advance(op.ms);
    }
    await this.#compare();
  }

  /** Every item that was ever committed, and not cancelled, can be brought to its end. */
  async drain(): Promise<void> {
    this.#clock.advance(10 * 60_000);
    await this.apply({ kind: 'recover', all: true });
    for (let round = 0; round <= this.#model.size; round += 1) {
      await this.apply({ kind: 'claim', max: 3 });
    }
    for (const claim of [...this.#claims]) {
      await this.#settle(claim, { commit: true });
    }
    expect([...this.#model.values()].map(({ state }) => state)).toEqual(
      [...this.#model.values()].map(() => 'gone'),
    );
    expect(await this.#transport.stats()).toEqual([]);
  }

  get #nowMs() {
    return this.#clock.now().getTime();
  }

  #holder(claim: Claim): ModelItem | undefined {
    const held = this.#model.get(claim.item.id);
    return held?.state === 'running' && held.attempt === claim.attempt
      ? held
      : undefined;
  }

  async #inTransaction<T>(
    commit: boolean,
    work: (trx: Knex.Transaction) => Promise<T>,
  ) {
    const trx = await this.#database.transaction();
    const result = await work(trx);
    await (commit ? trx.commit() : trx.rollback());
    return result;
  }

  async #enqueue(op: Operation & { kind: 'enqueue' }): Promise<void> {
    const id = `item-${op.id}`;
    if (this.#model.get(id)?.state === 'gone') {
      // An id is never used twice.
      return;
    }
    const runAtMs = this.#nowMs + op.inMs;
    const item: WorkItem = {
      id,
      lane: 'git',
      kind: 'work',
      runId: `run-${op.run}`,
      priority: op.priority,
      runAt: new Date(runAtMs).toISOString(),
    };
    await this.#inTransaction(op.commit, trx =>
      this.#transport.enqueue(trx, [item]),
    );
    if (op.commit && !this.#model.has(id)) {
      this.#model.set(id, {
        item,
        state: 'ready',
        runAtMs,
        attempt: 0,
        leaseEndsMs: 0,
      });
    }
  }

  async #claim(max: number): Promise<void> {
    const now = this.#nowMs;
    const due = [...this.#model.values()]
      .filter(({ state, runAtMs }) => state === 'ready' && runAtMs <= now)
      .map(({ item }) => item.priority ?? 0)
      .sort((a, b) => b - a);
    const claims = await this.#transport.claim({
      lanes: ['git'],
      max,
      worker: 'worker',
    });
    expect(claims.map(({ item }) => item.priority)).toEqual(due.slice(0, max));
    for (const claim of claims) {
      const held = this.#model.get(claim.item.id);
      expect(held?.state).toBe('ready');
      expect(held?.runAtMs).toBeLessThanOrEqual(now);
      if (held) {
        held.state = 'running';
        held.attempt += 1;
        held.leaseEndsMs = now + LEASE_MS;
        expect(claim.attempt).toBe(held.attempt);
      }
    }
    this.#claims.push(...claims);
  }

  async #settle(
    claim: Claim,
    op: { retryInMs?: number; commit: boolean },
  ): Promise<void> {
    const held = this.#holder(claim);
    const runAtMs = this.#nowMs + (op.retryInMs ?? 0);
    const lost = await this.#inTransaction(op.commit, trx =>
      this.#transport.settle(trx, [
        op.retryInMs === undefined
          ? { claim, kind: 'done' }
          : { claim, kind: 'retry', runAt: new Date(runAtMs).toISOString() },
      ]),
    );
    expect(lost).toEqual(held ? [] : [claim]);
    if (held && op.commit) {
      held.state = op.retryInMs === undefined ? 'gone' : 'ready';
      held.runAtMs = runAtMs;
    }
  }

  async #compare(): Promise<void> {
    const [stats] = await this.#transport.stats();
    const count = (holds: (item: ModelItem) => boolean) =>
      [...this.#model.values()].filter(holds).length;
    const now = this.#nowMs;
    expect({
      ready: stats?.ready ?? 0,
      scheduled: stats?.scheduled ?? 0,
      running: stats?.running ?? 0,
    }).toEqual({
      ready: count(({ state, runAtMs }) => state === 'ready' && runAtMs <= now),
      scheduled: count(
        ({ state, runAtMs }) => state === 'ready' && runAtMs > now,
      ),
      running: count(({ state }) => state === 'running'),
    });
  }
}

function tokenOf(claim: Claim): string {
  return `${claim.item.id}#${claim.attempt}`;
}
