import { afterFailure, type RetryPolicy } from '../pacing';
import type { TargetEvent } from '../events';
import type {
  Attempt,
  Change,
  Failure,
  GateResult,
  TargetStage,
  TargetState,
  TargetStatus,
} from '../model';
import { accept, reject, type Decision } from './decision';
import type {
  AttemptFacts,
  TargetCommand,
  TargetOutcome,
} from './targetCommands';

/** What a decision about a target may look at beside its state. @public */
export interface TargetContext {
  now: string;
  random(): number;
  retry: RetryPolicy;
  /** A cancelled run tries nothing again. */
  runCancelled?: boolean;
}

/** Statuses from which a stage can be queued. */
const QUEUEABLE: Record<TargetStage, TargetStatus[]> = {
  dryRun: ['pending'],
  apply: ['ready'],
  rollback: ['open', 'merged'],
};

/** Stages that may have opened a change, or left one open, though they failed. */
const MAY_HAVE_A_CHANGE: (TargetStage | undefined)[] = ['apply', 'rollback'];

const STAGE_WORDS: Record<TargetStage, string> = {
  dryRun: 'a dry run',
  apply: 'opening its change',
  rollback: 'a rollback',
};

const SKIPPABLE: TargetStatus[] = [
  'problem',
  'pending',
  'ready',
  'needsReview',
  'failed',
  'cancelled',
];

/**
 * Decides what a command does to a target.
 *
 * @returns events to append to its stream, or a rejection; no events where there is nothing to do
 * @remarks Rules: semantics, sections 6 (retries), 7 (changes) and 8 (fencing).
 * @public
 */
export function decideTarget(
  state: TargetState,
  command: TargetCommand,
  context: TargetContext,
): Decision<TargetEvent> {
  switch (command.type) {
    case 'queue':
      return isQueueable(state, command.stage)
        ? accept(queued(state, command.stage, command.reason))
        : reject(
            'conflict',
            `${state.title} is ${state.status}: ${
              STAGE_WORDS[command.stage]
            } is not possible now`,
          );
    case 'complete':
      return complete(state, command, context);
    case 'batch':
      return state.status === 'ready'
        ? accept<TargetEvent>({
            type: 'target.batched',
            data: {
              batch: command.batch,
              position: command.position,
              waitsFor: command.waitsFor,
            },
          })
        : accept<TargetEvent>();
    case 'retry':
      return context.runCancelled
        ? reject(
            'conflict',
            'The run is cancelled: nothing of it is tried again. Start the sweep anew',
          )
        : retry(state, command.by);
    case 'skip':
      if (state.status === 'skipped') {
        return accept<TargetEvent>();
      }
      return SKIPPABLE.includes(state.status)
        ? accept<TargetEvent>({
            type: 'target.skipped',
            data: { by: command.by, reason: command.reason },
          })
        : reject(
            'conflict',
            `${state.title} is ${state.status} and can't be skipped; only what has no change and is not under way can`,
          );
    case 'acceptDiff':
      return state.status === 'needsReview'
        ? accept<TargetEvent>({
            type: 'target.diffAccepted',
            data: { by: command.by },
          })
        : reject(
            'conflict',
            `${state.title} is ${state.status}: it has no changed diff to accept`,
          );
    case 'cancel':
      return state.workId === undefined
        ? accept<TargetEvent>()
        : accept<TargetEvent>({
            type: 'target.cancelled',
            data: { by: command.by },
          });
    case 'observe':
      return observe(state, command.change, command.by);
    default:
      return assertNever(command);
  }
}

/** A target that failed can be rolled back as well: its change may have been opened before the failure. */
function isQueueable(state: TargetState, stage: TargetStage): boolean {
  return (
    QUEUEABLE[stage].includes(state.status) ||
    (stage === 'rollback' &&
      state.status === 'failed' &&
      MAY_HAVE_A_CHANGE.includes(state.stage))
  );
}

function queued(
  state: TargetState,
  stage: TargetStage,
  reason?: string,
): TargetEvent {
  return {
    type: 'target.queued',
    data: {
      stage,
      workId: `${state.runId}/${state.id}/${stage}/${state.cycle + 1}`,
      reason,
    },
  };
}

