import { formatInstant, parseInstant } from '../pacing';
import { rolloutWindow, type RolloutWindows } from '../sweep/rolloutWindow';

/** From `at` on, until the next entry. */
interface Change {
  at: number;
  open: boolean;
}

/**
 * When windows are open, worked out once as far as it is asked for.
 *
 * @remarks Rule: semantics, section 4.
 */
export class WindowTimeline {
  readonly #windows: RolloutWindows;
  /** Ascending; empty where it is always open. */
  readonly #changes: Change[] = [];
  /** What is known ends here. */
  #knownUntil: number;

  /** @param from - nothing before is asked for; milliseconds since 1970 */
  constructor(windows: RolloutWindows, from: number) {
    this.#windows = windows;
    const { operator, manifest } = windows;
    this.#knownUntil =
      operator.length + manifest.length === 0 ? Infinity : from;
  }

  /** The first instant that is open and not before `at`; Infinity where none is known. */
  openFrom(at: number): number {
    if (at === Infinity) {
      return at;
    }
    while (this.#knownUntil <= at && this.#knownUntil < Infinity) {
      this.#extend();
    }
    let place = this.#placeOf(at);
    if (place < 0 || this.#changes[place].open) {
      return at;
    }
    place += 1;
    while (place >= this.#changes.length && this.#knownUntil < Infinity) {
      this.#extend();
    }
    return this.#changes[place]?.at ?? Infinity;
  }

  #extend(): void {
    const at = this.#knownUntil;
    const { open, nextOpen, nextClose } = rolloutWindow(
      this.#windows,
      undefined,
      formatInstant(at),
    );
    this.#changes.push({ at, open });
    const next = open ? nextClose : nextOpen;
    this.#knownUntil = next === undefined ? Infinity : parseInstant(next, 'at');
  }

  /** The last change that is not after `at`. */
  #placeOf(at: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#changes[middle].at <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
