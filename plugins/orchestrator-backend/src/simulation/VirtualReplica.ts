import {
  SYSTEM_ACTOR,
  type TargetOutcome,
  type TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ClaimLostError, type Completion } from '../runs/completeTargets';
import type { RunDatabase, RunRecords } from '../runs/RunRecords';
import { RunService } from '../runs/RunService';
import type { Claim, Settlement } from '../work/WorkTransport';
import { SerializationFailure } from './MemoryRunDatabase';
import { targetKey } from './MemoryTables';
import { Random } from './Random';
import type { Attempt, Progress } from './VirtualWork';
import type { World } from './World';

const HEARTBEAT_MS = 10_000;
const STALL_MS = 90_000;
const LOST_WAKE_MS = 5_000;
const PAUSED_RECHECK_MS = 30_000;
const FAILED_RETRY_MS = 20_000;

/** What becomes of work that was left behind in a run that was cancelled meanwhile. */
const CANCELLED: TargetOutcome = {
  type: 'failed',
  failure: {
    class: 'cancelled',
    code: 'runCancelled',
    message: 'The run was cancelled',
  },
};

/** Something that a replica does; undefined where it is done at once. */
type Task = () => Promise<unknown> | undefined | void;

/** An attempt in the hands of this replica. */
interface Running extends Attempt {
  claim: Claim;
}

/** A process of the backend: the real command handling, its own clock, and its own ways to fail. */
export class VirtualReplica {
  readonly name: string;
  runs!: RunService;
  readonly #world: World;
  readonly #skewMs: number;
  readonly #jitter: Random;
  /** Raised by each death: what an earlier life had planned is void. */
  #life = 0;
  #isUp = false;
  #stalledUntil = 0;
  #running = new Map<string, Running>();
  #results: Completion[] = [];
  #isPoked = false;
  #nowMs = NaN;
  #nowText = '';
  #isMaintaining = false;
  #die = () => {};
  #death: Promise<void> = Promise.resolve();

  constructor(world: World, options: { name: string; skewMs: number }) {
    this.#world = world;
    this.name = options.name;
    this.#skewMs = options.skewMs;
    this.#jitter = new Random(options.skewMs, options.name);
  }

  get isUp(): boolean {
    return this.#isUp && this.#stalledUntil <= this.#world.agenda.now;
  }

  /** Time by its own clock, ISO 8601. */
  now(): string {
    const at = this.#world.agenda.now + this.#skewMs;
    if (at !== this.#nowMs) {
      this.#nowMs = at;
      this.#nowText = new Date(at).toISOString();
    }
    return this.#nowText;
  }

