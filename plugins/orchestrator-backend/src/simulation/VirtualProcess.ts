import { ClaimLostError } from '../runs/completeTargets';
import type { RunRecords } from '../runs/RunRecords';
import type { Claim, Settlement } from '../work/WorkTransport';
import type { Agenda } from './Agenda';
import type { Interventions } from './Interventions';
import { SerializationFailure, type MemoryDatabase } from './MemoryDatabase';
import { Random } from './Random';

const HEARTBEAT_MS = 10_000;
const STALL_MS = 90_000;
const LOST_WAKE_MS = 5_000;
const FAILED_RETRY_MS = 20_000;

/** Something that a replica does; undefined where it is done at once. */
type Task = () => Promise<unknown> | undefined | void;

/** Where a process lives. */
export interface Surroundings<TRecords> {
  readonly agenda: Agenda;
  readonly interventions: Interventions;
  /** For how long things take: no fault hangs on it. */
  readonly latency: Random;
  readonly database: MemoryDatabase<TRecords>;
  readonly replicas: readonly { maintain(): void }[];
  readonly setting: { slots: number };
  readonly invariants: {
    violated(invariant: string, message: string): void;
    granted(claim: Claim): void;
  };
  /** There may be work. */
  wake(): void;
  /** Puts something between the commands and the records. */
  decorate(records: TRecords): TRecords;
}

/** The database as one life of a process has it. */
export interface LivingDatabase<TRecords> {
  transaction<T>(work: (records: TRecords) => Promise<T>): Promise<T>;
}

/** A process of the backend: its own clock, its claims, and its own ways to fail. */
export abstract class VirtualProcess<
  TRecords extends Pick<RunRecords, 'settle'>,
> {
  readonly name: string;
  readonly #world: Surroundings<TRecords>;
  readonly #skewMs: number;
  readonly #jitter: Random;
  /** Raised by each death: what an earlier life had planned is void. */
  #life = 0;
  #isUp = false;
  #stalledUntil = 0;
  #isPoked = false;
  #nowMs = NaN;
  #nowText = '';
  #isMaintaining = false;
  #die = () => {};
  #death: Promise<void> = Promise.resolve();

  constructor(
    world: Surroundings<TRecords>,
    options: { name: string; skewMs: number },
  ) {
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
    this.boot(this.#database(this.#life), () => this.#jitter.next());
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
      this.held().length > 0
        ? HEARTBEAT_MS
        : leaseEndsAt - this.clock.now().getTime();
    this.after(Math.max(1_000, delayMs), 'heartbeat', () => {
      this.#isMaintaining = false;
      const { database } = this.#world;
      const lost = database.write(() =>
        database.queue.heartbeat(this.held(), this.now()),
      );
      lost.forEach(claim => this.lose(claim));
      if (database.write(() => database.queue.recover(this.now())) > 0) {
        this.#world.wake();
      }
      this.maintain();
    });
  }

  /** Something on this replica's own database connection, such as a timer. */
  transaction<T>(work: (records: TRecords) => Promise<T>): Promise<T> {
    return this.#database(this.#life).transaction(work);
  }

  /** Begins a life, with nothing but the database. */
  protected abstract boot(
    database: LivingDatabase<TRecords>,
    random: () => number,
  ): void;

  /** Begins to work on a claim. */
  protected abstract begin(claim: Claim): Promise<void> | undefined;

  /** The claims that are worked on. */
  protected abstract held(): Claim[];

  /** A claim is known to be lost. */
  protected abstract lose(claim: Claim): void;

  /** All that was known is gone. */
  protected abstract forget(): void;

  protected async settle(settlement: Settlement): Promise<void> {
    await this.transaction(records => records.settle([settlement]));
    this.poke();
  }

  /** Gives a claim back for a while. */
  protected later(claim: Claim, delayMs: number): Promise<void> {
    const runAt = new Date(this.clock.now().getTime() + delayMs).toISOString();
    return this.settle({ claim, kind: 'retry', runAt });
  }

  /** What could not be recorded is tried again; a claim that was lost is somebody else's. */
  protected async afterFailure(claim: Claim, error: unknown): Promise<void> {
    if (error instanceof SerializationFailure) {
      await this.later(claim, FAILED_RETRY_MS);
    } else if (!(error instanceof ClaimLostError)) {
      throw error;
    }
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
    this.forget();
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
  #database(life: number): LivingDatabase<TRecords> {
    const { database, interventions } = this.#world;
    const dies = () => {
      this.#crash();
      return new Error(`${this.name} has died`);
    };
    const fate = {
      decorate: (records: TRecords) => this.#world.decorate(records),
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
    const { database, setting, invariants, interventions, latency } =
      this.#world;
    const free = setting.slots - this.held().length;
    if (free <= 0) {
      return;
    }
    const claims = database.write(() =>
      database.queue.claim(this.name, free, this.now(), due =>
        interventions.reordered(due),
      ),
    );
    for (const claim of claims) {
      invariants.granted(claim);
      this.after(latency.int(5, 500), `begins ${claim.item.id}`, () =>
        this.begin(claim),
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
