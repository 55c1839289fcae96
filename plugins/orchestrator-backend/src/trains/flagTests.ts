import { NotFoundError } from '@backstage/errors';
import type { FlagTest } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { FlagStore } from '../flags';

/** What is known of trials of flags: those that are in use, with what was tried of them. */
export async function flagTests(
  store: Pick<FlagStore, 'get'>,
  keys: string[],
): Promise<FlagTest[]> {
  const found = await Promise.all(
    keys.map(async key => {
      try {
        const { tried, archived } = await store.get(key);
        if (archived) {
          return [];
        }
        return [
          {
            flag: key,
            testedAt: tried?.at,
            killedWithinMs: tried?.killedWithinMs,
            changedAt: tried?.changedAt,
          },
        ];
      } catch (error) {
        if (error instanceof NotFoundError) {
          return [];
        }
        throw error;
      }
    }),
  );
  return found.flat();
}
