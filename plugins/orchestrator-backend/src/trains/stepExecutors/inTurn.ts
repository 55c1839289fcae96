import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { AttemptPermit, SingleWrite, WritePacing } from '../../pacing';

/**
 * Writes to a code host when the limits let it.
 *
 * Rule: semantics, section 5.
 *
 * @param what - names the write, at the beginning of a sentence
 * @throws FailureError of the class `rateLimited`, with the time of its turn and what it waits for; what the database
 * throws: nothing is sent then
 */
export async function inTurn<T>(
  pacing: Pick<WritePacing, 'permit'>,
  write: SingleWrite,
  what: string,
  work: (permit: AttemptPermit) => Promise<T>,
): Promise<T> {
  const entry = await pacing.permit(write);
  if (!entry.permit) {
    throw new FailureError({
      class: 'rateLimited',
      code: 'waitsForLimit',
      message: `${what} waits for its turn: ${entry.limit}`,
      retryAfter: entry.notBefore,
      limit: entry.limit,
    });
  }
  try {
    return await work(entry.permit);
  } finally {
    await entry.permit.release();
  }
}
