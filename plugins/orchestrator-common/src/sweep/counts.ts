import type { TargetCounts, TargetStatus } from '../model';

/** Number of targets in any of the statuses. @public */
export function countOf(
  counts: TargetCounts,
  ...statuses: TargetStatus[]
): number {
  return statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** Statuses in which work is queued or under way. @public */
export const IN_FLIGHT_STATUSES: TargetStatus[] = [
  'dryRunQueued',
  'applyQueued',
  'rollbackQueued',
];

/** Statuses that need something before the batch of the target can count as done. */
const UNSETTLED: Record<'opened' | 'merged', TargetStatus[]> = {
  opened: ['ready', 'applyQueued', 'needsReview', 'rollbackQueued'],
  merged: ['ready', 'applyQueued', 'needsReview', 'rollbackQueued', 'open'],
};

/** Number of targets of a batch that keep it from being done. @public */
export function unsettled(
  counts: TargetCounts,
  advanceOn: 'opened' | 'merged',
): number {
  return countOf(counts, ...UNSETTLED[advanceOn]);
}

/** Statuses that a rollout has brought about, one way or the other: the sample for the failure rate. */
export const EXECUTED_STATUSES: TargetStatus[] = [
  'open',
  'merged',
  'declined',
  'failed',
  'alreadyFine',
  'withdrawn',
  'reverting',
  'reverted',
];

/** Number of all targets. @public */
export function total(counts: TargetCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + (count ?? 0), 0);
}

/** `a - b`, status by status. */
export function subtract(a: TargetCounts, b: TargetCounts): TargetCounts {
  const statuses = Object.keys(a) as TargetStatus[];
  return Object.fromEntries(
    statuses.map(status => [status, (a[status] ?? 0) - (b[status] ?? 0)]),
  );
}
