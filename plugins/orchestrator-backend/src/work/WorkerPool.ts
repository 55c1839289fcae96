import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  defaultRetryPolicy,
  retryDelay,
  type RetryPolicy,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { isoNow, type Clock } from '../clock';
import { databaseTrouble } from '../health';
import { Leases } from './Leases';
import { Loop } from './Loop';
import { OwedClaims } from './OwedClaims';
import type { WorkHandler } from './WorkHandler';
import type { Claim, Settlement, WorkTransport } from './WorkTransport';

const DEFAULT_HEARTBEAT_MS = 10_000;
const DEFAULT_GRACE_MS = 30_000;
const DEFAULT_MAX_DEATHS = 10;
/**
 * What an item could not be worked on for is no fault of the item where it is the database: it comes again as soon as a
 * restart takes, and later only where that goes on.
 */
const DATABASE_RETRY: RetryPolicy = {
  ...defaultRetryPolicy,
  initialInterval: '1s',
  maxInterval: '1m',
};
/** What handlers get, after their signal was aborted, to end by themselves. */
const ABORT_GRACE_MS = 1_000;

/** What a pool needs; times are in milliseconds. */
export interface WorkerPoolOptions {
  transport: WorkTransport;
  /** For settling what a handler left unsettled. */
  database: Knex;
  /** By the kind of item. */
  handlers: Record<string, WorkHandler>;
  lanes: string[];
  /** By lane: how many of its items all pools together may work on at once. */
  limits?: Readonly<Record<string, number>>;
  /** How many items are worked on at once. */
  slots: number;
  clock: Clock;
  logger: LoggerService;
  /** Names this worker in the queue. */
  workerId: string;
  /** A third of the lease, so that two heartbeats may fail. */
  heartbeatMs?: number;
  /** How long `stop` lets the running items go on. */
  graceMs?: number;
  /** An item that so many workers in a row fell silent with is abandoned. */
  maxDeaths?: number;
  /** No other process works on this queue, so that what is running at the start belongs to nobody. */
  onlyWorker?: boolean;
  retry?: RetryPolicy;
  random?(): number;
  /** Runs all that is done for a claim, so that logs and traces can tell what it is about. */
  within?(claim: Claim, work: () => Promise<void>): Promise<void>;
}

/** How busy a pool is. */
export interface WorkerPoolStats {
  slots: number;
  busy: number;
  startedAt?: string;
}

interface Running {
  claim: Claim;
  abort: AbortController;
  /** Settles when the handler has ended, well or not. */
  ended: Promise<void>;
}

/**
 * Takes items from the transport and lets their handlers work on them, as many at once as there are slots.
 *
 * @remarks Rule: semantics, section 8.
 */
