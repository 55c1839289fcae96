/*
 * pg-boss fetches by `priority desc, created_on`. Its priority holds both of ours: the priority of the item and, within
 * one of them, the round in which the turn of the item is.
 */

/** Rounds within one priority. Once all are given out, the rest are served in the order of their arrival. */
export const ROUNDS = 2 ** 23;

const MOST = 100;
/** Below all that have a round, so that these are served first. */
const UNPLACED = -2_000_000_000;

/** Priorities below this one belong to jobs that have no round yet. */
export const UNPLACED_BELOW = UNPLACED + MOST + 1;

/** The priority of a job that gets its round when it is due. */
export function unplaced(priority: number): number {
  return UNPLACED + levelOf(priority);
}

/** What to add to the priority of an unplaced job for the priority of its item. */
export const LEVEL_OFFSET = -UNPLACED;

function levelOf(priority: number): number {
  return Math.max(-MOST, Math.min(MOST, Math.trunc(priority)));
}
