import type { RunEvent } from '../events';
import type { RunState, RunStatus, TargetCounts } from '../model';
import { accept, reject, type Decision } from './decision';
import type { RunCommand } from './runCommands';
import { countOf, subtract } from './counts';
import { overrideWindow } from './windowOverride';
import { closeApprovals, signApproval, withdrawSignOff } from './approvals';
import { decideArchive, decideRestore, sealObstacle } from './archive';

/** What a decision about a run may look at beside its state. @public */
export interface RunContext {
  now: string;
  /** Targets of the whole run. */
  counts: TargetCounts;
  /** Those that belong to no batch. */
  unbatched: TargetCounts;
}

const PAUSABLE: RunStatus[] = [
  'dryRunning',
  'running',
  'awaitingApproval',
  'rollingBack',
];
const CANCELLABLE: RunStatus[] = [
  'planned',
  'dryRunning',
  'readyToStart',
  'running',
  'awaitingApproval',
  'tracking',
  'paused',
];
const ROLLBACK_FROM: RunStatus[] = [
  'running',
  'awaitingApproval',
  'tracking',
  'paused',
  'finished',
  'cancelled',
];

/**
 * Decides what a command does to a run.
 *
 * @returns events to append to its stream, or a rejection; no events where there is nothing to do
 * @remarks What follows by itself (the next batch, a pause for the failure rate, the end) is decided by `advanceRun`.
 * @public
 */
export function decideRun(
  state: RunState,
  command: RunCommand,
  context: RunContext,
): Decision<RunEvent> {
  const sealed = sealObstacle(state);
  if (
    sealed !== undefined &&
    command.type !== 'archive' &&
    command.type !== 'restore'
  ) {
    // A timer that is still set asks for nothing that anybody waits for.
    return command.type === 'expireApproval' || command.type === 'finishSoak'
      ? accept<RunEvent>()
      : reject('conflict', sealed);
  }
  switch (command.type) {
    case 'dryRun':
      return state.status === 'planned'
        ? accept<RunEvent>({
            type: 'run.dryRunStarted',
            data: { by: command.by },
          })
        : reject(
            'conflict',
            `The run is ${state.status}; a dry run is done once, after the plan. Retry targets to do theirs again`,
          );
    case 'start':
      return start(state, command, context);
    case 'pause':
      if (state.status === 'paused') {
        return accept<RunEvent>();
      }
      return PAUSABLE.includes(state.status)
        ? accept<RunEvent>({
            type: 'run.paused',
            data: { reason: command.reason, cause: 'person', by: command.by },
          })
        : reject(
            'conflict',
            `The run is ${state.status}: there is nothing to pause`,
          );
    case 'resume':
      return state.status === 'paused'
        ? accept<RunEvent>({
            type: 'run.resumed',
            data: {
              by: command.by,
              acceptedFailures: countOf(
                subtract(context.counts, context.unbatched),
                'failed',
              ),
            },
          })
        : reject('conflict', `The run is ${state.status}, not paused`);
    case 'cancel':
      if (state.status === 'cancelled') {
        return accept<RunEvent>();
      }
      return CANCELLABLE.includes(state.status)
        ? accept<RunEvent>(...closeApprovals(state, 'The run was cancelled'), {
            type: 'run.cancelled',
            data: { by: command.by, reason: command.reason },
          })
        : reject(
            'conflict',
            `The run is ${state.status} and can't be cancelled`,
          );
    case 'rollback':
      return rollback(state, command, context);
    case 'reopen':
      return state.status === 'finished'
        ? accept<RunEvent>({ type: 'run.reopened', data: { by: command.by } })
        : accept<RunEvent>();
    case 'sign':
      return signApproval(state, command, context.now);
    case 'withdrawSignOff':
      return withdrawSignOff(state, command);
    case 'expireApproval':
      return expireApproval(state, command.approvalId);
    case 'finishSoak':
      return state.batches.some(
        batch => batch.index === command.batch && batch.soakUntil !== undefined,
      )
        ? accept<RunEvent>({
            type: 'batch.soakFinished',
            data: { batch: command.batch },
          })
        : accept<RunEvent>();
    case 'overrideWindow':
      return overrideWindow(state, command, context.now);
    case 'checkWindow':
      return accept<RunEvent>();
    case 'archive':
      return decideArchive(state, command, context.counts);
    case 'restore':
      return decideRestore(state, command);
    default:
      return assertNever(command);
  }
}

function start(
  state: RunState,
  command: Extract<RunCommand, { type: 'start' }>,
  context: RunContext,
): Decision<RunEvent> {
  if (state.status !== 'readyToStart') {
    return reject(
      'conflict',
      `The run is ${state.status}; it can be started when its dry run is done`,
    );
  }
  return countOf(context.counts, 'ready') > 0
    ? accept<RunEvent>({
        type: 'run.started',
        data: { by: command.by, batches: command.batches },
      })
    : reject('conflict', 'No target has a diff: there is nothing to start');
}

function rollback(
  state: RunState,
  command: Extract<RunCommand, { type: 'rollback' }>,
  context: RunContext,
): Decision<RunEvent> {
  if (state.status === 'rollingBack') {
    return accept<RunEvent>();
  }
  if (!ROLLBACK_FROM.includes(state.status)) {
    return reject(
      'conflict',
      `The run is ${state.status}: it has opened nothing that could be rolled back`,
    );
  }
  return countOf(context.counts, 'open', 'merged', 'applyQueued') > 0
    ? accept<RunEvent>(...closeApprovals(state, 'The run is rolled back'), {
        type: 'run.rollbackStarted',
        data: { by: command.by, reason: command.reason },
      })
    : reject(
        'conflict',
        'No change is open or merged: there is nothing to roll back',
      );
}

function expireApproval(state: RunState, id: string): Decision<RunEvent> {
  const approval = state.approvals.find(candidate => candidate.id === id);
  if (approval?.state !== 'open') {
    return accept<RunEvent>();
  }
  const reason = `Nobody decided until ${approval.expiresAt}`;
  return accept<RunEvent>(
    {
      type: 'approval.decided',
      data: { id, state: 'expired', by: [], reason },
    },
    { type: 'run.paused', data: { reason, cause: 'expired' } },
  );
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
