import type { RunState, TargetCounts } from '../model';
import { IN_FLIGHT_STATUSES, countOf } from './counts';

/** Targets that wait, and for what. @public */
export interface Waiting {
  reason: string;
  targets: number;
  /** When the wait is over, where that is known. ISO 8601. */
  until?: string;
}

/** Targets of a run whose writes to code hosts wait for a rate limit. @public */
export interface LimitWait {
  /** What they wait for, such as `80 per 1m (host)`. */
  limit: string;
  targets: number;
  /** When the last of them expects its turn. ISO 8601. */
  until: string;
}

/**
 * Says in words why targets of a run wait.
 *
 * @param limits - targets that wait for their turn at a code host
 * @public
 */
export function explainWaiting(
  state: RunState,
  counts: TargetCounts,
  limits: LimitWait[] = [],
): Waiting[] {
  const notStarted = countOf(counts, 'ready', 'pending');
  const soaking = state.batches.find(batch => batch.soakUntil !== undefined);
  const open = state.approvals.find(approval => approval.state === 'open');
  const waits: Waiting[] = [
    ...limits.map(({ limit, targets, until }) => ({
      reason: `for their turn under the limit ${limit}`,
      targets,
      until,
    })),
    {
      reason:
        'for somebody to accept a diff that changed because its base moved',
      targets: countOf(counts, 'needsReview'),
    },
    {
      reason: 'for their review and merge',
      targets: countOf(counts, 'open', 'reverting'),
    },
  ];
  if (state.status === 'paused') {
    waits.unshift({
      reason: `because the run is paused: ${state.pause?.reason ?? ''}`,
      targets: notStarted,
    });
  } else if (state.status === 'awaitingApproval' && open) {
    waits.unshift({
      reason: `for an approval: ${open.title}`,
      targets: notStarted,
      until: open.expiresAt,
    });
  } else if (soaking) {
    waits.unshift({
      reason: `for the wait after ${soaking.name}`,
      targets: notStarted,
      until: soaking.soakUntil,
    });
  } else if (state.closedWindow) {
    waits.unshift({
      reason: `for the window to open: ${state.closedWindow.reason}`,
      targets: notStarted,
      until: state.closedWindow.opensAt,
    });
  } else if (state.status === 'readyToStart') {
    waits.unshift({
      reason: 'for the start of the rollout',
      targets: notStarted,
    });
  } else if (state.status === 'planned') {
    waits.unshift({ reason: 'for the dry run', targets: notStarted });
  } else if (
    countOf(counts, ...IN_FLIGHT_STATUSES) >=
    state.manifest.spec.rollout.maxParallel
  ) {
    waits.unshift({
      reason: `for one of the ${state.manifest.spec.rollout.maxParallel} places of maxParallel`,
      targets: notStarted,
    });
  } else if (state.status === 'running') {
    waits.unshift({
      reason: 'for their batch or for a dependency',
      targets: notStarted,
    });
  }
  return waits.filter(wait => wait.targets > 0);
}
