import { NotFoundError } from '@backstage/errors';
import type {
  Change,
  StoredDiff,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Checkout, FetchedRepository } from '../git';
import { changeText, type ChangeText } from './changeText';
import {
  CHANGE_TRAILER,
  changeBranch,
  trailerOf,
  withTrailer,
} from './identity';
import {
  openOurs,
  remembered,
  updateOurs,
  type WantedChange,
} from './reconcile';
import { gatesBlock, runGates } from './runGates';
import { permanent, type TargetWork } from './TargetWork';

/** A checkout with the change in it. */
interface Prepared {
  checkout: Checkout;
  diff: StoredDiff;
  /** The base has moved, and what would be changed is not what was approved. */
  differs: boolean;
}

/**
 * Opens the change of a target: exactly the approved diff, after its gates.
 *
 * @remarks
 * May be called again after a crash at any point: a change that is there is returned; a branch of ours without a change
 * gets one. Rule: semantics, section 7.
 */
export async function applyTarget(work: TargetWork): Promise<TargetOutcome> {
  const { run, target, signal } = work.attempt;
  const branch = changeBranch(run, target);
  const trailer = trailerOf(CHANGE_TRAILER, run, target);
  const existing = await work.host.findChange(work.repository, branch);
  const fetched = await work.fetch();
  if (existing && target.diff) {
    const wanted = wantedChange(work, await changeText(work), target.diff);
    const seen = await updateOurs(work, fetched, existing, wanted);
    return {
      type: 'changeOpened',
      change: asOpened(seen),
      diff: target.diff,
      gates: target.gates,
      desired: remembered(wanted.desired),
      seen,
    };
  }
  work.log(`Base: ${fetched.baseBranch} at ${fetched.baseCommit}`);
  const prepared = await prepare(work, fetched);
  if (!prepared) {
    work.log(
      'The base has moved, and the steps change nothing any more: already fine',
    );
    return { type: 'alreadyFine', baseCommit: fetched.baseCommit };
  }
  const { checkout, diff } = prepared;
  const gates = await runGates(
    work,
    checkout,
    () => work.checkOut(fetched),
    'whereFailed',
  );
  if (prepared.differs) {
    work.log(
      'The base has moved, and the diff is another one: it asks to be accepted again',
    );
    return { type: 'diffChanged', diff, gates };
  }
  if (gatesBlock(run.manifest.spec.gates, gates)) {
    return { type: 'gatesFailed', gates };
  }
  const text = await changeText(work);
  const commit = await checkout.commit(
    {
      tree: diff.tree,
      message: withTrailer(text.commitMessage, trailer),
      identity: work.tools.identity,
      // The same for every attempt, so that the same change is the same commit.
      date: new Date(run.startedAt ?? run.createdAt),
    },
    signal,
  );
  const wanted = wantedChange(work, text, diff);
  const opened = await openOurs(work, fetched, wanted, { checkout, commit });
  return {
    type: 'changeOpened',
    change: asOpened(opened),
    diff,
    gates,
    desired: remembered(wanted.desired),
    seen: opened,
  };
}

function wantedChange(
  work: TargetWork,
  text: ChangeText,
  diff: StoredDiff,
): WantedChange {
  const { run, target } = work.attempt;
  const { change } = run.manifest.spec;
  return {
    branch: changeBranch(run, target),
    trailer: trailerOf(CHANGE_TRAILER, run, target),
    previous: target.desired,
    desired: {
      published: true,
      draft: change.draft,
      diffDigest: diff.patchId,
      title: text.title,
      body: text.body,
      labels: text.labels,
      base: diff.baseBranch,
    },
    reviewers:
      change.reviewers === 'owners' && target.owner ? [target.owner] : [],
  };
}

async function prepare(
  work: TargetWork,
  fetched: FetchedRepository,
): Promise<Prepared | undefined> {
  const { diff: approved } = work.attempt.target;
  if (approved?.baseCommit === fetched.baseCommit) {
    const { gates } = work.attempt.run.manifest.spec;
    const checkout = await work.checkOut(fetched, { files: gates.length > 0 });
    const tree = await checkout.applyPatch(
      await readPatch(work, approved),
      work.signal,
    );
    if (tree !== approved.tree) {
      throw permanent(
        'diffMismatch',
        'The stored diff does not lead to the files that were approved: do the dry run again',
      );
    }
    return { checkout, diff: approved, differs: false };
  }
  const checkout = await work.checkOut(fetched);
  const diff = await work.change(checkout);
  return (
    diff && {
      checkout,
      diff: await work.store(diff, checkout),
      differs: diff.patchId !== approved?.patchId,
    }
  );
}

async function readPatch(
  work: TargetWork,
  diff: StoredDiff,
): Promise<Uint8Array> {
  try {
    return (await work.attempt.artifacts.get(diff.artifact)).content;
  } catch (error) {
    if (error instanceof NotFoundError) {
      throw permanent(
        'diffMissing',
        'The approved diff is not stored any more: do the dry run again',
      );
    }
    throw error;
  }
}

/**
 * A change as it was when it was opened. What people did to it since is told by observing it, which is what turns
 * "merged" or "closed by a person" into an event of its own.
 */
export function asOpened(change: Change): Change {
  const { mergeCommit, mergedAt, closedAt, closedBy, ...opened } = change;
  return { ...opened, state: change.state === 'draft' ? 'draft' : 'open' };
}
