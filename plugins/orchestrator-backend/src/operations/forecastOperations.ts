import { InputError } from '@backstage/errors';
import {
  forecastPlanOf,
  forecastRun,
  orchestratorRunCreatePermission,
  orchestratorRunReadPermission,
  type TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { OperationHandlers } from '../http/handlers';
import { readManifest } from './manifestOperations';
import type { OperationTools } from './OperationTools';
import { inputOf } from './sweepForecastInput';

/** Foretelling when a sweep does what, before it starts and while it runs. */
export function forecastOperations(
  tools: OperationTools,
): Pick<OperationHandlers, 'getForecast' | 'forecastManifest'> {
  const { access, forecasts, runQueries } = tools;
  return {
    getForecast: async ({ params: { runId } }, caller) => {
      await access.require(caller, orchestratorRunReadPermission, runId);
      const foreseen = await forecasts.of(await runQueries.state(runId));
      return foreseen ? { forecast: foreseen.forecast } : {};
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
        forecast: forecastRun(
          await inputOf(tools, manifest, forecastPlanOf(targets.length), {
            owners: new Set(targets.map(({ owner }) => owner)).size,
            hosts: hostCounts(targets),
          }),
        ),
      };
    },
  };
}

function hostCounts(targets: TargetDescription[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { repository } of targets) {
    if (repository) {
      counts[repository.host] = (counts[repository.host] ?? 0) + 1;
    }
  }
  return counts;
}
