import type { Clock } from '../clock';

const SPAN_MS = 5 * 60_000;
const BUCKET_MS = 10_000;
const MINUTE_MS = 60_000;

/** Counts what a process has taken of each queue in the last minutes. */
export class RecentStarts {
  readonly #clock: Clock;
  readonly #since: number;
  /** By the number of their bucket, then by lane. */
  readonly #buckets = new Map<number, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now().getTime();
  }

  add(lane: string): void {
    const bucket = this.#bucket();
    const lanes = this.#buckets.get(bucket) ?? new Map<string, number>();
    lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
    this.#buckets.set(bucket, lanes);
    this.#forget();
  }

  /** Starts a minute, by lane; lanes without any are left out. */
  perMinute(): Record<string, number> {
    this.#forget();
    const age = this.#clock.now().getTime() - this.#since;
    const minutes = Math.min(SPAN_MS, Math.max(MINUTE_MS, age)) / MINUTE_MS;
    const rates: Record<string, number> = {};
    for (const lanes of this.#buckets.values()) {
      for (const [lane, starts] of lanes) {
        rates[lane] = (rates[lane] ?? 0) + starts / minutes;
      }
    }
    return rates;
  }

  #bucket(): number {
    return Math.floor(this.#clock.now().getTime() / BUCKET_MS);
  }

  #forget(): void {
    const oldest = this.#bucket() - SPAN_MS / BUCKET_MS;
    for (const bucket of this.#buckets.keys()) {
      if (bucket <= oldest) {
        this.#buckets.delete(bucket);
      }
    }
  }
}