  readonly clock = {
    now: () => new Date(this.#world.agenda.now + this.#skewMs),
  };

  start(): void {
    this.#isUp = true;
    this.#death = new Promise(resolve => {
      this.#die = resolve;
    });
    this.runs = new RunService({
      database: this.#database(this.#life),
      clock: this.clock,
      random: () => this.#jitter.next(),
      newSuffix: () => this.#world.newSuffix(),
      onCommitted: () => this.#world.wake(),
    });
    this.maintain();
    this.poke();
  }

  /** Does something after a while, if it still lives then. */
  after(delayMs: number, what: string, task: Task): void {
    const life = this.#life;
    this.#world.agenda.after(delayMs, `${this.name} ${what}`, () =>
      life === this.#life ? this.step(what, task) : undefined,
    );
  }

  /** Does something now, or dies, or stands still before it does it; what it throws is a violation. */
  step(what: string, task: Task): Promise<void> | undefined {
    const { agenda, interventions } = this.#world;
    if (this.#stalledUntil > agenda.now) {
      this.after(this.#stalledUntil - agenda.now, what, task);
    } else if (interventions.happens('crash')) {
      this.#crash();
    } else if (interventions.happens('stall')) {
      this.#stalledUntil = agenda.now + STALL_MS;
      this.after(STALL_MS, what, task);
    } else {
      const pending = this.#attempt(what, task);
      return pending && Promise.race([pending, this.#death]);
    }
    return undefined;
  }

  /** There may be work for it. */
  poke(): void {
    if (!this.#isUp || this.#isPoked) {
      return;
    }
    this.#isPoked = true;
    const { interventions, latency } = this.#world;
    const delayMs = interventions.happens('wakeLost')
      ? LOST_WAKE_MS
      : latency.int(1, 50);
    this.after(delayMs, 'claims', () => {
      this.#isPoked = false;
      this.#claim();
    });
  }

  /** Keeps its leases alive and takes up what others left, as long as anything runs anywhere. */
  maintain(): void {
    const leaseEndsAt = this.#firstLeaseEnd();
    if (!this.#isUp || this.#isMaintaining || leaseEndsAt === undefined) {
      return;
    }
    this.#isMaintaining = true;
    const delayMs =
      this.#running.size > 0
        ? HEARTBEAT_MS
        : leaseEndsAt - this.clock.now().getTime();
    this.after(Math.max(1_000, delayMs), 'heartbeat', () => {
      this.#isMaintaining = false;
      const { database } = this.#world;
      const lost = database.write(() =>
        database.queue.heartbeat(
          [...this.#running.values()].map(({ claim }) => claim),
          this.now(),
        ),
      );
      lost.forEach(({ item }) => this.#running.delete(item.id));
      if (database.write(() => database.queue.recover(this.now())) > 0) {
        this.#world.wake();
      }
      this.maintain();
    });
  }

  /** Something on this replica's own database connection, such as a timer. */
  transaction<T>(work: (records: RunRecords) => Promise<T>): Promise<T> {
    return this.#database(this.#life).transaction(work);
  }

  #attempt(what: string, task: Task): Promise<void> | undefined {
    const failed = (error: unknown) => {
      if (!(error instanceof SerializationFailure)) {
        this.#world.invariants.violated(
          'noUnexpectedError',
          `${this.name} ${what}: ${error}`,
        );
      }
    };
    try {
      const pending = task();
      return pending instanceof Promise
        ? pending.then(ignore, failed)
        : undefined;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  #crash(): void {
    this.#life += 1;
    this.#isUp = false;
    this.#running = new Map();
    this.#results = [];
    this.#isPoked = false;
    this.#isMaintaining = false;
    this.#stalledUntil = 0;
    this.#die();
    this.#world.agenda.after(
      this.#world.latency.int(1, 60) * 1000,
      `${this.name} starts again`,
      () => this.start(),
    );
  }

  /** A process that has died hears nothing any more: its promises stay open for ever. */
  #database(life: number): RunDatabase {
    const { database, interventions } = this.#world;
    const dies = () => {
      this.#crash();
      return new Error(`${this.name} has died`);
    };
    const fate = {
      decorate: (records: RunRecords) => this.#world.decorate(records),
      beforeCommit: () => {
        if (interventions.happens('conflict')) {
          throw new SerializationFailure('could not serialize access');
        }
        if (interventions.happens('crashBeforeCommit')) {
          throw dies();
        }
      },
      afterCommit: () => {
        if (interventions.happens('crashAfterCommit')) {
          throw dies();
        }
      },
    };
    return {
      transaction: work =>
        new Promise((resolve, reject) => {
          database
            .transaction(work, undefined, fate, () => this.now())
            .then(
              value => life === this.#life && resolve(value),
              error => life === this.#life && reject(error),
            );
        }),
    };
  }

  #claim(): void {
    const { database, setting, invariants, latency } = this.#world;
    const free = setting.slots - this.#running.size;
    if (free <= 0) {
      return;
    }
    const claims = database.write(() =>
      database.queue.claim(this.name, free, this.now()),
    );
    for (const claim of claims) {
      invariants.granted(claim);
      this.after(latency.int(5, 500), `begins ${claim.item.id}`, () =>
        this.#begin(claim),
      );
    }
    if (claims.length > 0) {
      this.#world.replicas.forEach(replica => replica.maintain());
    }
    if (claims.length < free) {
      this.#pokeWhenDue();
    }
  }

  /** The queue tells when its next item is due. */
  #pokeWhenDue(): void {
    let first: string | undefined;
    for (const row of this.#world.database.tables.queue.values()) {
      if (row.state === 'ready' && (first === undefined || row.runAt < first)) {
        first = row.runAt;
      }
    }
    if (first !== undefined && !this.#isPoked) {
      this.#isPoked = true;
      const waitMs = Date.parse(first) - this.clock.now().getTime();
      this.after(Math.max(1, waitMs), 'claims what is due', () => {
        this.#isPoked = false;
        this.#claim();
      });
    }
  }

  #begin(claim: Claim): Promise<void> | undefined {
    const { tables } = this.#world.database;
    const { runId, targetId = '', id, kind } = claim.item;
    const run = tables.runs.get(runId);
    const target = tables.targets.get(targetKey(runId, targetId));
    if (!run || target?.workId !== id) {
      return this.#settle({ claim, kind: 'done' });
    }
    if (run.status === 'paused' && !this.#world.mutation.worksWhilePaused) {
      return this.#later(claim, PAUSED_RECHECK_MS);
    }
    if (run.status === 'cancelled' && kind !== 'target.rollback') {
      this.#goOnToReport(this.#hold({ claim, run, target, kind }), CANCELLED);
      return undefined;
    }
    const running = this.#hold({ claim, run, target, kind });
    this.#goOn(running, 'looks', () => this.#world.work.look(running));
    return undefined;
  }

  #hold({
    claim,
    run,
    target,
    kind,
  }: Pick<Running, 'claim' | 'run' | 'target'> & { kind: string }): Running {
    const running: Running = {
      claim,
      run,
      target,
      stage: kind.replace('target.', '') as TargetStage,
      startedAt: this.#world.agenda.now,
    };
    this.#running.set(claim.item.id, running);
    return running;
  }

  /** The next step of an attempt, if its claim is not known to be lost by then. */
  #goOn(running: Running, what: string, step: () => Progress): void {
    const { interventions, latency } = this.#world;
    const tookMs =
      latency.int(200, 8_000) +
      (interventions.happens('slowHost') ? 90_000 : 0);
    const { id } = running.claim.item;
    this.after(tookMs, `${what} for ${id}`, () =>
      this.#running.get(id) === running
        ? this.#take(running, step())
        : undefined,
    );
  }

  #take(running: Running, progress: Progress): Promise<void> | undefined {
    const { claim } = running;
    switch (progress.kind) {
      case 'write':
        this.#goOn(running, 'writes', () =>
          this.#world.work.write(running, progress.write),
        );
        return undefined;
      case 'later':
        this.#running.delete(claim.item.id);
        return this.#settle({
          claim,
          kind: 'retry',
          runAt: progress.notBefore,
        });
      default:
        this.#goOnToReport(running, progress.outcome);
        return undefined;
    }
  }

  #goOnToReport(running: Running, outcome: TargetOutcome): void {
    const { claim, startedAt } = running;
    this.#results.push({
      claim,
      outcome,
      facts: {
        startedAt: new Date(startedAt + this.#skewMs).toISOString(),
        finishedAt: this.now(),
        worker: `${this.name}#${claim.attempt}`,
      },
      request: { actor: SYSTEM_ACTOR, requestId: claim.item.id },
    });
    // What is ready by then is reported at once, so that several results meet in one commit.
    this.after(this.#world.latency.int(1, 400), 'reports', () =>
      this.#report(),
    );
  }

  async #report(): Promise<void> {
    const completions = this.#results.filter(
      ({ claim }) => this.#running.get(claim.item.id)?.claim === claim,
    );
    this.#results = [];
    await Promise.all(
      completions.map(async completion => {
        const { claim } = completion;
        try {
          await this.runs.complete(completion);
        } catch (error) {
          await this.#afterFailure(claim, error);
        } finally {
          if (this.#running.get(claim.item.id)?.claim === claim) {
            this.#running.delete(claim.item.id);
          }
          this.poke();
        }
      }),
    );
  }

  async #afterFailure(claim: Claim, error: unknown): Promise<void> {
    if (error instanceof SerializationFailure) {
      await this.#later(claim, FAILED_RETRY_MS);
    } else if (!(error instanceof ClaimLostError)) {
      throw error;
    }
  }

  #later(claim: Claim, delayMs: number): Promise<void> {
    const runAt = new Date(this.clock.now().getTime() + delayMs).toISOString();
    return this.#settle({ claim, kind: 'retry', runAt });
  }

  async #settle(settlement: Settlement): Promise<void> {
    await this.transaction(records => records.settle([settlement]));
    this.poke();
  }

  /** When an item may be taken from a worker that has fallen silent, in milliseconds; undefined if nobody has one. */
  #firstLeaseEnd(): number | undefined {
    let first: string | undefined;
    for (const { leaseUntil } of this.#world.database.tables.queue.values()) {
      if (leaseUntil !== undefined && (!first || leaseUntil < first)) {
        first = leaseUntil;
      }
    }
    return first === undefined ? undefined : Date.parse(first);
  }
}

function ignore(): void {}
