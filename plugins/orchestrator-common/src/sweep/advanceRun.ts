import { parseDuration } from '../pacing';
import type { RunEvent } from '../events';
import type { WindowState } from '../windows';
import type {
  BatchState,
  RunOutcome,
  RunState,
  TargetCounts,
  TargetStage,
  TargetStatus,
} from '../model';
import {
  EXECUTED_STATUSES,
  IN_FLIGHT_STATUSES,
  countOf,
  subtract,
  total,
  unsettled,
} from './counts';

/** What `advanceRun` looks at beside the state of the run. @public */
export interface AdvanceContext {
  now: string;
  /** Targets of the whole run. */
  counts: TargetCounts;
  /** Those that belong to no batch. */
  unbatched: TargetCounts;
  /** Those of the batch under way. */
  batch: TargetCounts;
  /** Digest of the results of the batch under way: what an approval binds to. */
  evidenceDigest: string;
  /** Whether changes may be opened now; absent where there are no windows. Rule: semantics, section 4. */
  window?: WindowState;
}

/** Targets that may be queued now. @public */
export interface StartDirective {
  stage: TargetStage;
  /** At most so many. */
  max: number;
  /** Only those of this batch. */
  batch?: number;
}

/** What follows from the state of a run by itself. @public */
export interface Advance {
  /** Events to append first; when there are any, ask again. */
  events: RunEvent[];
  start: StartDirective[];
}

const NOTHING: Advance = { events: [], start: [] };

/**
 * Says what goes on by itself in a run: which targets may be queued, the next batch, an approval to be asked for,
 * a pause for the failure rate, the end.
 *
 * @remarks
 * Pure, and costs the same whatever the number of targets: it sees counts only. The caller appends the events and
 * asks again until there are none, then queues targets as told.
 * @public
 */
export function advanceRun(state: RunState, context: AdvanceContext): Advance {
  switch (state.status) {
    case 'planned':
      return state.returnTo === 'dryRunning' && state.planRevision > 0
        ? happens({
            type: 'run.dryRunStarted',
            data: { by: state.createdBy.ref },
          })
        : NOTHING;
    case 'dryRunning':
      return advanceDryRun(state, context);
    case 'readyToStart':
      return advanceUntilStart(state, context);
    case 'running':
      return advanceRollout(state, context);
    case 'awaitingApproval':
      return advanceApproval(state, context);
    case 'tracking':
      return advanceTracking(state, context);
    case 'rollingBack':
      return advanceRollback(state, context);
    default:
      return NOTHING;
  }
}

function happens(...events: RunEvent[]): Advance {
  return { events, start: [] };
}

/** Room for more work under `maxParallel`. */
function room(state: RunState, counts: TargetCounts): number {
  return Math.max(
    0,
    state.manifest.spec.rollout.maxParallel -
      countOf(counts, ...IN_FLIGHT_STATUSES),
  );
}

function starting(directives: StartDirective[]): Advance {
  return {
    events: [],
    start: directives.filter(directive => directive.max > 0),
  };
}

/** Work of a rollout: while a window is closed no change is opened, and the run says until when. */
function startingInWindow(
  state: RunState,
  { window }: AdvanceContext,
  directives: StartDirective[],
): Advance {
  const known = state.closedWindow;
  if (!window || window.open) {
    return known
      ? happens({
          type: 'window.opened',
          data: { reason: window?.reason ?? 'Open, there are no windows.' },
        })
      : starting(directives);
  }
  const { reason, nextOpen: opensAt } = window;
  const heldUp = directives.some(({ stage, max }) => stage === 'apply' && max);
  return heldUp && (known?.reason !== reason || known?.opensAt !== opensAt)
    ? happens({ type: 'window.closed', data: { reason, opensAt } })
    : starting(directives.filter(({ stage }) => stage !== 'apply'));
}

function advanceDryRun(state: RunState, { counts }: AdvanceContext): Advance {
  const pending = countOf(counts, 'pending');
  if (pending + countOf(counts, 'dryRunQueued') > 0) {
    return starting([
      { stage: 'dryRun', max: Math.min(pending, room(state, counts)) },
    ]);
  }
  const finished: RunEvent = { type: 'run.dryRunFinished', data: { counts } };
  return countOf(counts, 'ready') > 0
    ? happens(finished)
    : happens(finished, {
        type: 'run.finished',
        data: { outcome: outcomeOf(state, counts), counts },
      });
}

/** Before the start, targets may be retried or skipped; when nothing is left to change, the run is over. */
function advanceUntilStart(
  state: RunState,
  { counts }: AdvanceContext,
): Advance {
  const pending = countOf(counts, 'pending');
  return pending + countOf(counts, 'ready', ...IN_FLIGHT_STATUSES) > 0
    ? starting([
        { stage: 'dryRun', max: Math.min(pending, room(state, counts)) },
      ])
    : happens({
        type: 'run.finished',
        data: { outcome: outcomeOf(state, counts), counts },
      });
}

function advanceRollout(state: RunState, context: AdvanceContext): Advance {
  const { counts, unbatched, now } = context;
  const tooMany = failureRateExceeded(state, subtract(counts, unbatched));
  if (tooMany !== undefined) {
    return happens({
      type: 'run.paused',
      data: { reason: tooMany, cause: 'failureRate' },
    });
  }
  const current =
    state.currentBatch === undefined
      ? undefined
      : state.batches[state.currentBatch];
  if (!current) {
    return happens(batchStarted(state.batches[0]));
  }
  if (current.finishedAt === undefined) {
    return unsettled(context.batch, state.manifest.spec.rollout.advanceOn) > 0
      ? startingInWindow(state, context, workOf(state, context, current.index))
      : happens({
          type: 'batch.finished',
          data: {
            batch: current.index,
            name: current.name,
            counts: context.batch,
          },
        });
  }
  return betweenBatches(state, current, context, now);
}

