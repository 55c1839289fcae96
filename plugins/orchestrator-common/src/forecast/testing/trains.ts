import { CRITERION_KINDS, type TrainManifestInput } from '../../manifest';
import { windowsOf } from '../../train';
import { MemoryTrain, trainManifest } from '../../train/testing/MemoryTrain';
import {
  forecastTrain,
  NO_TRAIN_HISTORY,
  trainForecastPlan,
  type TrainForecast,
  type TrainForecastHistory,
  type TrainForecastInput,
  type TrainForecastPlan,
} from '..';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

const criterionMs = { ...NO_TRAIN_HISTORY.criterionMs };
CRITERION_KINDS.forEach(kind => {
  criterionMs[kind] = [HOUR_MS];
});

/** A world in which everything takes as long as always, and nothing fails. */
export const CERTAIN_TRAINS: TrainForecastHistory = {
  ...NO_TRAIN_HISTORY,
  criterionMs,
  signOffMs: [30 * MINUTE_MS],
  noGoShare: 0,
  departMs: [10 * MINUTE_MS],
  stepMs: {
    flag: [MINUTE_MS],
    webhook: [MINUTE_MS],
    workflow: [MINUTE_MS],
    command: [MINUTE_MS],
    manual: [5 * MINUTE_MS],
    runbook: [20 * MINUTE_MS],
  },
  timerFactor: [1],
  stepFailureShare: 0,
  analysisHaltShare: 0,
  personHaltShare: 0,
  verdictShare: 0,
  verdictMs: [15 * MINUTE_MS],
};

type SpecInput = TrainManifestInput['spec'];

/** A metric that is sampled so often. */
export function metric(patch: object = {}) {
  return {
    name: 'errors',
    successCondition: 'result < 1',
    prometheus: { query: 'errors' },
    ...patch,
  };
}

/** What is left of a train, which has to be something. */
export function planOf(train: MemoryTrain): TrainForecastPlan {
  const plan = trainForecastPlan(train, train.now);
  if (!plan) {
    throw new Error('Nothing is foreseen');
  }
  return plan;
}

/** The forecast of a train as it stands. */
export function forecastOf(
  train: MemoryTrain,
  patch: Partial<TrainForecastInput> = {},
): TrainForecast {
  return forecastTrain({
    plan: planOf(train),
    windows: windowsOf(train.train.manifest),
    history: CERTAIN_TRAINS,
    now: train.now,
    seed: 1,
    ...patch,
  });
}

/** A train that departs by itself, whose gate asks for one checklist, unless said otherwise. */
export function trainOf(spec: Partial<SpecInput> = {}, now?: string) {
  return new MemoryTrain(
    trainManifest({
      depart: 'automatic',
      gates: [
        {
          id: 'go',
          title: 'Go or no-go',
          criteria: [
            {
              id: 'docs',
              scope: 'train',
              checklist: { items: [{ id: 'written', title: 'Written' }] },
            },
          ],
        },
      ],
      ...spec,
    }),
    now,
  );
}

/** Ticks the one thing that a gate of `trainOf` asks for. */
export function tickGate(train: MemoryTrain, gate = 'go'): void {
  train.gate(gate, {
    type: 'tick',
    gate,
    criterion: 'docs',
    item: 'written',
    done: true,
    note: 'Read it',
    evidence: [],
    by: 'user:default/ben',
    ownershipRefs: ['group:default/commerce'],
  });
}
