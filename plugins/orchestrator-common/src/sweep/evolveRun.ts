import type { RunEvent, RunEventData } from '../events';
import type { ApprovalState, BatchState, RunState } from '../model';
import type { EventPlace } from './decision';

/**
 * The state of a run after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `run.created`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveRun(
  state: RunState | undefined,
  event: RunEvent,
  place: EventPlace,
): RunState {
  if (event.type === 'run.created') {
    return created(event.data, place);
  }
  if (!state) {
    throw new Error(
      `The stream of run ${place.runId} starts with ${event.type}, not with run.created`,
    );
  }
  return {
    ...apply(state, event, place.occurredAt),
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function created(
  data: RunEventData['run.created'],
  place: EventPlace,
): RunState {
  const { metadata, spec } = data.manifest;
  return {
    id: data.id,
    kind: data.kind,
    version: place.version,
    status: 'planned',
    // The dry run follows the plan by itself where that was asked for.
    returnTo: data.dryRun ? 'dryRunning' : undefined,
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    description: metadata.description,
    owner: spec.owner,
    labels: metadata.labels,
    manifest: data.manifest,
    changeDigest: data.changeDigest,
    planRevision: 0,
    createdBy: data.createdBy,
    createdAt: place.occurredAt,
    updatedAt: place.occurredAt,
    targets: 0,
    problems: 0,
    batches: [],
    approvals: [],
    acceptedFailures: 0,
  };
}

function apply(
  state: RunState,
  event: Exclude<RunEvent, { type: 'run.created' }>,
  at: string,
): RunState {
  switch (event.type) {
    case 'run.planned':
      return {
        ...state,
        planRevision: event.data.revision,
        targets: event.data.targets,
        problems: event.data.problems,
      };
    case 'run.dryRunStarted':
      return { ...state, status: 'dryRunning', returnTo: undefined };
    case 'run.dryRunFinished':
      return { ...state, status: 'readyToStart' };
    case 'run.started':
      return {
        ...state,
        status: 'running',
        startedBy: event.data.by,
        startedAt: at,
        batches: event.data.batches,
      };
    case 'batch.started':
      return {
        ...withBatch(state, event.data.batch, { startedAt: at }),
        status: 'running',
        currentBatch: event.data.batch,
      };
    case 'batch.finished':
      return afterBatch(
        withBatch(state, event.data.batch, { finishedAt: at }),
        event.data.batch,
      );
    case 'batch.soakStarted':
      return withBatch(state, event.data.batch, {
        soakUntil: event.data.until,
      });
    case 'batch.soakFinished':
      return withBatch(state, event.data.batch, { soakUntil: undefined });
    case 'approval.opened':
      return {
        ...state,
        status: 'awaitingApproval',
        approvals: [
          ...state.approvals,
          { ...event.data, openedAt: at, signOffs: [], state: 'open' },
        ],
      };
    case 'approval.evidenceChanged':
      return withApproval(state, event.data.id, () => ({
        evidenceDigest: event.data.evidenceDigest,
      }));
    case 'approval.signed':
      return withApproval(state, event.data.id, approval => ({
        signOffs: [
          ...approval.signOffs.filter(
            signOff => signOff.by !== event.data.signOff.by,
          ),
          event.data.signOff,
        ],
      }));
    case 'approval.withdrawn':
      return withApproval(state, event.data.id, approval => ({
        signOffs: approval.signOffs.filter(
          signOff => signOff.by !== event.data.by,
        ),
      }));
    case 'approval.decided':
      return afterApproval(
        withApproval(state, event.data.id, () => ({
          state: event.data.state,
          decidedAt: at,
          reason: event.data.reason,
        })),
      );
    case 'run.paused':
      return {
        ...state,
        status: 'paused',
        returnTo: state.status === 'paused' ? state.returnTo : state.status,
        pause: { ...event.data, at },
      };
    case 'run.resumed':
      return {
        ...state,
        status: state.returnTo ?? 'running',
        returnTo: undefined,
        pause: undefined,
        acceptedFailures: event.data.acceptedFailures,
      };
    case 'window.closed':
      return {
        ...state,
        closedWindow: {
          ...event.data,
          since: state.closedWindow?.since ?? at,
        },
      };
    case 'window.opened':
      return { ...state, closedWindow: undefined };
    case 'window.overridden':
      return { ...state, windowOverride: { ...event.data, at } };
    case 'run.cancelled':
      return {
        ...state,
        closedWindow: undefined,
        status: 'cancelled',
        returnTo: undefined,
        pause: undefined,
        finishedAt: at,
      };
    case 'run.rollbackStarted':
      return {
        ...state,
        closedWindow: undefined,
        status: 'rollingBack',
        returnTo: undefined,
        pause: undefined,
        finishedAt: undefined,
        outcome: undefined,
        rollback: { ...event.data, at },
      };
    case 'run.rollbackFinished':
      return { ...state, status: 'tracking' };
    case 'run.finished':
      return {
        ...state,
        closedWindow: undefined,
        status: 'finished',
        outcome: event.data.outcome,
        finishedAt: at,
      };
    case 'run.reopened':
      return {
        ...state,
        status: reopenedStatus(state),
        outcome: undefined,
        finishedAt: undefined,
      };
    case 'run.archived':
      return { ...state, archivedAt: at };
    case 'run.restored':
      return { ...state, archivedAt: undefined };
    case 'run.imported':
      return { ...state, archivedAt: at, importedAt: at };
    default:
      return assertNever(event);
  }
}

/** After the last batch only the reviews of the open changes are waited for. */
function afterBatch(state: RunState, batch: number): RunState {
  return batch === state.batches.length - 1
    ? { ...state, status: 'tracking' }
    : state;
}

/** The rollout goes on; in a pause, it does so only when the pause ends. */
function afterApproval(state: RunState): RunState {
  if (state.status === 'awaitingApproval') {
    return { ...state, status: 'running' };
  }
  return state.status === 'paused' && state.returnTo === 'awaitingApproval'
    ? { ...state, returnTo: 'running' }
    : state;
}

/** A run that ended before its rollout goes back to the dry run. */
function reopenedStatus(state: RunState): RunState['status'] {
  return state.batches.length > 0 ? 'tracking' : 'dryRunning';
}

function withBatch(
  state: RunState,
  index: number,
  patch: Partial<BatchState>,
): RunState {
  return {
    ...state,
    batches: state.batches.map(batch =>
      batch.index === index ? { ...batch, ...patch } : batch,
    ),
  };
}

function withApproval(
  state: RunState,
  id: string,
  patch: (approval: ApprovalState) => Partial<ApprovalState>,
): RunState {
  return {
    ...state,
    approvals: state.approvals.map(approval =>
      approval.id === id ? { ...approval, ...patch(approval) } : approval,
    ),
  };
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}
