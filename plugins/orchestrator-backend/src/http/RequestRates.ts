import type { Clock } from '../clock';

const WINDOW_MS = 60_000;
/** Callers beyond this are forgotten, those first that have been quiet for longest. */
const MAX_CALLERS = 10_000;

/** A caller sends more than is allowed. */
export class TooManyRequestsError extends Error {
  readonly retryAfterSeconds: number;

  constructor(caller: string, max: number, retryAfterMs: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super(
      `${caller}: found more than ${max} requests within a minute, accepted are ${max} (orchestrator.limits.requestsPerMinute); the next one in ${seconds} s`,
    );
    this.name = 'TooManyRequestsError';
    this.retryAfterSeconds = seconds;
  }
}

/**
 * Bounds the requests of each caller over a sliding minute.
 *
 * @remarks
 * By the caller, and for this replica alone: it keeps one script from taking a replica from everybody else. Backstage's
 * own `backend.rateLimit` goes by address, before anybody is known.
 */
export class RequestRates {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #onRefused: () => void;
  readonly #sent = new Map<string, number[]>();

  constructor(options: {
    /** 0 stands for no limit. */
    requestsPerMinute: number;
    clock: Clock;
    onRefused?(): void;
  }) {
    this.#max = options.requestsPerMinute;
    this.#clock = options.clock;
    this.#onRefused = () => options.onRefused?.();
  }

  /** @throws TooManyRequestsError */
  take(caller: string): void {
    if (this.#max === 0) {
      return;
    }
    const nowMs = this.#clock.now().getTime();
    const recent = (this.#sent.get(caller) ?? []).filter(
      sentMs => sentMs > nowMs - WINDOW_MS,
    );
    if (recent.length >= this.#max) {
      this.#onRefused();
      throw new TooManyRequestsError(
        caller,
        this.#max,
        recent[0] + WINDOW_MS - nowMs,
      );
    }
    // Set anew, so that the order of the map is the order of their last request.
    this.#sent.delete(caller);
    this.#sent.set(caller, [...recent, nowMs]);
    if (this.#sent.size > MAX_CALLERS) {
      const [quietest] = this.#sent.keys();
      this.#sent.delete(quietest);
    }
  }
}
