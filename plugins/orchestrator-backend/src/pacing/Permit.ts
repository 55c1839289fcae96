import type { WindowState } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type CodeHostWrites,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { isoNow, type Clock } from '../clock';
import { HOLD_MS } from './decideTurn';
import {
  askedToWait,
  causeOf,
  putOffOf,
  type OnPutOff,
  type PutOff,
} from './PutOff';
import { HOST_ASLEEP, type SleepingHosts } from './SleepingHosts';
import type { Ledger } from './WriteLedger';
import type { WriteAsk } from './writeQueue';

/** A window whose end nobody knows is looked at again after so long. */
const UNKNOWN_END_MS = 15 * 60_000;

/** What permits work with. */
export interface PermitTools {
  clock: Clock;
  ledger: Pick<Ledger, 'extend' | 'release'>;
  sleeping: Pick<SleepingHosts, 'of' | 'putToSleep'>;
  onPutOff?: OnPutOff;
}

/** What an attempt may do at its code host. */
export interface AttemptPermit extends CodeHostWrites {
  /** Ends it; to be called once nothing is sent any more. */
  release(): Promise<void>;
}

/** Lets an attempt read from a host as long as it is awake. */
export class ReadPermit implements AttemptPermit {
  protected readonly tools: PermitTools;
  protected readonly host: string;

  constructor(tools: PermitTools, host: string) {
    this.tools = tools;
    this.host = host;
  }

  async read<T>(work: () => Promise<T>): Promise<T> {
    await this.mustBeAwake();
    return this.heeding(work);
  }

  async send<T>(_requests: number, _work: () => Promise<T>): Promise<T> {
    throw new FailureError({
      class: 'permanent',
      code: 'writeNotPermitted',
      message: `This attempt has no permit to write to ${this.host}`,
    });
  }

  async release(): Promise<void> {}

  protected async mustBeAwake(): Promise<void> {
    const sleep = await this.tools.sleeping.of(this.host);
    if (sleep) {
      this.putOff('asked', sleep.until);
      throw waits(
        HOST_ASLEEP,
        `${this.host} asked to wait until ${sleep.until}: ${sleep.reason}`,
        sleep.until,
        askedToWait(this.host),
      );
    }
  }

  protected putOff(cause: PutOff['cause'], until: string): void {
    const { clock, onPutOff } = this.tools;
    onPutOff?.(putOffOf(clock, this.host, cause, until));
  }

  /** Puts the host to sleep, for everybody, where it asks to wait and nobody has done so yet. */
  protected async heeding<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (
        error instanceof FailureError &&
        error.failure.class === 'rateLimited' &&
        error.failure.code !== HOST_ASLEEP
      ) {
        const { failure } = error;
        const sleep = await this.tools.sleeping.putToSleep(
          this.host,
          failure.retryAfter,
          failure.message,
        );
        this.putOff('asked', sleep.until);
        throw new FailureError(
          {
            ...failure,
            retryAfter: sleep.until,
            limit: failure.limit ?? askedToWait(this.host),
          },
          { cause: error.cause },
        );
      }
      throw error;
    }
  }
}

/** Lets an attempt send a number of requests, which are recorded already. */
export class WritePermit extends ReadPermit {
  readonly id: string;
  readonly #ask: WriteAsk;
  readonly #window: (at: string) => WindowState | undefined;
  readonly #onReleased: () => void;
  readonly #most: number;
  #granted: number;
  #used = 0;
  #validUntil: number;

  constructor(
    tools: PermitTools,
    options: {
      id: string;
      ask: WriteAsk;
      /** Whether the rollout may go on; undefined: there are no windows, or they don't count. */
      window(at: string): WindowState | undefined;
      /** The most requests that every limit can admit at once. */
      most: number;
      /** When the permit was asked for, in milliseconds. */
      askedAt: number;
      onReleased(): void;
    },
  ) {
    super(tools, options.ask.host);
    this.id = options.id;
    this.#ask = options.ask;
    this.#most = options.most;
    this.#granted = options.ask.requests;
    this.#window = options.window;
    this.#onReleased = options.onReleased;
    this.#validUntil = options.askedAt + HOLD_MS;
  }

  /** @param askedAt - when it was renewed, in milliseconds; absent: it could not be */
  renewed(askedAt: number): void {
    this.#validUntil = askedAt + HOLD_MS;
  }

  async send<T>(requests: number, work: () => Promise<T>): Promise<T> {
    if (requests > this.#most) {
      throw new FailureError({
        class: 'permanent',
        code: 'rateLimitTooSmall',
        message: `A write to ${
          this.host
        } takes ${requests} requests, and a limit admits ${
          this.#most
        }: raise its max to ${requests} or more`,
      });
    }
    this.#mustBeValid();
    this.#windowMustBeOpen();
    await this.mustBeAwake();
    const missing = this.#used + requests - this.#granted;
    if (missing > 0) {
      await this.#extend(missing);
    }
    // Nothing may come in between: what was permitted in time must also go out in time.
    this.#mustBeValid();
    this.#used += requests;
    return this.heeding(work);
  }

  async release(): Promise<void> {
    this.#onReleased();
    await this.tools.ledger.release(this.id, this.#used);
  }

  async #extend(requests: number): Promise<void> {
    const denied = await this.tools.ledger.extend(this.id, {
      ...this.#ask,
      requests,
    });
    if (denied) {
      this.putOff(causeOf(this.host, denied.limit), denied.notBefore);
      throw waits(
        'waitsForLimit',
        `Its next write to ${this.host} waits for the limit ${denied.limit}`,
        denied.notBefore,
        denied.limit,
      );
    }
    this.#granted += requests;
  }

  #mustBeValid(): void {
    if (this.tools.clock.now().getTime() >= this.#validUntil) {
      throw new FailureError({
        class: 'transient',
        code: 'permitLapsed',
        message: `The permit to write to ${this.host} could not be renewed: the database was out of reach for too long`,
      });
    }
  }

  #windowMustBeOpen(): void {
    const now = isoNow(this.tools.clock);
    const window = this.#window(now);
    if (window && !window.open) {
      throw waits(
        'windowClosed',
        window.reason,
        window.nextOpen ??
          new Date(Date.parse(now) + UNKNOWN_END_MS).toISOString(),
        'the window',
      );
    }
  }
}

function waits(
  code: string,
  message: string,
  retryAfter: string,
  limit: string,
): FailureError {
  return new FailureError({
    class: 'rateLimited',
    code,
    message,
    retryAfter,
    limit,
  });
}
