import type { ForecastTurns } from './types';

/** More of them would not be told apart on a page. */
const MOST_PARTS = 16;

/** In so many equal parts are targets told apart. */
export function partsOf(targets: number): number {
  return Math.min(MOST_PARTS, targets);
}

/** When the first target of each equal part of a queue begins, in one way in which it may go; milliseconds. */
export class TurnMarks {
  readonly at: number[] = [];
  readonly #targets: number;
  #next = 0;

  constructor(targets: number) {
    this.#targets = targets;
  }

  /** @param target - its place in the queue; each comes by once, in order */
  pass(target: number, at: number): void {
    if (target === this.#next) {
      this.at.push(at);
      this.#next = Math.floor(
        (this.at.length * this.#targets) / partsOf(this.#targets),
      );
    }
  }
}

/**
 * When a target of a queue begins, in half of all cases: the part that it is in.
 *
 * @param ahead - targets of the queue that begin before it; more than are left count as all of them
 * @returns undefined where that is never reached, or nothing is left
 */
export function turnAt(
  { left, at }: ForecastTurns,
  ahead: number,
): string | undefined {
  const place = Math.min(Math.max(0, ahead), left - 1);
  return at[Math.floor((place * partsOf(left)) / left)];
}
