import { ForeignBranchError } from './ForeignBranchError';
import type {
  ActualChange,
  ChangeField,
  ChangeOperation,
  ChangeStanding,
  DesiredChange,
} from './types';

const FIELDS: readonly ChangeField[] = ['title', 'body', 'labels', 'base'];

/**
 * Compares what a change shall be with what it is, and says what to do.
 *
 * Rule: semantics, section 7, follows Sourcegraph Batch Changes: what changed
 * between the previous and the new desired state is carried over, so that what
 * a person edited on the code host stays. Without a previous state (a database
 * that was lost) a change that is there is imported and compared as it is.
 * A merged change is never written to. Where we differ: a change that a person
 * closed, or of which nobody knows who closed it, stays closed; see
 * {@link changeStanding}.
 *
 * @param previous - the desired state whose operations all succeeded last;
 *   undefined if there is none
 * @param desired - what it shall be now
 * @param actual - what the code host has
 * @returns operations in the order push, import or publish or close, reopen,
 *   undraft, update, sync; empty when there is nothing to do, as it is once
 *   they succeeded and `desired` has become `previous`
 * @throws ForeignBranchError when the branch that would be written isn't ours
 *
 * @public
 */
export function reconcileChange(
  previous: DesiredChange | undefined,
  desired: DesiredChange,
  actual: ActualChange,
): ChangeOperation[] {
  const { state, branch } = actual;
  if (branch && !branch.ours) {
    if (desired.published && !desired.closed) {
      throw new ForeignBranchError(branch);
    }
    return [];
  }
  const imports: ChangeOperation[] =
    previous === undefined && state !== 'absent' ? [{ kind: 'import' }] : [];
  if (state === 'merged') {
    return imports;
  }
  if (desired.closed) {
    return state === 'open' || state === 'draft'
      ? [...imports, { kind: 'close' }]
      : imports;
  }
  if (!desired.published) {
    return imports;
  }
  if (state === 'absent') {
    return publish(desired, actual);
  }
  return state === 'closed' && !closedByUs(previous, actual)
    ? imports
    : bringUpToDate(previous, desired, actual, imports);
}

/**
 * Tells where the change of a target stands, and who declined it.
 *
 * Rule: semantics, section 7, "Where we differ".
 *
 * @param previous - as in {@link reconcileChange}
 * @param actual - what the code host has
 *
 * @public
 */
export function changeStanding(
  previous: DesiredChange | undefined,
  actual: ActualChange,
): ChangeStanding {
  if (actual.state !== 'closed' || closedByUs(previous, actual)) {
    return { standing: actual.state };
  }
  const { closedBy } = actual;
  return typeof closedBy === 'object'
    ? { standing: 'declined', by: closedBy.person }
    : { standing: 'declined' };
}

/** Where the code host doesn't tell who closed it, our own last wish does. */
function closedByUs(
  previous: DesiredChange | undefined,
  { closedBy }: ActualChange,
): boolean {
  return closedBy === undefined
    ? previous?.closed === true
    : closedBy === 'orchestrator';
}

function publish(
  desired: DesiredChange,
  actual: ActualChange,
): ChangeOperation[] {
  const operations: ChangeOperation[] = [
    { kind: 'publish', draft: desired.draft },
  ];
  return isPushed(desired, actual)
    ? operations
    : [{ kind: 'push', diffDigest: desired.diffDigest }, ...operations];
}

function bringUpToDate(
  previous: DesiredChange | undefined,
  desired: DesiredChange,
  actual: ActualChange,
  imports: ChangeOperation[],
): ChangeOperation[] {
  const diffChanged = previous?.diffDigest !== desired.diffDigest;
  const pushes = diffChanged && !isPushed(desired, actual);
  const fields = changedFields(previous ?? actual, desired);
  const operations: ChangeOperation[] = [];
  if (pushes) {
    operations.push({ kind: 'push', diffDigest: desired.diffDigest });
  }
  operations.push(...imports);
  if (actual.state === 'closed') {
    operations.push({ kind: 'reopen' });
  }
  if (actual.state === 'draft' && !desired.draft) {
    operations.push({ kind: 'undraft' });
  }
  if (fields.length > 0) {
    operations.push({ kind: 'update', fields });
  } else if (pushes) {
    // The host's view of the change lags behind its branch; an update brings
    // a fresh view back by itself.
    operations.push({ kind: 'sync' });
  }
  return operations;
}

function isPushed(desired: DesiredChange, { branch }: ActualChange): boolean {
  return branch?.diffDigest === desired.diffDigest;
}

function changedFields(
  before: Partial<Pick<DesiredChange, ChangeField>>,
  desired: DesiredChange,
): ChangeField[] {
  return FIELDS.filter(field =>
    field === 'labels'
      ? labelsKey(before.labels) !== labelsKey(desired.labels)
      : before[field] !== desired[field],
  );
}

function labelsKey(labels: readonly string[] | undefined): string | undefined {
  return labels && JSON.stringify([...new Set(labels)].sort());
}
