import type { Clock } from '../clock';

/**
 * Rings at the earliest time that was announced, and at the latest every so often, because others may announce
 * theirs where it can't be heard.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #ring: () => void;
  #timer?: NodeJS.Timeout;
  #earliestMs = Infinity;
  #running = false;

  /** @param options - `pollMs` is the longest silence */
  constructor(options: { clock: Clock; pollMs: number; ring: () => void }) {
    this.#clock = options.clock;
    this.#pollMs = options.pollMs;
    this.#ring = options.ring;
  }

  start(): void {
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#earliestMs = Infinity;
    clearTimeout(this.#timer);
  }

  /** @param at - ISO 8601; what is due already rings at once */
  announce(at: string): void {
    const atMs = Date.parse(at);
    if (this.#running && atMs < this.#earliestMs) {
      this.#earliestMs = atMs;
      this.#arm();
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const wait = this.#earliestMs - this.#clock.now().getTime();
    this.#timer = setTimeout(() => {
      this.#earliestMs = Infinity;
      this.#arm();
      this.#ring();
    }, Math.max(0, Math.min(this.#pollMs, wait)));
    this.#timer.unref();
  }
}