/** An approval and a soak stand between two batches, in this order. */
function betweenBatches(
  state: RunState,
  current: BatchState,
  context: AdvanceContext,
  now: string,
): Advance {
  const approvals = state.approvals.filter(
    approval => approval.batch === current.index,
  );
  const approved = approvals.some(approval => approval.state === 'approved');
  if (current.approval && !approved) {
    return happens(
      approvalOpened(
        state,
        current,
        approvals.length,
        context.evidenceDigest,
        now,
      ),
    );
  }
  if (current.soakMs > 0) {
    // The soak starts with the end of the batch or with its approval, whatever came later; a timer ends it.
    const since =
      approvals.find(approval => approval.state === 'approved')?.decidedAt ??
      current.finishedAt ??
      now;
    const until = new Date(Date.parse(since) + current.soakMs).toISOString();
    if (now < until) {
      return current.soakUntil === undefined
        ? happens({
            type: 'batch.soakStarted',
            data: { batch: current.index, until },
          })
        : NOTHING;
    }
    if (current.soakUntil !== undefined) {
      return happens({
        type: 'batch.soakFinished',
        data: { batch: current.index },
      });
    }
  }
  return happens(batchStarted(state.batches[current.index + 1]));
}

function batchStarted(batch: BatchState): RunEvent {
  return {
    type: 'batch.started',
    data: { batch: batch.index, name: batch.name, size: batch.size },
  };
}

function approvalOpened(
  state: RunState,
  batch: BatchState,
  earlier: number,
  evidenceDigest: string,
  now: string,
): RunEvent {
  const canary = state.manifest.spec.rollout.canary;
  const rule = canary === false ? undefined : canary;
  return {
    type: 'approval.opened',
    data: {
      id: earlier === 0 ? batch.name : `${batch.name}-${earlier + 1}`,
      title: `Go on after ${batch.name}`,
      batch: batch.index,
      required: rule?.required ?? 1,
      selfApproval: rule?.selfApproval ?? false,
      approvers: rule?.approvers ?? [],
      expiresAt: new Date(
        Date.parse(now) + parseDuration(rule?.expiresAfter ?? '30d'),
      ).toISOString(),
      evidenceDigest,
    },
  };
}

/** While people decide, targets of the batch may still be retried; what they come to changes the evidence. */
function advanceApproval(state: RunState, context: AdvanceContext): Advance {
  const open = state.approvals.find(approval => approval.state === 'open');
  if (open && open.evidenceDigest !== context.evidenceDigest) {
    return happens({
      type: 'approval.evidenceChanged',
      data: { id: open.id, evidenceDigest: context.evidenceDigest },
    });
  }
  return startingInWindow(
    state,
    context,
    workOf(state, context, state.currentBatch),
  );
}

/** The rollout is through: only retried targets are worked on, and reviews are waited for. */
function advanceTracking(state: RunState, context: AdvanceContext): Advance {
  const { counts } = context;
  const waiting: TargetStatus[] = ['open', 'reverting', ...IN_FLIGHT_STATUSES];
  if (!state.rollback) {
    waiting.push('pending', 'ready', 'needsReview');
  }
  if (countOf(counts, ...waiting) === 0) {
    return happens({
      type: 'run.finished',
      data: { outcome: outcomeOf(state, counts), counts },
    });
  }
  return state.rollback
    ? NOTHING
    : startingInWindow(state, context, workOf(state, context, undefined));
}

function workOf(
  state: RunState,
  { counts, batch }: AdvanceContext,
  index: number | undefined,
): StartDirective[] {
  const free = room(state, counts);
  const ready =
    index === undefined ? countOf(counts, 'ready') : countOf(batch, 'ready');
  const apply = Math.min(free, ready);
  return [
    { stage: 'apply', max: apply, batch: index },
    // Targets that were retried from the start need their dry run first.
    {
      stage: 'dryRun',
      max: Math.min(free - apply, countOf(counts, 'pending')),
    },
  ];
}

function advanceRollback(state: RunState, { counts }: AdvanceContext): Advance {
  const left = countOf(counts, 'open', 'merged');
  if (left + countOf(counts, ...IN_FLIGHT_STATUSES) > 0) {
    return starting([
      { stage: 'rollback', max: Math.min(left, room(state, counts)) },
    ]);
  }
  return happens({ type: 'run.rollbackFinished', data: { counts } });
}

/** The sentence for a pause when too many targets of the rollout have failed. */
function failureRateExceeded(
  state: RunState,
  batched: TargetCounts,
): string | undefined {
  const { percent, minSample } = state.manifest.spec.rollout.failureLimit;
  const done = countOf(batched, ...EXECUTED_STATUSES);
  const failed = countOf(batched, 'failed') - state.acceptedFailures;
  return done >= minSample && (100 * failed) / done > percent
    ? `${failed} of ${done} targets failed: more than the limit of ${percent} %`
    : undefined;
}

/** How a run ended, by what became of its targets. @public */
export function outcomeOf(
  state: Pick<RunState, 'rollback'>,
  counts: TargetCounts,
): RunOutcome {
  const changed = countOf(counts, 'merged');
  const bad = countOf(counts, 'failed', 'declined');
  if (state.rollback && changed === 0) {
    return 'rolledBack';
  }
  if (changed > 0) {
    return bad === 0 ? 'succeeded' : 'partlySucceeded';
  }
  if (bad > 0) {
    return countOf(counts, 'alreadyFine') > 0 ? 'partlySucceeded' : 'failed';
  }
  return total(counts) > 0 && countOf(counts, 'withdrawn', 'reverted') > 0
    ? 'rolledBack'
    : 'nothingToDo';
}