function retry(state: TargetState, by: string): Decision<TargetEvent> {
  if (state.status !== 'failed' && state.status !== 'cancelled') {
    return reject(
      'conflict',
      `${state.title} is ${state.status}: only a failed or cancelled target can be tried again`,
    );
  }
  const retried: TargetEvent = { type: 'target.retried', data: { by } };
  // A rollback that failed goes on at once: the run does not plan it as it plans the stages of a rollout.
  return state.stage === 'rollback'
    ? accept(retried, queued(state, 'rollback'))
    : accept(retried);
}

function complete(
  state: TargetState,
  command: Extract<TargetCommand, { type: 'complete' }>,
  context: TargetContext,
): Decision<TargetEvent> {
  if (state.workId !== command.workId) {
    return reject(
      'stale',
      `The result of ${command.workId} comes too late: ${state.title} has gone on`,
    );
  }
  const { outcome } = command;
  const attempt = attemptOf(state, outcome, command.facts);
  switch (outcome.type) {
    case 'dryRunFinished':
      return accept<TargetEvent>({
        type: 'target.dryRunFinished',
        data: { attempt, diff: outcome.diff, gates: outcome.gates },
      });
    case 'alreadyFine':
      return accept<TargetEvent>({
        type: 'target.alreadyFine',
        data: { attempt, baseCommit: outcome.baseCommit },
      });
    case 'diffChanged':
      return accept<TargetEvent>({
        type: 'target.diffChanged',
        data: { attempt, diff: outcome.diff, gates: outcome.gates },
      });
    case 'gatesFailed': {
      const failure = gateFailure(outcome.gates);
      return accept<TargetEvent>({
        type: 'target.gatesFailed',
        data: {
          attempt: { ...attempt, failure },
          gates: outcome.gates,
          failure,
        },
      });
    }
    case 'changeOpened':
      return changeOpened(state, outcome, attempt);
    case 'withdrawn':
    case 'nothingToRollBack':
      return accept<TargetEvent>({
        type: 'change.withdrawn',
        data: { attempt },
      });
    case 'revertOpened':
      return revertOpened(state, outcome, attempt);
    case 'failed':
      return failed(state, outcome.failure, attempt, context);
    default:
      return assertNever(outcome);
  }
}

/** What people did to the change before the attempt could say that it is open follows at once. */
function changeOpened(
  state: TargetState,
  outcome: Extract<TargetOutcome, { type: 'changeOpened' }>,
  attempt: Attempt,
): Decision<TargetEvent> {
  const { change, diff, gates, desired, seen } = outcome;
  const since = seen
    ? observe({ ...state, status: 'open', change }, seen, seen.closedBy)
    : accept<TargetEvent>();
  return accept<TargetEvent>(
    {
      type: 'change.opened',
      data: { attempt, change, diff, gates, desired },
      links: [{ title: change.title, url: change.url }],
    },
    ...(since.events ?? []),
  );
}

function revertOpened(
  state: TargetState,
  { change, seen }: Extract<TargetOutcome, { type: 'revertOpened' }>,
  attempt: Attempt,
): Decision<TargetEvent> {
  const since = seen
    ? observe(
        { ...state, status: 'reverting', revert: change },
        seen,
        seen.closedBy,
      )
    : accept<TargetEvent>();
  return accept<TargetEvent>(
    {
      type: 'change.revertOpened',
      data: { attempt, change },
      links: [{ title: change.title, url: change.url }],
    },
    ...(since.events ?? []),
  );
}

function failed(
  state: TargetState,
  failure: Failure,
  attempt: Attempt,
  context: TargetContext,
): Decision<TargetEvent> {
  const next = context.runCancelled
    ? ({ kind: 'deadLetter' } as const)
    : afterFailure(
        context.retry,
        failure,
        state.attemptsUsed + 1,
        context.now,
        context.random,
      );
  if (next.kind === 'retry') {
    return accept<TargetEvent>({
      type: 'target.attemptFailed',
      data: {
        attempt: { ...attempt, failure },
        failure,
        retryAt: next.at,
        usesAttempt: next.usesAttempt,
      },
    });
  }
  if (next.kind === 'cancelled') {
    return accept<TargetEvent>({
      type: 'target.cancelled',
      data: { by: 'system:orchestrator' },
    });
  }
  return accept<TargetEvent>({
    type: 'target.failed',
    data: { attempt: { ...attempt, failure }, failure },
  });
}

