import {
  forecastPlan,
  type ForecastInput,
  type ForecastPlan,
  type RateLimit,
  type RunState,
  type SweepManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { PacingLimits } from '../pacing';
import type { Workforce } from '../queries/EngineStats';
import type { Lane } from '../work/lanes';
import type { OperationTools } from './OperationTools';

/** The same question at the same time gets the same answer. */
export const FORECAST_SEED = 1;

/** Where what a forecast rests on is looked up. */
export type ForecastTools = Pick<
  OperationTools,
  | 'clock'
  | 'historyQueries'
  | 'pacing'
  | 'runQueries'
  | 'targetQueries'
  | 'workforce'
>;

/** What the forecast of a sweep rests on; undefined where nothing is foreseen, as after its end. */
export async function inputOfRun(
  tools: ForecastTools,
  run: RunState,
): Promise<ForecastInput | undefined> {
  const { runQueries, targetQueries } = tools;
  const counts = (await runQueries.counts([run.id])).get(run.id) ?? {};
  const plan = forecastPlan(run, counts, await runQueries.batchCounts(run.id));
  return (
    plan &&
    inputOf(tools, run.manifest, plan, {
      owners: await targetQueries.ownerCount(run.id),
      hosts: await targetQueries.hostCounts(run.id),
    })
  );
}

/**
 * What the forecast of a sweep rests on.
 *
 * @param spread - teams among which its targets are spread, and how many are on each code host
 */
export async function inputOf(
  tools: ForecastTools,
  manifest: SweepManifest,
  plan: ForecastPlan,
  { owners, hosts }: { owners: number; hosts: Record<string, number> },
): Promise<ForecastInput> {
  const { rollout } = manifest.spec;
  const slots = slotsFor('git', await tools.workforce());
  return {
    plan,
    rollout,
    limits: limitsOn(hosts, tools.pacing),
    windows: tools.pacing.windows,
    history: await tools.historyQueries.history(),
    // A replica that only serves pages does not know how many work: then maxParallel decides.
    workers: slots > 0 ? slots : rollout.maxParallel,
    writesPerChange: writesPerChange(manifest),
    owners,
    now: isoNow(tools.clock),
    seed: FORECAST_SEED,
  };
}

/** How many items of a lane are worked on at once, by those who are there now. */
function slotsFor(lane: Lane, { workers, lanes }: Workforce): number {
  const slots = workers
    .filter(
      ({ state, lanes: served }) => state === 'alive' && served.includes(lane),
    )
    .reduce((sum, worker) => sum + worker.slots, 0);
  const most = lanes.find(one => one.lane === lane)?.maxConcurrent;
  return Math.min(slots, most ?? Infinity);
}

/**
 * Limits of the portal and of the code hosts for targets in whatever order. A host that has a third of them is asked a
 * third of the times: its limit lets three times as many through.
 */
function limitsOn(
  hosts: Record<string, number>,
  pacing: PacingLimits,
): RateLimit[] {
  const all = Object.values(hosts).reduce((sum, count) => sum + count, 0);
  const ofHosts = Object.entries(hosts).flatMap(([host, count]) =>
    (pacing.hosts[host]?.rateLimits ?? []).map(limit => ({
      ...limit,
      max: Math.round((limit.max * all) / count),
    })),
  );
  return [...ofHosts, ...pacing.rateLimits];
}

/** Branch, change, and what goes with it. */
function writesPerChange({ spec: { change } }: SweepManifest): number {
  return (
    2 +
    (change.labels.length > 0 ? 1 : 0) +
    (change.reviewers === 'owners' ? 1 : 0)
  );
}
