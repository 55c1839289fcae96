import type { RunState, TargetCounts } from '../model';
import { countOf, unsettled } from '../sweep/counts';
import type { ForecastBatch, ForecastPlan, ForecastWait } from './types';

/**
 * What is still to be done of a run; undefined when nothing is, or nothing is foreseen, as after its end.
 *
 * @param counts - targets of the whole run
 * @param batchCounts - targets of each batch
 * @public
 */
export function forecastPlan(
  state: RunState,
  counts: TargetCounts,
  batchCounts: ReadonlyMap<number, TargetCounts>,
): ForecastPlan | undefined {
  if (
    state.status === 'finished' ||
    state.status === 'cancelled' ||
    state.status === 'rollingBack' ||
    state.rollback
  ) {
    return undefined;
  }
  const plan = {
    dryRunsLeft: countOf(counts, 'pending', 'dryRunQueued'),
    ready: 0,
    open: countOf(counts, 'open', 'reverting'),
  };
  if (state.batches.length === 0) {
    return { ...plan, ready: countOf(counts, 'ready') };
  }
  return {
    ...plan,
    batches: batchesLeft(state, batchCounts),
    wait: waitOf(state),
  };
}

/** What is still to be done of a run that is not there yet. @public */
export function forecastPlanOf(targets: number): ForecastPlan {
  return { dryRunsLeft: targets, ready: 0, open: 0 };
}

function batchesLeft(
  state: RunState,
  batchCounts: ReadonlyMap<number, TargetCounts>,
): ForecastBatch[] {
  const advancesOnMerge = state.manifest.spec.rollout.advanceOn === 'merged';
  return state.batches
    .filter(({ finishedAt }) => finishedAt === undefined)
    .map(({ index, name, approval, soakMs }) => {
      const counts = batchCounts.get(index) ?? {};
      return {
        name,
        left: unsettled(counts, 'opened'),
        open: advancesOnMerge ? countOf(counts, 'open') : 0,
        approval,
        soakMs,
      };
    });
}

function waitOf(state: RunState): ForecastWait | undefined {
  const open = state.approvals.find(approval => approval.state === 'open');
  const soaking = state.batches.find(batch => batch.soakUntil !== undefined);
  return open || soaking
    ? { approvalSince: open?.openedAt, soakUntil: soaking?.soakUntil }
    : undefined;
}
