import {
  forecastPlan,
  type ForecastInput,
  type ForecastPlan,
  type RunState,
  type SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { OperationTools } from './OperationTools';

/** The same question at the same time gets the same answer. */
export const FORECAST_SEED = 1;

/** What the forecast of a sweep rests on; undefined where nothing is foreseen, as after its end. */
export async function inputOfRun(
  tools: OperationTools,
  run: RunState,
): Promise<ForecastInput | undefined> {
  const { runQueries, targetQueries } = tools;
  const counts = (await runQueries.counts([run.id])).get(run.id) ?? {};
  const plan = forecastPlan(run, counts, await runQueries.batchCounts(run.id));
  return (
    plan &&
    inputOf(tools, run.manifest, plan, await targetQueries.ownerCount(run.id))
  );
}

/**
 * What the forecast of a sweep rests on.
 *
 * @param owners - teams among which its targets are spread
 */
export async function inputOf(
  tools: OperationTools,
  manifest: SweepManifest,
  plan: ForecastPlan,
  owners: number,
): Promise<ForecastInput> {
  const { workers } = await tools.workStats();
  const { rollout } = manifest.spec;
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  return {
    plan,
    rollout,
    history: await tools.historyQueries.history(),
    // A replica that only serves pages does not know how many work: then maxParallel decides.
    workers: slots > 0 ? slots : rollout.maxParallel,
    writesPerChange: writesPerChange(manifest),
    owners,
    now: isoNow(tools.clock),
    seed: FORECAST_SEED,
  };
}

/** Branch, change, and what goes with it. */
function writesPerChange({ spec: { change } }: SweepManifest): number {
  return (
    2 +
    (change.labels.length > 0 ? 1 : 0) +
    (change.reviewers === 'owners' ? 1 : 0)
  );
}
