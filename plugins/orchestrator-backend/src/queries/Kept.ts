import type { Clock } from '../clock';

/** An answer that changes slowly, and need not be found out each time that somebody asks. */
export class Kept<T> {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #find: () => Promise<T>;
  #answer: { until: number; value: Promise<T> } | undefined;

  constructor(clock: Clock, keepMs: number, find: () => Promise<T>) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#find = find;
  }

  /** May be as old as it is kept. */
  get(): Promise<T> {
    const now = this.#clock.now().getTime();
    if (!this.#answer || this.#answer.until <= now) {
      const value = this.#find();
      this.#answer = { until: now + this.#keepMs, value };
      // A failure is told to whoever asked, and asked about anew.
      value.catch(() => {
        this.#answer = undefined;
      });
    }
    return this.#answer.value;
  }
}
