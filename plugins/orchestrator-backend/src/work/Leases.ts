import type { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock';
import { LogOnChange } from './LogOnChange';
import type { Claim, WorkTransport } from './WorkTransport';

/** So many heartbeats' time one may take: a connection that is dead and doesn't know it must not keep the next one from trying. */
const PATIENCE = 2;

/** What keeping leases needs. */
export interface LeasesOptions {
  transport: WorkTransport;
  clock: Clock;
  logger: LoggerService;
  heartbeatMs: number;
  /** The claims that are being worked on now. */
  held(): Claim[];
  /** Called for each claim that must not be worked on any longer; may be called again for the same claim. */
  onLost(claim: Claim, reason: string): void;
}

/**
 * Renews the leases of a worker, all in one go, and gives back those of workers that are dead.
 *
 * @remarks
 * A worker that can't reach the database lets go before its leases end: afterwards another one may have the item.
 */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #state: LogOnChange;
  /** When the lease of a claim was last known to be renewed. */
  readonly #renewedAtMs = new WeakMap<Claim, number>();
  #timer?: NodeJS.Timeout;
  #beating?: Promise<void>;
  #running = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#state = new LogOnChange(options.logger, 'The table of leases');
  }

  start(): void {
    this.#running = true;
    this.#next();
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await this.#beating;
  }

  #next(): void {
    if (!this.#running) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat();
    }, this.#options.heartbeatMs);
    this.#timer.unref();
  }

  async #beat(): Promise<void> {
    const { clock, held } = this.#options;
    const claims = held();
    const startMs = clock.now().getTime();
    // A database that doesn't answer must not keep us from letting go.
    const letGo = setInterval(
      () => this.#letGo(claims),
      this.#options.heartbeatMs / 2,
    );
    try {
      await this.#withPatience(this.#renew(claims, startMs));
      this.#state.worked();
    } catch (error) {
      this.#state.failed(error);
      this.#letGo(claims);
    } finally {
      clearInterval(letGo);
      this.#next();
    }
  }

  async #renew(claims: Claim[], startMs: number): Promise<void> {
    const { transport, onLost } = this.#options;
    if (claims.length > 0) {
      const lost = await transport.heartbeat(claims);
      claims.forEach(claim => this.#renewedAtMs.set(claim, startMs));
      lost.forEach(claim => onLost(claim, 'it is no longer ours'));
    }
    await transport.recover();
  }

  async #withPatience(work: Promise<void>): Promise<void> {
    const patienceMs = PATIENCE * this.#options.heartbeatMs;
    const patience = new AbortController();
    const { signal } = patience;
    try {
      await Promise.race([
        work,
        sleep(patienceMs, undefined, { signal, ref: false }).then(() => {
          throw new Error(`no answer within ${patienceMs} ms`);
        }),
      ]);
    } finally {
      patience.abort();
    }
  }

  /** Stops the work whose lease would end before the next heartbeat can have renewed it. */
  #letGo(claims: Claim[]): void {
    const { clock, heartbeatMs, onLost } = this.#options;
    const nextBeatMs = clock.now().getTime() + heartbeatMs;
    for (const claim of claims) {
      const leaseMs =
        Date.parse(claim.leaseUntil) - Date.parse(claim.claimedAt);
      const renewedAtMs =
        this.#renewedAtMs.get(claim) ?? Date.parse(claim.claimedAt);
      if (renewedAtMs + leaseMs <= nextBeatMs) {
        onLost(claim, 'its lease can not be renewed');
      }
    }
  }
}
