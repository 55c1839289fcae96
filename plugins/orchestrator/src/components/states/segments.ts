import type {
  TargetCounts,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TARGET_LOOKS } from './looks';
import type { StateLook } from './StateChip';

/** Parts of the progress bar, from not begun to done. */
export const SEGMENTS = [
  'waiting',
  'running',
  'needsReview',
  'open',
  'merged',
  'failed',
  'declined',
  'skipped',
  'alreadyFine',
  'rolledBack',
  'problem',
] as const;

/** {@inheritDoc SEGMENTS} */
export type Segment = (typeof SEGMENTS)[number];

/** Statuses of targets that a segment counts: each status is in exactly one. */
export const STATUSES_OF_SEGMENT: Record<Segment, TargetStatus[]> = {
  waiting: ['pending', 'ready'],
  running: ['dryRunQueued', 'applyQueued', 'rollbackQueued'],
  needsReview: ['needsReview'],
  open: ['open'],
  merged: ['merged'],
  failed: ['failed'],
  declined: ['declined'],
  skipped: ['skipped', 'cancelled'],
  alreadyFine: ['alreadyFine'],
  rolledBack: ['withdrawn', 'reverting', 'reverted'],
  problem: ['problem'],
};

/** How a segment looks in the bar and its legend. */
export const SEGMENT_LOOKS: Record<Segment, StateLook> = {
  waiting: TARGET_LOOKS.pending,
  running: TARGET_LOOKS.applyQueued,
  needsReview: TARGET_LOOKS.needsReview,
  open: TARGET_LOOKS.open,
  merged: TARGET_LOOKS.merged,
  failed: TARGET_LOOKS.failed,
  declined: TARGET_LOOKS.declined,
  skipped: TARGET_LOOKS.skipped,
  alreadyFine: TARGET_LOOKS.alreadyFine,
  rolledBack: TARGET_LOOKS.reverted,
  problem: TARGET_LOOKS.problem,
};

/** Segments that are striped in the bar: they have the colour of another one, and are not part of the work. */
export const STRIPED_SEGMENTS: ReadonlySet<Segment> = new Set<Segment>([
  'skipped',
  'alreadyFine',
  'problem',
]);

/** Number of targets in a segment. */
export function countOf(counts: TargetCounts, segment: Segment): number {
  return STATUSES_OF_SEGMENT[segment].reduce(
    (sum, status) => sum + (counts[status] ?? 0),
    0,
  );
}
