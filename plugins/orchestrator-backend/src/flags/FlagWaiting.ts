import type { FlagSnapshot } from './FlagSnapshot';

/** Waits at the same time of one replica: each holds a connection. */
const MAX_WAITING = 1_000;
/** Schedules and the age of the snapshot change answers without a change of a flag. */
const LOOK_AGAIN_MS = 1_000;

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
   * @param isNews - asked at each change of a flag, and from time to time
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
        const goesOn = await this.#snapshot.nextChange(
          Math.min(left, LOOK_AGAIN_MS),
          signal,
        );
        if (!goesOn) {
          break;
        }
      }
    } finally {
      this.#waiting -= 1;
    }
    return true;
  }
}
