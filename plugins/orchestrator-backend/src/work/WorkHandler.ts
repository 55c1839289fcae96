import type { Claim } from './WorkTransport';

/** Does the work of one kind of item. */
export interface WorkHandler {
  /**
   * Works on an item, and settles its claim in the same transaction as what came of it. If `settle` says false, that
   * transaction must be rolled back: somebody else has the item.
   *
   * @param signal - aborted when the claim is lost or the process stops; the work should then end soon, by throwing
   * @throws Error to have the item again after a while
   */
  execute(claim: Claim, signal: AbortSignal): Promise<void>;
  /**
   * Gives up an item that worker after worker fell silent with, because it kills them; settles its claim. Without
   * this, the item is dropped.
   */
  abandon?(claim: Claim, reason: string): Promise<void>;
}
