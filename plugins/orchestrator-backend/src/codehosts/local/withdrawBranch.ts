import type { Change } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { LocalRepository } from './LocalRepository';

const MAX_ATTEMPTS = 3;

/**
 * Keeps what a deleted branch held from git's garbage collection, so that its diff can still be shown and the change
 * reopened. Outside of `refs/heads/`, so that no clone fetches it.
 */
export function keptRef(change: Pick<Change, 'id'>): string {
  return `refs/orchestrator/changes/${change.id}`;
}

/**
 * Deletes the branch of a closed change, if it is still there, and keeps its commits under {@link keptRef}.
 *
 * @throws FailureError transient `branchMoved` when somebody keeps pushing to it
 */
export async function withdrawBranch(
  repository: LocalRepository,
  change: Change,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const tips = await repository.tips([change.branch]);
    const tip = tips.get(change.branch);
    if (tip === undefined) {
      return;
    }
    const deleted = await repository.updateRefs([
      { kind: 'set', ref: keptRef(change), to: tip },
      { kind: 'delete', ref: `refs/heads/${change.branch}`, from: tip },
    ]);
    if (deleted) {
      return;
    }
  }
  throw new FailureError({
    class: 'transient',
    code: 'branchMoved',
    message: `${change.branch} of ${change.repository} was not deleted, since it keeps moving`,
  });
}
