import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { BranchCommit, Checkout, FetchedRepository } from '../git';
import { hasTrailer } from './identity';
import { permanent } from './TargetWork';

/**
 * Brings a commit of ours to a branch of the code host.
 *
 * @remarks
 * The branch must not be there, or be ours: its last commit carries our trailer. Nothing is pushed where it is at this
 * commit already. Rule: semantics, section 7.
 * @throws FailureError `branchTaken`, which names who has it, or `pushRejected` (transient) where somebody was faster
 */
export async function publishBranch(
  fetched: FetchedRepository,
  checkout: Checkout,
  push: { branch: string; commit: string; trailer: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await checkout.push(push.branch, push.commit, undefined, signal);
    return;
  } catch (error) {
    if (
      !(error instanceof FailureError) ||
      error.failure.code !== 'pushRejected'
    ) {
      throw error;
    }
  }
  const commits = await fetched.branchCommits(push.branch, signal);
  const tip = commits?.[0];
  if (tip && !hasTrailer(tip.message, push.trailer)) {
    throw branchTaken(push.branch, tip);
  }
  await checkout.push(push.branch, push.commit, tip?.id, signal);
}

/**
 * Makes sure that a branch is ours, with the commits that people added to it.
 *
 * @throws FailureError `branchTaken`
 */
export async function mustBeOurs(
  fetched: FetchedRepository,
  branch: string,
  trailer: string,
  signal: AbortSignal,
): Promise<void> {
  const commits = await fetched.branchCommits(branch, signal);
  if (commits && !commits.some(commit => hasTrailer(commit.message, trailer))) {
    throw branchTaken(branch, commits[0]);
  }
}

function branchTaken(branch: string, tip: BranchCommit): FailureError {
  return permanent(
    'branchTaken',
    `The branch ${branch} exists and is not ours: its last commit ${tip.id.slice(
      0,
      10,
    )} is by ${tip.committer}. Rename or delete it, then retry`,
  );
}
