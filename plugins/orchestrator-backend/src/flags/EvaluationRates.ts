import type { Clock } from '../clock';

const MINUTE_MS = 60_000;
/** Callers beyond this are forgotten, those first that have been quiet for longest. */
const MAX_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * Bounds the evaluations of each caller on this replica: a bucket that holds those of a minute, and fills steadily.
 *
 * @remarks Apart from the limit of the rest of the API, which is for people and scripts: an SDK may ask once per request that it serves.
 */
export class EvaluationRates {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  /** @param options - `perMinute`: 0 stands for no limit */
  constructor(options: { perMinute: number; clock: Clock }) {
    this.#max = options.perMinute;
    this.#clock = options.clock;
  }

  /** @returns milliseconds to wait; undefined where the evaluation may be made */
  take(caller: string): number | undefined {
    if (this.#max === 0) {
      return undefined;
    }
    const nowMs = this.#clock.now().getTime();
    const tokens = this.#tokensOf(caller, nowMs);
    const mayGo = tokens >= 1;
    // Set anew, so that the order of the map is the order of their last evaluation.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, {
      tokens: mayGo ? tokens - 1 : tokens,
      atMs: nowMs,
    });
    if (this.#buckets.size > MAX_CALLERS) {
      const [quietest] = this.#buckets.keys();
      this.#buckets.delete(quietest);
    }
    return mayGo ? undefined : ((1 - tokens) * MINUTE_MS) / this.#max;
  }

  #tokensOf(caller: string, nowMs: number): number {
    const bucket = this.#buckets.get(caller);
    return bucket
      ? Math.min(
          this.#max,
          bucket.tokens +
            (Math.max(0, nowMs - bucket.atMs) / MINUTE_MS) * this.#max,
        )
      : this.#max;
  }
}
