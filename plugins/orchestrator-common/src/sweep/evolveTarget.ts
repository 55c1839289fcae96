import type { TargetEvent, TargetEventData } from '../events';
import type { Attempt, Change, TargetState, TargetStatus } from '../model';
import type { EventPlace } from './decision';

/** Attempts that are kept in the state of a target; the log has all of them. */
const ATTEMPTS_KEPT = 50;

const QUEUED_STATUS = {
  dryRun: 'dryRunQueued',
  apply: 'applyQueued',
  rollback: 'rollbackQueued',
} as const;

/**
 * The state of a target after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `target.discovered`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveTarget(
  state: TargetState | undefined,
  event: TargetEvent,
  place: EventPlace,
): TargetState {
  if (event.type === 'target.discovered') {
    return discovered(event.data, place);
  }
  if (!state) {
    throw new Error(
      `The stream of a target of run ${place.runId} starts with ${event.type}, not with target.discovered`,
    );
  }
  return {
    ...apply(state, event, place.occurredAt),
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function discovered(
  description: TargetEventData['target.discovered'],
  place: EventPlace,
): TargetState {
  return {
    ...description,
    runId: place.runId,
    version: place.version,
    status: description.problems.length > 0 ? 'problem' : 'pending',
    waitsFor: [],
    attemptsUsed: 0,
    cycle: 0,
    attempts: [],
    gates: [],
    followUps: [],
    createdAt: place.occurredAt,
    updatedAt: place.occurredAt,
  };
}

function apply(
  state: TargetState,
  event: Exclude<TargetEvent, { type: 'target.discovered' }>,
  at: string,
): TargetState {
  switch (event.type) {
    case 'target.queued':
      return {
        ...state,
        status: QUEUED_STATUS[event.data.stage],
        stage: event.data.stage,
        workId: event.data.workId,
        rollbackReason: event.data.reason ?? state.rollbackReason,
        cycle: state.cycle + 1,
        attemptsUsed: 0,
        failure: undefined,
        retryAt: undefined,
      };
    case 'target.dryRunFinished':
      return {
        ...ended(state, event.data.attempt, 'ready'),
        diff: event.data.diff,
        gates: event.data.gates,
      };
    case 'target.alreadyFine':
      return {
        ...ended(state, event.data.attempt, 'alreadyFine'),
        diff: undefined,
        proposedDiff: undefined,
      };
    case 'target.batched':
      return { ...state, ...event.data };
    case 'target.diffChanged':
      return {
        ...ended(state, event.data.attempt, 'needsReview'),
        proposedDiff: event.data.diff,
        gates: event.data.gates,
      };
    case 'target.diffAccepted':
      return {
        ...state,
        status: 'ready',
        diff: state.proposedDiff ?? state.diff,
        proposedDiff: undefined,
      };
    case 'target.gatesFailed':
      return {
        ...ended(state, event.data.attempt, 'failed'),
        gates: event.data.gates,
        failure: event.data.failure,
      };
    case 'target.attemptFailed':
      return {
        ...state,
        attempts: addAttempt(state, event.data.attempt),
        attemptsUsed: state.attemptsUsed + (event.data.usesAttempt ? 1 : 0),
        failure: event.data.failure,
        retryAt: event.data.retryAt,
      };
    case 'target.failed':
      return {
        ...ended(state, event.data.attempt, 'failed'),
        failure: event.data.failure,
      };
    case 'target.retried':
      return { ...state, status: statusBefore(state), failure: undefined };
    case 'target.skipped':
      return {
        ...state,
        status: 'skipped',
        skipReason: event.data.reason,
        workId: undefined,
        retryAt: undefined,
      };
    case 'target.cancelled':
      return {
        ...state,
        status: 'cancelled',
        workId: undefined,
        retryAt: undefined,
      };
    case 'target.followUpAdded':
      return { ...state, followUps: [...state.followUps, event.data] };
    case 'change.opened':
      return {
        ...ended(state, event.data.attempt, 'open'),
        change: event.data.change,
        desired: event.data.desired,
        diff: event.data.diff,
        gates: event.data.gates,
        proposedDiff: undefined,
      };
    case 'change.withdrawn':
      return {
        ...ended(state, event.data.attempt, 'withdrawn'),
        desired: state.desired && { ...state.desired, closed: true },
        change: state.change && {
          ...state.change,
          state: 'closed',
          closedAt: at,
        },
      };
    case 'change.revertOpened':
      return {
        ...ended(state, event.data.attempt, 'reverting'),
        revert: event.data.change,
      };
    default:
      return applyObservation(state, event);
  }
}

type Observation = Extract<
  TargetEvent,
  {
    type:
      | 'change.observed'
      | 'change.merged'
      | 'change.declined'
      | 'change.reopened'
      | 'change.revertDeclined'
      | 'change.reverted';
  }
>;

/** What people did on the code host. A rollback that is under way keeps its status. */
function applyObservation(state: TargetState, event: Observation): TargetState {
  const status = (next: TargetStatus) =>
    state.status === 'rollbackQueued' ? state.status : next;
  const change = (patch: Partial<Change>) =>
    state.change && { ...state.change, ...patch };
  switch (event.type) {
    case 'change.observed':
      return { ...state, change: change(event.data) };
    case 'change.merged':
      return {
        ...state,
        status: status('merged'),
        change: change({
          state: 'merged',
          mergeCommit: event.data.mergeCommit,
          mergedAt: event.data.at,
        }),
      };
    case 'change.declined':
      return {
        ...state,
        status: status('declined'),
        declinedBy: event.data.by,
        change: change({
          state: 'closed',
          closedAt: event.data.at,
          closedBy: event.data.by,
        }),
      };
    case 'change.reopened':
      return {
        ...state,
        status: status('open'),
        declinedBy: undefined,
        change: change({
          state: 'open',
          closedAt: undefined,
          closedBy: undefined,
        }),
      };
    case 'change.revertDeclined':
      return {
        ...state,
        status: status('merged'),
        revert: state.revert && {
          ...state.revert,
          state: 'closed',
          closedAt: event.data.at,
          closedBy: event.data.by,
        },
      };
    case 'change.reverted':
      return {
        ...state,
        status: status('reverted'),
        revert: state.revert && {
          ...state.revert,
          state: 'merged',
          mergeCommit: event.data.mergeCommit,
          mergedAt: event.data.at,
        },
      };
    default:
      return assertNever(event);
  }
}

function ended(
  state: TargetState,
  attempt: Attempt,
  status: TargetStatus,
): TargetState {
  return {
    ...state,
    status,
    attempts: addAttempt(state, attempt),
    workId: undefined,
    retryAt: undefined,
    failure: undefined,
  };
}

function addAttempt(state: TargetState, attempt: Attempt): Attempt[] {
  return [...state.attempts, attempt].slice(-ATTEMPTS_KEPT);
}

/** Where a failed target goes back to when it is tried again. */
function statusBefore(state: TargetState): TargetStatus {
  if (state.stage === 'rollback') {
    return state.change?.state === 'merged' ? 'merged' : 'open';
  }
  return state.stage === 'apply' && state.diff ? 'ready' : 'pending';
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}
