import type {
  Change,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { asOpened } from './applyTarget';
import { oneLine } from './changeText';
import {
  changeBranch,
  REVERT_TRAILER,
  revertBranch,
  trailerOf,
  withTrailer,
} from './identity';
import { mustBeOurs, publishBranch } from './publishBranch';
import { permanent, type TargetWork } from './TargetWork';

const LONGEST_TITLE = 250;

/**
 * Takes the change of a target back: an open one is closed and its branch deleted, a merged one gets a change that
 * reverts it. May be called again after a crash at any point.
 */
export async function rollbackTarget(work: TargetWork): Promise<TargetOutcome> {
  const { run, target } = work.attempt;
  const branch = changeBranch(run, target);
  const change = target.change
    ? await work.host.getChange(target.change)
    : await work.host.findChange(work.repository, branch);
  if (!change) {
    work.log('There is no change to take back');
    return { type: 'nothingToRollBack' };
  }
  if (change.state === 'closed') {
    // An attempt that was cut short may have closed it, and left its branch.
    await work.host.withdrawChange(change, reasonOf(work));
    work.log(`${change.url} is closed already`);
    return { type: 'nothingToRollBack' };
  }
  if (change.state === 'merged') {
    return revert(work, change);
  }
  await work.host.withdrawChange(change, reasonOf(work));
  work.log(`Closed ${change.url} and deleted its branch`);
  return { type: 'withdrawn' };
}

async function revert(
  work: TargetWork,
  change: Change,
): Promise<TargetOutcome> {
  const { run, target, signal } = work.attempt;
  const branch = revertBranch(run, target);
  const trailer = trailerOf(REVERT_TRAILER, run, target);
  const existing = await work.host.findChange(work.repository, branch);
  const fetched = await work.fetch();
  if (existing) {
    if (existing.state !== 'merged') {
      await mustBeOurs(fetched, branch, trailer, signal);
    }
    work.log(`Its revert is there already: ${existing.url}`);
    return { type: 'revertOpened', change: asOpened(existing) };
  }
  if (!change.mergeCommit) {
    throw permanent(
      'mergeCommitMissing',
      `The code host does not say which commit merged ${change.url}: revert it by hand`,
    );
  }
  // What a submodule is at must never stand in the way of taking a change back.
  const checkout = await work.checkOut(fetched, { submodules: false });
  const tree = await checkout.revert(change.mergeCommit, signal);
  if (tree === undefined) {
    work.log('The base has nothing of the change any more');
    return { type: 'nothingToRollBack' };
  }
  const title = oneLine(`Revert "${change.title}"`, LONGEST_TITLE);
  const commit = await checkout.commit(
    {
      tree,
      message: withTrailer(
        `${title}\n\nThis reverts commit ${change.mergeCommit}.`,
        trailer,
      ),
      identity: work.tools.identity,
      date: new Date(run.rollback?.at ?? run.startedAt ?? run.createdAt),
    },
    signal,
  );
  await publishBranch(fetched, checkout, { branch, commit, trailer }, signal);
  const opened = await work.host.openChange({
    runId: run.id,
    targetId: target.id,
    repository: work.repository,
    branch,
    baseBranch: fetched.baseBranch,
    headCommit: commit,
    title,
    body: `Reverts [${oneLine(change.title, LONGEST_TITLE)}](${
      change.url
    }).\n\n${reasonOf(work)}`,
    labels: change.labels,
    reviewers: change.reviewers,
    draft: false,
  });
  work.log(`Opened ${opened.url}`);
  return { type: 'revertOpened', change: asOpened(opened) };
}

function reasonOf(work: TargetWork): string {
  const { run, target } = work.attempt;
  if (target.rollbackReason !== undefined) {
    return work.redact(`Rolled back: ${target.rollbackReason}`);
  }
  return work.redact(
    run.rollback
      ? `Rolled back by ${run.rollback.by}: ${run.rollback.reason}`
      : 'Rolled back',
  );
}
