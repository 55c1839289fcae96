import type {
  RunDetail,
  TargetCounts,
  TargetStatus,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { countOf } from '../../components/states';
import type { Text } from '../../translation';

/** What a rollback does to targets in these states, in numbers. */
export function rollbackConsequences(t: Text, counts: TargetCounts): string[] {
  const open = counts.open ?? 0;
  const merged = counts.merged ?? 0;
  const lines = [];
  if (open > 0 && merged > 0) {
    lines.push(
      t('sweep.rollback.both', {
        closes: t('sweep.rollback.closes', { count: open }),
        reverts: t('sweep.rollback.reverts', { count: merged }),
      }),
    );
  } else if (open > 0) {
    lines.push(
      t('sweep.rollback.one', {
        what: t('sweep.rollback.closes', { count: open }),
      }),
    );
  } else if (merged > 0) {
    lines.push(
      t('sweep.rollback.one', {
        what: t('sweep.rollback.reverts', { count: merged }),
      }),
    );
  } else {
    lines.push(t('sweep.rollback.nothing'));
  }
  if (merged > 0) {
    lines.push(t('sweep.rollback.revertHint'));
  }
  return lines;
}

/** What cancelling a run leaves, in numbers. */
export function cancelConsequences(t: Text, run: RunDetail): string[] {
  return [
    t('sweep.cancelRun.waiting', {
      count:
        countOf(run.counts, 'waiting') +
        countOf(run.counts, 'running') +
        countOf(run.counts, 'needsReview'),
    }),
    t('sweep.cancelRun.open', { count: run.counts.open ?? 0 }),
  ];
}

/** Number of chosen targets in each state. */
export function countByStatus(
  targets: Iterable<{ status: TargetStatus }>,
): TargetCounts {
  const counts: TargetCounts = {};
  for (const { status } of targets) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}
