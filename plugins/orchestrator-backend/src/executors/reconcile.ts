import { createHash } from 'node:crypto';
import {
  ForeignBranchError,
  reconcileChange,
  SYSTEM_ACTOR,
  type ActualBranch,
  type ActualChange,
  type Change,
  type ChangeOperation,
  type DesiredChange,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type ChangeRequest,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { BranchCommit, Checkout, FetchedRepository } from '../git';
import { requestsOf } from '../pacing';
import { hasTrailer } from './identity';
import { permanent, type TargetWork } from './TargetWork';

/** What a change shall be, and under which name. */
export interface WantedChange {
  branch: string;
  /** Line of the commit message that makes the branch ours. */
  trailer: string;
  /** What it was last made to be, as {@link remembered} gives it. */
  previous: DesiredChange | undefined;
  desired: DesiredChange;
  /** Entity references, for a change that is opened. */
  reviewers: string[];
}

/** The commit that holds the diff of a change. */
export interface WantedCommit {
  checkout: Checkout;
  commit: string;
}

/**
 * Brings a change that is on the code host in line with what it shall be. What people did to it stays: commits that
 * they added, and that they merged or closed it.
 *
 * @returns the change as it is then
 * @throws FailureError `branchTaken`, which names who has the branch
 */
export async function updateOurs(
  work: TargetWork,
  fetched: FetchedRepository,
  change: Change,
  wanted: WantedChange,
): Promise<Change> {
  const branch =
    change.state === 'merged'
      ? undefined
      : await readBranch(work, fetched, wanted, commits =>
          commits.some(commit => hasTrailer(commit.message, wanted.trailer)),
        );
  // Our commit is on it, and what people added is theirs: nothing is pushed over it.
  const actual = actualOf(
    change,
    branch && { ...branch, diffDigest: wanted.desired.diffDigest },
  );
  let current = change;
  for (const operation of plan(wanted, actual)) {
    current = await carryOut(work, current, wanted, operation);
  }
  return current;
}

/**
 * Gives a target its change: the branch, unless it is there already, then the change itself.
 *
 * @throws FailureError `branchTaken`, which names who has the branch, or `pushRejected` (transient) where somebody was
 *   faster
 */
export async function openOurs(
  work: TargetWork,
  fetched: FetchedRepository,
  wanted: WantedChange,
  { checkout, commit }: WantedCommit,
): Promise<Change> {
  // The branch is hardly ever there; the host refuses the push where it is, and only then is it looked at.
  let tip: string | undefined;
  let operations = plan(wanted, { state: 'absent' });
  const push = () =>
    work.attempt.writes.send(requestsOf(work.host, { kind: 'push' }), () =>
      checkout.push(wanted.branch, commit, tip, work.signal),
    );
  if (operations.some(({ kind }) => kind === 'push')) {
    try {
      await push();
    } catch (error) {
      if (!isPushRejected(error)) {
        throw error;
      }
      const branch = await readBranch(work, fetched, wanted, ([newest]) => {
        tip = newest.id;
        return hasTrailer(newest.message, wanted.trailer);
      });
      operations = plan(wanted, {
        state: 'absent',
        branch: branch && {
          ...branch,
          diffDigest: tip === commit ? wanted.desired.diffDigest : undefined,
        },
      });
      if (operations.some(({ kind }) => kind === 'push')) {
        await push();
      }
    }
    work.log(`Pushed ${commit} to ${wanted.branch}`);
  }
  const opened = await work.host.openChange(
    requestOf(work, wanted, commit, {
      draft: operations.some(one => one.kind === 'publish' && one.draft),
    }),
  );
  work.log(`Opened ${opened.url}`);
  return opened;
}

/**
 * Closes a change, if it is open, and deletes its branch.
 *
 * @returns the change as it is then, which may turn out to be merged; undefined where there was nothing to close
 */
export async function closeOurs(
  work: TargetWork,
  change: Change,
  reason: string,
): Promise<Change | undefined> {
  const previous = work.attempt.target.desired;
  const desired = { ...(previous ?? desiredFrom(change)), closed: true };
  const operations = reconcileChange(previous, desired, actualOf(change));
  const closes = operations.some(({ kind }) => kind === 'close');
  if (!closes && change.state !== 'closed') {
    return undefined;
  }
  // Also where it is closed: an attempt that was cut short may have left its branch.
  const after = await work.host.withdrawChange(change, reason);
  return closes ? after : undefined;
}

/** A desired state as it is kept: a digest stands for the body, which may be long. */
export function remembered(desired: DesiredChange): DesiredChange {
  const digest = createHash('sha256').update(desired.body).digest('hex');
  return { ...desired, body: `sha256:${digest}` };
}

/** @throws FailureError `branchTaken` */
function plan(wanted: WantedChange, actual: ActualChange): ChangeOperation[] {
  const { previous, desired } = wanted;
  try {
    return reconcileChange(
      previous,
      previous ? remembered(desired) : desired,
      actual,
    );
  } catch (error) {
    if (error instanceof ForeignBranchError) {
      throw permanent('branchTaken', error.message);
    }
    throw error;
  }
}

async function carryOut(
  work: TargetWork,
  change: Change,
  wanted: WantedChange,
  operation: ChangeOperation,
): Promise<Change> {
  switch (operation.kind) {
    case 'import':
      work.log(`Its change is there already: ${change.url}`);
      return change;
    case 'undraft':
    case 'update': {
      const fields = operation.kind === 'update' ? operation.fields : [];
      const { title, labels, reviewers } = change;
      const request = requestOf(work, wanted, change.headCommit, {
        draft: wanted.desired.draft && change.state === 'draft',
      });
      work.log(`Updates ${change.url}`);
      return work.host.updateChange(change, {
        ...request,
        // What did not change on our side stays as people have made it.
        title: fields.includes('title') ? request.title : title,
        labels: fields.includes('labels') ? request.labels : labels,
        reviewers,
      });
    }
    case 'sync':
      return (await work.host.getChange(change)) ?? change;
    default:
      throw permanent(
        'changeClosed',
        `${change.url} was closed by a rollback: open it again on the code host, then retry`,
      );
  }
}

function requestOf(
  work: TargetWork,
  { branch, desired, reviewers }: WantedChange,
  headCommit: string,
  { draft }: { draft: boolean },
): ChangeRequest {
  return {
    runId: work.attempt.run.id,
    targetId: work.attempt.target.id,
    repository: work.repository,
    branch,
    baseBranch: desired.base,
    headCommit,
    title: desired.title,
    body: desired.body,
    labels: desired.labels,
    reviewers,
    draft,
  };
}

async function readBranch(
  work: TargetWork,
  fetched: FetchedRepository,
  { branch }: WantedChange,
  isOurs: (commits: BranchCommit[]) => boolean,
): Promise<ActualBranch | undefined> {
  const commits = await fetched.branchCommits(branch, work.signal);
  return commits?.length
    ? { name: branch, ours: isOurs(commits), owner: commits[0].committer }
    : undefined;
}

function actualOf(change: Change, branch?: ActualBranch): ActualChange {
  const { state, review, checks, title, labels, baseBranch, closedBy } = change;
  const actual = { state, review, checks, branch, title, labels };
  const base = baseBranch;
  if (closedBy === undefined) {
    return { ...actual, base };
  }
  return closedBy === SYSTEM_ACTOR.ref
    ? { ...actual, base, closedBy: 'orchestrator' }
    : { ...actual, base, closedBy: { person: closedBy } };
}

function desiredFrom(change: Change): DesiredChange {
  return {
    published: true,
    draft: change.state === 'draft',
    diffDigest: change.headCommit,
    title: change.title,
    body: '',
    labels: change.labels,
    base: change.baseBranch,
  };
}

function isPushRejected(error: unknown): boolean {
  return error instanceof FailureError && error.failure.code === 'pushRejected';
}
