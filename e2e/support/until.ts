import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** Far more than it takes on a quiet machine; a wait ends as soon as its condition holds. */
export const PATIENCE_MS = 60_000;

/**
 * Asks again and again until there is an answer.
 *
 * @param what - what is waited for, for the error
 * @param ask - gives undefined or false while there is none
 * @throws Error after {@link PATIENCE_MS}
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    if (Date.now() >= giveUpAt) {
      throw new Error(`Waited ${patienceMs / 1000} s in vain until ${what}`);
    }
    await sleep(POLL_MS);
  }
}
