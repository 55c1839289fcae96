import type { Knex } from 'knex';
import type {
  Claim,
  Settlement,
  WorkItem,
  WorkTransport,
} from '../../WorkTransport';

export const TEST_TIMEOUT_MS = 120_000;

/** A transport with all that the contract does to it. */
export interface TransportUnderTest {
  transport: WorkTransport;
  /** One more on the same items that goes by real time and looks for them so seldom by itself. */
  create(pollMs: number): WorkTransport;
  /** Where callers have their transactions. */
  database: Knex;
  /** How long its leases are, in milliseconds. */
  leaseMs: number;
  /** The time that the transport goes by. */
  now(): Date;
  /** Makes that much time pass for the transport, however that is done. */
  passTime(ms: number): Promise<void>;
  /** One more on the same items with connections of its own, as another process has; absent where there may be one only. */
  another?(): Promise<WorkTransport>;
  /**
   * A script that works on the items of a lane until it is killed, and inserts a row (`item_id`, `attempt`) into a table
   * in each settling transaction; and what it is told. `parallel` is how many such processes may run at once.
   */
  crashing: {
    script: string;
    parallel: number;
    told(options: { lane: string; settledTable: string }): object;
  };
}

/** The transport of the test that runs, and what its callers and workers do with it. */
export class GivenTransport {
  #under?: TransportUnderTest;

  /** Has a new transport made before each test. */
  constructor(create: () => Promise<TransportUnderTest>) {
    beforeEach(async () => {
      this.#under = await create();
    }, TEST_TIMEOUT_MS);
  }

  get under(): TransportUnderTest {
    if (!this.#under) {
      throw new Error('There is a transport only while a test runs');
    }
    return this.#under;
  }

  get transport(): WorkTransport {
    return this.under.transport;
  }

  get database(): Knex {
    return this.under.database;
  }

  enqueue(...items: WorkItem[]): Promise<void> {
    return this.database.transaction(trx => this.transport.enqueue(trx, items));
  }

  claim(max: number, lanes: string[] = ['git']): Promise<Claim[]> {
    return this.transport.claim({ lanes, max, worker: 'worker' });
  }

  done(claim: Claim): Promise<boolean> {
    return this.#settle({ claim, kind: 'done' });
  }

  retryAt(claim: Claim, runAt: string): Promise<boolean> {
    return this.#settle({ claim, kind: 'retry', runAt });
  }

  /** Settles in one transaction; returns the claims that had been lost. */
  settle(settlements: Settlement[]): Promise<Claim[]> {
    return this.database.transaction(trx =>
      this.transport.settle(trx, settlements),
    );
  }

  async #settle(settlement: Settlement): Promise<boolean> {
    return (await this.settle([settlement])).length === 0;
  }

  /** Does something in a transaction that is taken back. */
  async rolledBack<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const trx = await this.database.transaction();
    try {
      return await work(trx);
    } finally {
      await trx.rollback();
    }
  }

  inFuture(ms: number): string {
    return new Date(this.under.now().getTime() + ms).toISOString();
  }
}

/** An item of work like any other, but for what is named. */
export function item(id: string, rest: Partial<WorkItem> = {}): WorkItem {
  return { id, lane: 'git', kind: 'work', runId: 'run', ...rest };
}

export function idOf(claim: Claim): string {
  return claim.item.id;
}

export function runOf(claim: Claim): string {
  return claim.item.runId;
}
