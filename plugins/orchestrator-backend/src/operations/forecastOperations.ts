import { InputError } from '@backstage/errors';
import {
  forecastPlan,
  forecastPlanOf,
  forecastRun,
  orchestratorRunCreatePermission,
  orchestratorRunReadPermission,
  type Forecast,
  type ForecastPlan,
  type SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { OperationHandlers } from '../http/handlers';
import { readManifest } from './manifestOperations';
import type { OperationTools } from './OperationTools';

/** The same question at the same time gets the same answer. */
const SEED = 1;

/** Foretelling when a sweep does what, before it starts and while it runs. */
export function forecastOperations(
  tools: OperationTools,
): Pick<OperationHandlers, 'getForecast' | 'forecastManifest'> {
  const { access, runQueries, targetQueries } = tools;
  return {
    getForecast: async ({ params: { runId } }, caller) => {
      await access.require(caller, orchestratorRunReadPermission, runId);
      const run = await runQueries.state(runId);
      const counts = (await runQueries.counts([runId])).get(runId) ?? {};
      const plan = forecastPlan(
        run,
        counts,
        await runQueries.batchCounts(runId),
      );
      return plan
        ? {
            forecast: await forecast(
              tools,
              run.manifest,
              plan,
              await targetQueries.ownerCount(runId),
            ),
          }
        : {};
    },
    forecastManifest: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readManifest(body.manifest, tools.limits);
      const targets = (await tools.discover(manifest, caller)).filter(
        ({ problems }) => problems.length === 0,
      );
      if (targets.length === 0) {
        throw new InputError(
          'spec.targets: found no module in the catalog that could be changed; accepted is a selection that at least one module without a problem fits, and that you may see',
        );
      }
      return {
        targets: targets.length,
        forecast: await forecast(
          tools,
          manifest,
          forecastPlanOf(targets.length),
          new Set(targets.map(({ owner }) => owner)).size,
        ),
      };
    },
  };
}

async function forecast(
  tools: OperationTools,
  manifest: SweepManifest,
  plan: ForecastPlan,
  owners: number,
): Promise<Forecast> {
  const { workers } = await tools.workStats();
  const { rollout } = manifest.spec;
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  return forecastRun({
    plan,
    rollout,
    history: await tools.historyQueries.history(),
    // A replica that only serves pages does not know how many work: then maxParallel decides.
    workers: slots > 0 ? slots : rollout.maxParallel,
    writesPerChange: writesPerChange(manifest),
    owners,
    now: isoNow(tools.clock),
    seed: SEED,
  });
}

/** Branch, change, and what goes with it. */
function writesPerChange({ spec: { change } }: SweepManifest): number {
  return (
    2 +
    (change.labels.length > 0 ? 1 : 0) +
    (change.reviewers === 'owners' ? 1 : 0)
  );
}
