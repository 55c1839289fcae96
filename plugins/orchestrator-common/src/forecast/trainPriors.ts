import { CRITERION_KINDS, type CriterionKind } from '../manifest';
import { type Spread } from './spread';
import {
  FORECAST_STEP_KINDS,
  type ForecastStepKind,
  type TrainForecastHistory,
} from './trainTypes';
import { measuredShare, measuredSpread } from './enough';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What a machine finds out is mostly there when the gate opens; otherwise somebody has to mend something. */
const COLLECTED: Spread = [0, 0, 0, MINUTE_MS, 10 * MINUTE_MS, DAY_MS];
/** What people do on the day of the gate, and on the days after. */
const BY_PEOPLE: Spread = [0, 0, HOUR_MS, 4 * HOUR_MS, DAY_MS, 3 * DAY_MS];

/** What to expect of a train where nothing has been measured. @public */
export const NO_TRAIN_HISTORY: TrainForecastHistory = {
  criterionMs: {
    checklist: BY_PEOPLE,
    checks: BY_PEOPLE,
    signOff: [5 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS],
    analysis: COLLECTED,
    score: COLLECTED,
    policy: COLLECTED,
    ci: [0, 0, 10 * MINUTE_MS, HOUR_MS, DAY_MS],
    sweep: [0, 0, DAY_MS, 3 * DAY_MS, 7 * DAY_MS],
    rehearsal: BY_PEOPLE,
    onCall: COLLECTED,
    communications: BY_PEOPLE,
    dataMigration: BY_PEOPLE,
    flagsTested: COLLECTED,
    dashboards: COLLECTED,
  },
  signOffMs: [5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 8 * HOUR_MS, DAY_MS],
  noGoShare: 0.05,
  departMs: [0, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS],
  stepMs: {
    flag: [SECOND_MS, 2 * SECOND_MS, 10 * SECOND_MS],
    webhook: [SECOND_MS, 5 * SECOND_MS, MINUTE_MS],
    workflow: [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS],
    command: [2 * SECOND_MS, 20 * SECOND_MS, 3 * MINUTE_MS],
    manual: [MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS],
    runbook: [5 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS],
  },
  timerFactor: [0.7, 1, 1.3, 2],
  stepFailureShare: 0.005,
  analysisHaltShare: 0.05,
  personHaltShare: 0.03,
  rollbackShare: 0.5,
  verdictShare: 0.05,
  verdictMs: [2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS],
  basedOn: { trains: 0, gates: 0, steps: 0, waves: 0 },
};

/** What was measured in one train, or in several. @public */
export interface TrainMeasured {
  trains: number;
  criteria: { kind: CriterionKind; ms: number }[];
  signOffsMs: number[];
  /** Decisions of gates. */
  decisions: { go: number; noGo: number };
  /** Gates that came to a GO. */
  gates: number;
  departuresMs: number[];
  steps: { kind: ForecastStepKind; ms: number; timersMs?: number }[];
  /** Waves that have started, once for each time that they were resumed; and those of them that metrics could halt. */
  waves: { started: number; analysed: number };
  /** Halts of waves, by what halted them. */
  halts: { activation: number; analysis: number; person: number };
  /** Waves from which products were taken back. */
  rolledBack: number;
  verdictsMs: number[];
}

/** Sums up what was measured, where it is enough to say something. @public */
export function trainHistoryOf(
  trains: Iterable<TrainMeasured>,
): TrainForecastHistory {
  const all = [...trains];
  const sum = (count: (one: TrainMeasured) => number) =>
    all.reduce((total, one) => total + count(one), 0);
  const criteria = all.flatMap(one => one.criteria);
  const steps = all.flatMap(one => one.steps);
  const verdictsMs = all.flatMap(one => one.verdictsMs);
  const started = sum(({ waves }) => waves.started);
  const analysed = sum(({ waves }) => waves.analysed);
  const halts = sum(one => one.halts.activation + one.halts.analysis);
  const byPerson = sum(one => one.halts.person);
  const go = sum(({ decisions }) => decisions.go);
  const noGo = sum(({ decisions }) => decisions.noGo);
  const activationHalts = sum(one => one.halts.activation);
  const prior = NO_TRAIN_HISTORY;
  const factors = steps.flatMap(({ ms, timersMs }) =>
    timersMs ? ms / timersMs : [],
  );
  return {
    criterionMs: spreadsBy(CRITERION_KINDS, criteria, prior.criterionMs),
    signOffMs: measuredSpread(
      all.flatMap(one => one.signOffsMs),
      prior.signOffMs,
    ),
    noGoShare: measuredShare(noGo, go + noGo, prior.noGoShare),
    departMs: measuredSpread(
      all.flatMap(one => one.departuresMs),
      prior.departMs,
    ),
    stepMs: spreadsBy(FORECAST_STEP_KINDS, steps, prior.stepMs),
    timerFactor: measuredSpread(factors, prior.timerFactor),
    stepFailureShare: measuredShare(
      activationHalts,
      steps.length + activationHalts,
      prior.stepFailureShare,
    ),
    analysisHaltShare: measuredShare(
      sum(one => one.halts.analysis),
      analysed,
      prior.analysisHaltShare,
    ),
    personHaltShare: measuredShare(byPerson, started, prior.personHaltShare),
    rollbackShare: measuredShare(
      sum(({ rolledBack }) => rolledBack),
      halts + byPerson,
      prior.rollbackShare,
    ),
    verdictShare: measuredShare(
      verdictsMs.length,
      analysed,
      prior.verdictShare,
    ),
    verdictMs: measuredSpread(verdictsMs, prior.verdictMs),
    basedOn: {
      trains: sum(one => one.trains),
      gates: sum(({ gates }) => gates),
      steps: steps.length,
      waves: started,
    },
  };
}

function spreadsBy<Kind extends string>(
  kinds: readonly Kind[],
  measured: { kind: Kind; ms: number }[],
  otherwise: Record<Kind, Spread>,
): Record<Kind, Spread> {
  return Object.fromEntries(
    kinds.map(kind => [
      kind,
      measuredSpread(
        measured.filter(one => one.kind === kind).map(({ ms }) => ms),
        otherwise[kind],
      ),
    ]),
  ) as Record<Kind, Spread>;
}
