import { InputError } from '@backstage/errors';
import { isRefName } from '@backstage-orchestrator/plugin-orchestrator-common';

const SHOWN_LENGTH = 250;

/**
 * Refuses what is no branch, tag or commit, and what may be a part of an address already, before it becomes one.
 *
 * @returns the same text
 * @throws InputError
 */
export function checkRef(ref: string): string {
  if (!isRefName(ref) || ref.includes('%')) {
    throw new InputError(
      `ref: found ${JSON.stringify(
        ref.slice(0, SHOWN_LENGTH),
      )}, accepted is a branch, a tag or a commit such as main or v1.2.0`,
    );
  }
  return ref;
}