export class WorkerPool {
  readonly #options: Required<
    Omit<WorkerPoolOptions, 'heartbeatMs' | 'limits'>
  > &
    Pick<WorkerPoolOptions, 'limits'>;
  readonly #logger: LoggerService;
  readonly #running = new Map<string, Running>();
  readonly #owed = new OwedClaims((claim, runAt) =>
    this.#giveBackOwed(claim, runAt),
  );
  readonly #claiming: Loop;
  readonly #leases: Leases;
  #startedAt?: string;
  #stopWaking?: () => void;
  #stopping?: Promise<void>;

  constructor(options: WorkerPoolOptions) {
    const {
      heartbeatMs = DEFAULT_HEARTBEAT_MS,
      logger,
      transport,
      clock,
    } = options;
    this.#options = {
      graceMs: DEFAULT_GRACE_MS,
      maxDeaths: DEFAULT_MAX_DEATHS,
      onlyWorker: false,
      retry: defaultRetryPolicy,
      random: Math.random,
      within: (_claim, work) => work(),
      ...options,
    };
    this.#logger = logger;
    this.#claiming = new Loop({
      step: () => this.#fill(),
      logger,
      what: 'The work queue',
    });
    this.#leases = new Leases({
      transport,
      clock,
      logger,
      heartbeatMs,
      held: () => this.#claims(),
      onLost: (claim, reason) => this.#lose(claim, reason),
    });
  }

  /**
   * Gives back what dead workers left, then begins to work.
   *
   * @throws what the database throws, if it can't be reached at all
   */
  async start(): Promise<void> {
    const { transport, clock, onlyWorker } = this.#options;
    const recovered = await transport.recover({ all: onlyWorker });
    if (recovered > 0) {
      this.#logger.info(
        `Took up ${recovered} items that a stopped worker had left`,
      );
    }
    this.#startedAt = isoNow(clock);
    this.#stopWaking = transport.onWake(() => this.#claiming.poke());
    this.#leases.start();
    this.#claiming.start();
  }

  /**
   * Takes no more items, lets the running ones end within the grace, then aborts them and gives the rest back.
   * Afterwards this process holds nothing.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  stats(): WorkerPoolStats {
    return {
      slots: this.#options.slots,
      busy: this.#running.size,
      ...(this.#startedAt ? { startedAt: this.#startedAt } : {}),
    };
  }

  async #stop(): Promise<void> {
    this.#stopWaking?.();
    await this.#claiming.stop();
    await this.#allEnded(this.#options.graceMs);
    for (const { abort } of this.#running.values()) {
      abort.abort(new Error('The worker stops'));
    }
    await this.#allEnded(ABORT_GRACE_MS);
    await this.#leases.stop();
    await this.#giveBack(this.#claims());
  }

  /** Those that are worked on, and those that are still to be given back. */
  #claims(): Claim[] {
    const running = [...this.#running.values()].map(({ claim }) => claim);
    return [...new Set([...running, ...this.#owed.claims()])];
  }

  async #allEnded(patienceMs: number): Promise<void> {
    if (this.#running.size === 0) {
      return;
    }
    const patience = new AbortController();
    await Promise.race([
      Promise.all([...this.#running.values()].map(({ ended }) => ended)),
      sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
  }

  /** Claims until the slots are full or nothing is due; whoever can't give back takes nothing new. */
  async #fill(): Promise<void> {
    await this.#owed.giveBack();
    const { transport, lanes, limits, slots, workerId } = this.#options;
    const max = slots - this.#running.size;
    if (max <= 0) {
      return;
    }
    const claims = await transport.claim({
      lanes,
      max,
      worker: workerId,
      limits,
    });
    if (this.#stopping) {
      await this.#giveBack(claims);
      return;
    }
    for (const claim of claims) {
      this.#run(claim);
    }
  }

  #run(claim: Claim): void {
    const abort = new AbortController();
    const { id } = claim.item;
    const running: Running = {
      claim,
      abort,
      ended: this.#options
        .within(claim, () => this.#handle(claim, abort.signal))
        .finally(() => {
          // Released and claimed anew, the item may be running a second time by now.
          if (this.#running.get(id) === running) {
            this.#running.delete(id);
          }
          this.#claiming.poke();
        }),
    };
    this.#running.set(id, running);
  }

  /** Never throws: whatever happens to one item, the pool goes on. */
  async #handle(claim: Claim, signal: AbortSignal): Promise<void> {
    const { item } = claim;
    try {
      const handler = this.#options.handlers[item.kind];
      if (!handler) {
        throw new Error(`No handler for work of the kind "${item.kind}"`);
      }
      if (claim.deaths >= this.#options.maxDeaths) {
        await this.#abandon(claim, handler);
      } else {
        await handler.execute(claim, signal);
      }
    } catch (error) {
      await this.#afterFailure(claim, signal, error);
    }
  }

  async #abandon(claim: Claim, handler: WorkHandler): Promise<void> {
    const { item, deaths } = claim;
    const reason = `${deaths} workers in a row fell silent with work item ${item.id}`;
    this.#logger.error(`${reason}; it is given up`);
    if (handler.abandon) {
      await handler.abandon(claim, reason);
    } else {
      await this.#settle({ claim, kind: 'done' });
    }
  }

  /** The handler may have settled before it threw: then the claim is gone, and settling again has no effect. */
  async #afterFailure(
    claim: Claim,
    signal: AbortSignal,
    error: unknown,
  ): Promise<void> {
    const { clock, retry, random } = this.#options;
    const name = `Work item ${claim.item.id} (attempt ${claim.attempt})`;
    if (signal.aborted) {
      this.#logger.info(`${name} was interrupted: ${signal.reason}`);
      await this.#giveBack([claim]);
      return;
    }
    const policy = databaseTrouble(error) ? DATABASE_RETRY : retry;
    const delayMs = retryDelay(policy, claim.attempt, random);
    const runAt = new Date(clock.now().getTime() + delayMs).toISOString();
    try {
      const settled = await this.#settle({ claim, kind: 'retry', runAt });
      this.#logger.error(
        `${name} failed${settled ? `; next try at ${runAt}` : ''}: ${describe(
          error,
        )}`,
      );
    } catch (settleError) {
      this.#owed.add(claim, runAt);
      this.#logger.error(
        `${name} failed: ${describe(
          error,
        )}; it is given back when that is possible again: ${settleError}`,
      );
    }
  }

  /** @returns false where the claim had been lost */
  async #settle(settlement: Settlement): Promise<boolean> {
    const { database, transport } = this.#options;
    const lost = await database.transaction(trx =>
      transport.settle(trx, [settlement]),
    );
    return lost.length === 0;
  }

  async #giveBackOwed(claim: Claim, runAt?: string): Promise<void> {
    await (runAt === undefined
      ? this.#options.transport.release([claim])
      : this.#settle({ claim, kind: 'retry', runAt }));
  }

  /** Gives claims back now, or else when that is possible again. */
  async #giveBack(claims: Claim[]): Promise<void> {
    if (claims.length === 0) {
      return;
    }
    try {
      await this.#options.transport.release(claims);
    } catch (error) {
      claims.forEach(claim => this.#owed.add(claim));
      this.#logger.warn(
        `${claims.length} items are given back when that is possible again, or come back when their leases end: ${error}`,
      );
    }
  }

  #lose(claim: Claim, reason: string): void {
    const running = this.#running.get(claim.item.id);
    if (running?.claim === claim && !running.abort.signal.aborted) {
      this.#logger.info(
        `Work item ${claim.item.id} (attempt ${claim.attempt}) is stopped: ${reason}`,
        {
          run: claim.item.runId,
          target: claim.item.targetId ?? '',
          attempt: claim.attempt,
        },
      );
      running.abort.abort(new Error(reason));
    }
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
