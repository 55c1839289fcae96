import type { FlagSnapshot } from './FlagSnapshot';

/** Waits at the same time of one replica: each holds a connection, and evaluates all flags when one changes. */
const MAX_WAITING = 200;

/** Lets callers wait for a change of the flags, instead of asking again and again. */
export class FlagWaiting {
  readonly #snapshot: Pick<FlagSnapshot, 'nextChange'>;
  #waiting = 0;

  constructor(snapshot: Pick<FlagSnapshot, 'nextChange'>) {
    this.#snapshot = snapshot;
  }

  /**
   * Resolves when there is news, the time is over, the caller has gone or the replica stops, whichever is first.
   *
   * @param isNews - asked at first, and each time that answers may have changed
   * @param signal - aborted when the caller has gone
   * @returns whether it waited; not where too many wait already
   */
  async forNews(
    isNews: () => boolean,
    maxMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (this.#waiting >= MAX_WAITING) {
      return false;
    }
    const until = Date.now() + maxMs;
    this.#waiting += 1;
    try {
      for (
        let left = maxMs;
        left > 0 && !signal.aborted && !isNews();
        left = until - Date.now()
      ) {
        if (!(await this.#snapshot.nextChange(left, signal))) {
          break;
        }
      }
    } finally {
      this.#waiting -= 1;
    }
    return true;
  }
}
