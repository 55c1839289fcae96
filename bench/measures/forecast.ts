import {
  draftTrain,
  forecastPlanOf,
  forecastRun,
  forecastTrain,
  NO_HISTORY,
  NO_TRAIN_HISTORY,
  parseManifest,
  planTrain,
  strictnessTable,
  SYSTEM_ACTOR,
  trainForecastPlanOf,
  windowsOf,
  type ManifestByKind,
  type ManifestKind,
  type SweepManifest,
  type TrainManifest,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Measure } from '../measure';
import { median, timed } from '../support/statistics';

const ROUNDS = 5;
const TARGETS = 10_000;
const PRODUCTS = 50;
const CRITERIA = 10;
const NOW = '2030-01-07T08:00:00.000Z';

/** How long a forecast takes: of a large sweep, and of a train with much to decide. */
export const forecast: Measure = {
  name: 'forecast',
  run: async () => {
    const sweep = sweepManifest();
    const train = trainManifest();
    return [
      {
        measure: `forecast of a sweep of ${TARGETS} targets`,
        unit: 's',
        ours: await seconds(() => foretellSweep(sweep)),
        aim: { of: 'ours', kind: 'atMost', value: 2 },
      },
      {
        measure: `forecast of a train of ${PRODUCTS} products × ${CRITERIA} criteria`,
        unit: 's',
        ours: await seconds(() => foretellTrain(train)),
        aim: { of: 'ours', kind: 'atMost', value: 2 },
      },
    ];
  },
};

async function seconds(work: () => void): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    times.push(await timed(async () => work()));
  }
  return median(times) / 1000;
}

/** Paced as a busy host asks for it: limits, and a window on working days. */
function foretellSweep({ spec }: SweepManifest): void {
  forecastRun({
    plan: forecastPlanOf(TARGETS),
    rollout: spec.rollout,
    limits: [
      { scope: 'host', max: 80, per: '1m' },
      { scope: 'host', max: 500, per: '1h' },
    ],
    history: NO_HISTORY,
    workers: 20,
    writesPerChange: 4,
    owners: 50,
    now: NOW,
    seed: 1,
  });
}

/** With its board, from which it is read what is left. */
function foretellTrain(manifest: TrainManifest): void {
  const level = { demands: [] };
  const plan = planTrain(
    manifest,
    { entities: {}, dependencies: [], consumers: [] },
    {
      revision: 1,
      strictness: strictnessTable({
        critical: level,
        high: level,
        medium: level,
        low: level,
      }),
    },
  );
  const train = draftTrain(manifest, plan, SYSTEM_ACTOR, NOW);
  forecastTrain({
    plan: trainForecastPlanOf(train, NOW),
    windows: windowsOf(manifest),
    history: NO_TRAIN_HISTORY,
    now: NOW,
    seed: 1,
  });
}

function sweepManifest(): SweepManifest {
  return manifestOf(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Sweep',
      metadata: { name: 'bench' },
      spec: {
        owner: 'group:default/bench',
        targets: { filter: { kind: 'Component' } },
        change: {
          title: 'Bench',
          commitMessage: 'Bench',
          steps: [{ replace: { files: ['a'], find: 'a', with: 'b' } }],
        },
        rollout: {
          canary: { approval: true },
          batches: { initial: 10, factor: 2, max: 1_000 },
          windows: [WORKING_DAYS],
        },
      },
    },
    'Sweep',
  );
}

function trainManifest(): TrainManifest {
  const ids = Array.from(
    { length: PRODUCTS },
    (_, index) => `product-${index}`,
  );
  return manifestOf(
    {
      apiVersion: 'orchestrator/v1',
      kind: 'Train',
      metadata: { name: 'bench' },
      spec: {
        owner: 'group:default/bench',
        timezone: 'Europe/Berlin',
        departure: '2030-02-05T10:00',
        windows: [WORKING_DAYS],
        products: ids.map(id => ({
          id,
          entity: `component:default/${id}`,
          version: '1.0.0',
          criticality: 'medium',
          activation: [{ id: 'on', flag: { key: id, set: 'on' } }],
          rollback: [{ id: 'off', flag: { key: id, set: 'off' } }],
        })),
        gates: [
          {
            id: 'go',
            criteria: Array.from({ length: CRITERIA }, (_, index) => ({
              id: `criterion-${index}`,
              checklist: { items: [{ id: 'done', title: 'Done' }] },
            })),
            signOffs: [{ id: 'release', from: ['group:default/bench'] }],
          },
        ],
        waves: ['pilot', 'some', 'all'].map(id => ({ id, soak: '4h' })),
      },
    },
    'Train',
  );
}

const WORKING_DAYS = {
  kind: 'allow',
  timezone: 'Europe/Berlin',
  rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9;BYMINUTE=0;BYSECOND=0',
  duration: '8h',
};

function manifestOf<K extends ManifestKind>(
  manifest: object,
  kind: K,
): ManifestByKind[K] {
  const parsed = parseManifest(manifest, { kinds: [kind] });
  if ('issues' in parsed) {
    throw new Error(parsed.issues.map(({ message }) => message).join('; '));
  }
  return parsed.manifest;
}