/** Why gates keep a change from being opened; one that failed before is told apart. */
function gateFailure(gates: GateResult[]): Failure {
  const broken = gates.filter(
    gate => gate.result === 'failed' || gate.result === 'error',
  );
  const before = gates.filter(gate => gate.result === 'failedBefore');
  const names = (list: GateResult[]) => list.map(gate => gate.title).join(', ');
  return broken.length > 0
    ? {
        class: 'permanent',
        code: 'gateFailed',
        message: `Failed with the change: ${names(broken)}`,
      }
    : {
        class: 'permanent',
        code: 'gateFailedBefore',
        message: `Failed already before the change: ${names(before)}`,
      };
}

function attemptOf(
  state: TargetState,
  outcome: TargetOutcome,
  facts: AttemptFacts,
): Attempt {
  const stage = state.stage ?? 'dryRun';
  return {
    stage,
    attempt:
      state.attempts.filter(attempt => attempt.stage === stage).length + 1,
    startedAt: facts.startedAt,
    finishedAt: facts.finishedAt,
    worker: facts.worker,
    outcome: outcome.type,
    failure: outcome.type === 'failed' ? outcome.failure : undefined,
    log: facts.log,
  };
}

function observe(
  state: TargetState,
  seen: Change,
  by: string | undefined,
): Decision<TargetEvent> {
  if (state.revert && isSame(state.revert, seen)) {
    return observeRevert(state.revert, seen, by);
  }
  const known = state.change;
  if (!known || !isSame(known, seen)) {
    return accept<TargetEvent>();
  }
  if (seen.state === 'merged' && known.state !== 'merged') {
    return accept<TargetEvent>({
      type: 'change.merged',
      data: {
        by,
        mergeCommit: seen.mergeCommit ?? seen.headCommit,
        at: seen.mergedAt ?? seen.openedAt,
      },
    });
  }
  // Our own rollback closes changes, too; a close counts as a person's word only while the change is open for us.
  if (
    seen.state === 'closed' &&
    known.state !== 'closed' &&
    state.status === 'open'
  ) {
    return accept<TargetEvent>({
      type: 'change.declined',
      data: {
        by: by ?? seen.closedBy ?? 'unknown',
        at: seen.closedAt ?? seen.openedAt,
      },
    });
  }
  if (
    (seen.state === 'open' || seen.state === 'draft') &&
    state.status === 'declined'
  ) {
    return accept<TargetEvent>({ type: 'change.reopened', data: { by } });
  }
  const { review, checks, headCommit } = seen;
  const drafted = changedDraft(known, seen);
  return known.review === review &&
    known.checks === checks &&
    known.headCommit === headCommit &&
    drafted === undefined
    ? accept<TargetEvent>()
    : accept<TargetEvent>({
        type: 'change.observed',
        data: {
          review,
          checks,
          headCommit,
          ...(drafted && { state: drafted }),
        },
      });
}

/** What a change is now that was a draft, or has become one. */
function changedDraft(
  known: Change,
  seen: Change,
): 'draft' | 'open' | undefined {
  const unfinished = (state: Change['state']) =>
    state === 'draft' || state === 'open' ? state : undefined;
  return unfinished(known.state) && seen.state !== known.state
    ? unfinished(seen.state)
    : undefined;
}

/** A revert that a person closed may still be reopened and merged. */
function observeRevert(
  known: Change,
  seen: Change,
  by: string | undefined,
): Decision<TargetEvent> {
  if (seen.state === 'merged' && known.state !== 'merged') {
    return accept<TargetEvent>({
      type: 'change.reverted',
      data: {
        by,
        mergeCommit: seen.mergeCommit ?? seen.headCommit,
        at: seen.mergedAt ?? seen.openedAt,
      },
    });
  }
  return seen.state === 'closed' && known.state !== 'closed'
    ? accept<TargetEvent>({
        type: 'change.revertDeclined',
        data: {
          by: by ?? seen.closedBy ?? 'unknown',
          at: seen.closedAt ?? seen.openedAt,
        },
      })
    : accept<TargetEvent>();
}

function isSame(known: Change, seen: Change): boolean {
  return (
    known.host === seen.host &&
    known.repository === seen.repository &&
    known.id === seen.id
  );
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
