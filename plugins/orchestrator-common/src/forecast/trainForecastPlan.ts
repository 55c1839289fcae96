import type { TrainWave } from '../manifest';
import type { TrainState, WaveState } from '../model';
import { parseDuration } from '../pacing';
import type { Window } from '../windows';
import {
  departureObstacles,
  membersOf,
  trainContextOf,
  type TrainParts,
} from '../train';
import {
  gateObstacle,
  planObstacles,
  standstillObstacles,
} from '../train/obstacles';
import { analysisMs } from './analysisMs';
import { forecastGates } from './forecastGates';
import { forecastStep, stepsLeft } from './forecastSteps';
import type {
  ForecastStep,
  ForecastWave,
  TrainForecastPlan,
} from './trainTypes';

/** Phases in which something is still to come that can be foreseen. */
const FORESEEN: TrainState['phase'][] = [
  'planned',
  'preparing',
  'rehearsing',
  'gated',
  'departing',
];

/**
 * What is still to be done of a train; undefined when nothing is, or nothing is foreseen, as during a rollback.
 *
 * @param now - ISO 8601
 * @param operatorWindows - of the portal, for every run
 * @public
 */
export function trainForecastPlan(
  parts: TrainParts,
  now: string,
  operatorWindows?: Window[],
): TrainForecastPlan | undefined {
  const { phase, rollback } = parts.train;
  return FORESEEN.includes(phase) && !rollback
    ? trainForecastPlanOf(parts, now, operatorWindows)
    : undefined;
}

/**
 * What is still to be done of a train that is under way, or not there yet.
 *
 * @param now - ISO 8601
 * @public
 */
export function trainForecastPlanOf(
  parts: TrainParts,
  now: string,
  operatorWindows?: Window[],
): TrainForecastPlan {
  const { train } = parts;
  return {
    ...(train.departedAt === undefined && {
      departure: departureOf(parts, now, operatorWindows),
    }),
    gates: forecastGates(parts, now),
    waves: train.waves
      .filter(({ status }) => status !== 'done' && status !== 'skipped')
      .map(wave => waveLeft(parts, wave)),
    ...(train.override && { overrideUntil: train.override.expiresAt }),
    assumes: assumptionsOf(parts),
  };
}

function departureOf(
  parts: TrainParts,
  now: string,
  operatorWindows: Window[] | undefined,
): TrainForecastPlan['departure'] {
  const { train } = parts;
  const { gates } = parts;
  const planned = train.plan.departure;
  const possible =
    departureObstacles(train, trainContextOf(parts, now, operatorWindows))
      .length === 0;
  const decided = train.manifest.spec.gates
    .filter(({ before }) => before === 'departure')
    .flatMap(({ id }) => gates.get(id)?.decisions.at(-1)?.at ?? []);
  return {
    planned,
    manual: train.manifest.spec.depart === 'manual',
    ...(possible && {
      possibleSince: [planned, ...decided].sort().at(-1),
    }),
  };
}

/** In the words of the obstacles themselves. */
function assumptionsOf({ train, gates }: TrainParts): string[] {
  const rejected = train.manifest.spec.gates.filter(
    ({ id }) => gates.get(id)?.status === 'noGo',
  );
  return [
    ...(train.departedAt === undefined ? planObstacles(train) : []),
    ...rejected.map(gate => gateObstacle(gate, 'noGo')),
    ...train.waves
      .filter(({ status }) => status === 'halted' || status === 'rolledBack')
      .flatMap(standstillObstacles),
    ...(train.pause
      ? [{ message: `The train is paused: ${train.pause.reason}` }]
      : []),
  ].map(({ message }) => message);
}

function waveLeft(parts: TrainParts, wave: WaveState): ForecastWave {
  const { train } = parts;
  const spec = train.manifest.spec.waves.find(({ id }) => id === wave.id)!;
  const notBefore = train.plan.wavesNotBefore[wave.id];
  const { during, after } = spec.analysis;
  const analysed = [...during, ...after].some(({ dryRun }) => !dryRun);
  const shared = {
    id: wave.id,
    title: wave.title,
    maxParallel: spec.maxParallel,
    analysed,
    onFailure: spec.onFailure,
  };
  if (!wave.startedAt) {
    return {
      ...shared,
      ...(notBefore !== undefined && { notBefore }),
      layers: layersLeft(parts, wave),
      soakMs: parseDuration(spec.soak),
      analysisMs: analysisMs(after),
    };
  }
  return {
    ...shared,
    startedAt: wave.startedAt,
    ...underWay(parts, wave, spec),
  };
}

/** A halted wave is taken as resumed now: then it activates what is not active, and soaks again. */
function underWay(
  parts: TrainParts,
  wave: WaveState,
  spec: TrainWave,
): Pick<
  ForecastWave,
  | 'layers'
  | 'soakMs'
  | 'soakUntil'
  | 'analysisMs'
  | 'analysisSince'
  | 'verdictSince'
> {
  const asks = wave.status === 'awaitingVerdict';
  const status = asks ? wave.returnTo : wave.status;
  const analysing = status === 'analysing';
  const since = wave.soakUntil ?? wave.startedAt;
  const soaked = status === 'soaking' || analysing;
  return {
    layers: soaked ? [] : layersLeft(parts, wave),
    soakMs: soaked ? 0 : parseDuration(spec.soak),
    ...(status === 'soaking' && { soakUntil: wave.soakUntil }),
    // A verdict to proceed ends the analysis that it is on.
    analysisMs: analysing && asks ? 0 : analysisMs(spec.analysis.after),
    ...(analysing && { analysisSince: since }),
    ...(asks && {
      verdictSince: wave[analysing ? 'after' : 'during']?.at ?? since,
    }),
  };
}

/** Products by layer that are not active in a wave, each with the steps that are left; those under way first. */
function layersLeft(
  { train, products }: TrainParts,
  wave: WaveState,
): ForecastStep[][][] {
  const members = membersOf(train, wave);
  return train.plan.layers.map(layer => {
    const left = layer
      .filter(id => members.includes(id))
      .flatMap(id => {
        const spec = train.manifest.spec.products.find(one => one.id === id)!;
        const activation = products
          .get(id)
          ?.activations.find(one => one.wave === wave.id);
        if (activation?.status === 'active') {
          return [];
        }
        const going = activation?.status === 'activating';
        return [
          {
            going,
            steps: going
              ? stepsLeft(spec, activation.steps)
              : spec.activation.map(step => forecastStep(spec, step)),
          },
        ];
      });
    return [
      ...left.filter(({ going }) => going),
      ...left.filter(({ going }) => !going),
    ].map(({ steps }) => steps);
  });
}
