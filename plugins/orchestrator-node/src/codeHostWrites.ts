import type { ChangeRequest } from './codeHost';

/** Something that is written to a code host. @public */
export type CodeHostWrite =
  /** A branch, with git. */
  | { kind: 'push' }
  | { kind: 'open'; request: ChangeRequest }
  | { kind: 'update'; request: ChangeRequest }
  /** Closes a change and deletes its branch. */
  | { kind: 'withdraw' }
  | { kind: 'merge' };

/**
 * The way of an attempt to its code host: nothing is written there but through it, so that rate limits, windows and
 * sleeping hosts hold for every machine.
 *
 * @remarks Rule: semantics, sections 4 and 5.
 * @public
 */
export interface CodeHostWrites {
  /**
   * Sends a write if it may be sent now.
   *
   * @param requests - how many requests it takes of what the host counts
   * @throws FailureError of the class `rateLimited`, with `retryAfter` and `limit`, where it has to wait; what `work`
   *   throws otherwise
   */
  send<T>(requests: number, work: () => Promise<T>): Promise<T>;
  /**
   * Reads from the host, if it isn't asleep. Reads don't count.
   *
   * @throws FailureError of the class `rateLimited`; what `work` throws otherwise
   */
  read<T>(work: () => Promise<T>): Promise<T>;
}
