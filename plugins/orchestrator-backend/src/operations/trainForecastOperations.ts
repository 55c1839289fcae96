import {
  departureOf,
  draftTrain,
  finishSpread,
  forecastTrain,
  orchestratorRunCreatePermission,
  orchestratorRunReadPermission,
  trainForecastPlan,
  trainForecastPlanOf,
  windowsOf,
  type RunState,
  type Spread,
  type TrainForecast,
  type TrainForecastPlan,
  type TrainParts,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow } from '../clock';
import type { Caller } from '../http/caller';
import type { OperationHandlers } from '../http/handlers';
import type { OperationTools } from './OperationTools';
import { FORECAST_SEED, inputOfRun } from './sweepForecastInput';
import { planFor, readTrain } from './trainPlanning';

/** A criterion looks at its sweep again within this time. */
const LOOK_MS = 30_000;

/** Foretelling when a train does what, before it is planned, before it departs and while it travels. */
export function trainForecastOperations(
  tools: OperationTools,
): Pick<OperationHandlers, 'getTrainForecast' | 'forecastTrain'> {
  const { access, clock, trains } = tools;
  return {
    getTrainForecast: async ({ params: { trainId } }, caller) => {
      await access.require(caller, orchestratorRunReadPermission, trainId);
      const parts = await trains.queries.parts(trainId);
      const now = isoNow(clock);
      const plan = trainForecastPlan(parts, now, trains.operatorWindows);
      return plan
        ? { forecast: await forecastOf(tools, parts, plan, now, caller) }
        : {};
    },
    forecastTrain: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorRunCreatePermission);
      const manifest = readTrain(body.manifest, tools);
      const now = isoNow(clock);
      const plan = await planFor(tools, manifest, caller, {
        revision: 1,
        departure: departureOf(manifest, body.departure, now),
      });
      const draft = draftTrain(manifest, plan, caller.actor, now);
      return {
        forecast: await forecastOf(
          tools,
          draft,
          trainForecastPlanOf(draft, now, trains.operatorWindows),
          now,
          caller,
        ),
      };
    },
  };
}

async function forecastOf(
  tools: OperationTools,
  parts: TrainParts,
  plan: TrainForecastPlan,
  now: string,
  caller: Caller,
): Promise<TrainForecast> {
  return forecastTrain({
    plan,
    windows: windowsOf(parts.train.manifest, tools.trains.operatorWindows),
    history: await tools.trainHistoryQueries.history(),
    sweeps: await sweepsOf(tools, parts, plan, caller),
    now,
    seed: FORECAST_SEED,
  });
}

/**
 * How long the sweeps still take that gates wait for, by name.
 *
 * @remarks One that is not started, that failed, or that the caller may not see is left to experience.
 */
async function sweepsOf(
  tools: OperationTools,
  { train }: TrainParts,
  { gates }: TrainForecastPlan,
  caller: Caller,
): Promise<Record<string, Spread>> {
  const accepted = new Map<string, readonly string[]>(
    train.manifest.spec.gates
      .flatMap(({ criteria }) => criteria)
      .flatMap(({ sweep }) =>
        sweep ? [[sweep.name, sweep.accept] as const] : [],
      ),
  );
  const spreads: Record<string, Spread> = {};
  for (const name of new Set(gates.flatMap(({ sweeps }) => sweeps))) {
    const run = await tools.runQueries.newest(name);
    if (
      run &&
      (await tools.access.may(caller, orchestratorRunReadPermission, run.id))
    ) {
      const spread = await timeLeft(tools, run, accepted.get(name) ?? []);
      if (spread) {
        spreads[name] = spread;
      }
    }
  }
  return spreads;
}

async function timeLeft(
  tools: OperationTools,
  run: RunState,
  accepted: readonly string[],
): Promise<Spread | undefined> {
  if (run.outcome !== undefined && accepted.includes(run.outcome)) {
    return [0, LOOK_MS];
  }
  const input = await inputOfRun(tools, run);
  return input && finishSpread(input).map(ms => ms + LOOK_MS);
}
