import type { RunState, TargetCounts } from '../model';
import { RUN_ACTIONS, type RunAction } from '../api/schemas';
import { decideRun } from './decideRun';
import { countOf } from './counts';
import { signingObstacle } from './approvals';
import { sealObstacle } from './archive';

/** Whether something may be done now, and why not where not. @public */
export interface ActionState {
  allowed: boolean;
  reason?: string;
}

/** Who asks. @public */
export interface ActionCaller {
  ref: string;
  ownershipRefs: string[];
}

/**
 * What can be done with a run now: each action is tried on the decisions themselves, so that a button that is
 * offered is one that works.
 *
 * @public
 */
export function runActions(
  state: RunState,
  counts: TargetCounts,
  caller: ActionCaller,
  now: string,
): Record<RunAction, ActionState> {
  const sealed = sealObstacle(state);
  if (sealed !== undefined) {
    return Object.fromEntries(
      RUN_ACTIONS.map(action => [action, { allowed: false, reason: sealed }]),
    ) as Record<RunAction, ActionState>;
  }
  const attempt = (command: Parameters<typeof decideRun>[1]): ActionState => {
    const { events, rejection } = decideRun(state, command, {
      now,
      counts,
      unbatched: {},
    });
    if (rejection) {
      return { allowed: false, reason: rejection.message };
    }
    return events.length > 0
      ? { allowed: true }
      : { allowed: false, reason: `The run is ${state.status}` };
  };
  const by = caller.ref;
  const approval = approvalAction(state, caller);
  return {
    dryRun: attempt({ type: 'dryRun', by }),
    start: attempt({ type: 'start', by, batches: [] }),
    approve: approval,
    reject: approval,
    pause: attempt({ type: 'pause', by, reason: 'asked' }),
    resume: attempt({ type: 'resume', by }),
    cancel: attempt({ type: 'cancel', by }),
    retryFailed: retryAction(state, counts),
    rollback: attempt({ type: 'rollback', by, reason: 'asked' }),
    overrideWindow: state.closedWindow
      ? { allowed: true }
      : { allowed: false, reason: 'No closed window holds the run up' },
  };
}

function retryAction(state: RunState, counts: TargetCounts): ActionState {
  if (state.status === 'cancelled') {
    return { allowed: false, reason: 'The run is cancelled' };
  }
  return countOf(counts, 'failed', 'cancelled') > 0
    ? { allowed: true }
    : { allowed: false, reason: 'No target has failed' };
}

function approvalAction(state: RunState, caller: ActionCaller): ActionState {
  const open = state.approvals.find(approval => approval.state === 'open');
  if (!open) {
    return { allowed: false, reason: 'Nothing waits for an approval' };
  }
  const reason = signingObstacle(state, open, caller.ref, caller.ownershipRefs);
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}
