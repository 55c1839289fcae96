import { InputError } from '@backstage/errors';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Longest that a template waits. */
export const LONGEST_WAIT = '1h';

/**
 * Reads how long an action may wait.
 *
 * @param what - what goes on without the template
 * @returns milliseconds
 * @throws InputError for what is no duration, or too long a one
 */
export function readWait(wait: string | undefined, what: string): number {
  const forMs = wait === undefined ? 0 : parseDuration(wait, 'wait');
  if (forMs > parseDuration(LONGEST_WAIT)) {
    throw new InputError(
      `wait: found "${wait}", accepted is a duration of at most ${LONGEST_WAIT}; ${what} goes on without the template`,
    );
  }
  return forMs;
}
