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
import {
  closeOurs,
  openOurs,
  updateOurs,
  type WantedChange,
} from './reconcile';
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
  if (change.state === 'merged') {
    return revert(work, change);
  }
  const closed = await closeOurs(work, change, reasonOf(work));
  if (closed?.state === 'merged') {
    return revert(work, closed);
  }
  work.log(
    closed
      ? `Closed ${change.url} and deleted its branch`
      : `${change.url} is closed already`,
  );
  return { type: closed ? 'withdrawn' : 'nothingToRollBack' };
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
  const wanted: WantedChange = {
    branch,
    trailer,
    previous: undefined,
    desired: {
      published: true,
      draft: false,
      diffDigest: change.mergeCommit ?? change.headCommit,
      title: oneLine(`Revert "${change.title}"`, LONGEST_TITLE),
      body: `Reverts [${oneLine(change.title, LONGEST_TITLE)}](${
        change.url
      }).\n\n${reasonOf(work)}`,
      labels: change.labels,
      base: fetched.baseBranch,
    },
    reviewers: change.reviewers,
  };
  if (existing) {
    const seen = await updateOurs(work, fetched, existing, wanted);
    return { type: 'revertOpened', change: asOpened(seen), seen };
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
  const commit = await checkout.commit(
    {
      tree,
      message: withTrailer(
        `${wanted.desired.title}\n\nThis reverts commit ${change.mergeCommit}.`,
        trailer,
      ),
      identity: work.tools.identity,
      date: new Date(run.rollback?.at ?? run.startedAt ?? run.createdAt),
    },
    signal,
  );
  const opened = await openOurs(work, fetched, wanted, { checkout, commit });
  return { type: 'revertOpened', change: asOpened(opened), seen: opened };
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
