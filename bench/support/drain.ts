/** Items of work, taken and finished in the same way by ours and by the baseline. */
export interface Drained<TClaim> {
  /** How many are worked on at once. */
  slots: number;
  claim(max: number): Promise<TClaim[]>;
  finish(claim: TClaim): Promise<unknown>;
}

/**
 * Claims as many items as there are slots, finishes them at once, and goes on until there are none.
 *
 * @returns how many there were
 */
export async function drain<TClaim>(work: Drained<TClaim>): Promise<number> {
  let done = 0;
  for (;;) {
    const claims = await work.claim(work.slots);
    if (claims.length === 0) {
      return done;
    }
    await Promise.all(claims.map(claim => work.finish(claim)));
    done += claims.length;
  }
}
