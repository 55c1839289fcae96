import {
  TRAIN_STEP_KINDS,
  type CriterionKind,
  type TrainWave,
} from '../manifest';
import type { RolloutWindows } from '../sweep/rolloutWindow';
import type { Spread } from './spread';
import type { ForecastInstant } from './types';

/** What a step of an activation is: its kind, and `runbook` for a manual step that follows one. @public */
export const FORECAST_STEP_KINDS = [...TRAIN_STEP_KINDS, 'runbook'] as const;

/** {@inheritDoc FORECAST_STEP_KINDS} @public */
export type ForecastStepKind = (typeof FORECAST_STEP_KINDS)[number];

/** What is known of how earlier trains went. Shares are from 0 to 1, durations in milliseconds. @public */
export interface TrainForecastHistory {
  /**
   * From the opening of a gate to the last result of a kind that it asks for; nothing where that was there before. For
   * `signOff` from the last result of the others.
   */
  criterionMs: Record<CriterionKind, Spread>;
  /** From complete evidence of a gate to its GO, where people sign it. */
  signOffMs: Spread;
  /** Share of the decisions of gates that are a NO-GO. */
  noGoShare: number;
  /** From when nothing stands in the way any more to when a person says that it departs. */
  departMs: Spread;
  stepMs: Record<ForecastStepKind, Spread>;
  /** How long a runbook takes of what its timers say. */
  timerFactor: Spread;
  /** Share of steps that fail for good, and so halt their wave. */
  stepFailureShare: number;
  /** Share of waves with metrics that an analysis halts. */
  analysisHaltShare: number;
  /** Share of waves that a person halts. */
  personHaltShare: number;
  /** Share of halted waves from which products are taken back. */
  rollbackShare: number;
  /** Share of waves with metrics that wait for a person's verdict, and how long. */
  verdictShare: number;
  verdictMs: Spread;
  /** What it rests on; 0 where only experience in general does. */
  basedOn: TrainForecastBasis;
}

/** How much of earlier trains a forecast rests on. @public */
export interface TrainForecastBasis {
  trains: number;
  /** Gates that came to a GO. */
  gates: number;
  steps: number;
  waves: number;
}

/** A gate, as far as something waits for it. @public */
export interface ForecastGate {
  id: string;
  title: string;
  /** `departure`, or the wave that it lets through. */
  before: string;
  opensAt: string;
  /** Since when it can be signed, where that is now. */
  openedAt?: string;
  /** Kinds of criteria that stand in the way, those of kind `sweep` and `signOff` apart. */
  kinds: CriterionKind[];
  /** Names of sweeps that it waits for. */
  sweeps: string[];
  /** Whether criteria of kind `signOff` are open, or will be again when the others change. */
  signedParts: boolean;
  /** Whether people have still to sign the gate. */
  signed: boolean;
  /** Since when the signatures are all that is missing. */
  completeSince?: string;
}

/** A step that is still to be done. @public */
export interface ForecastStep {
  kind: ForecastStepKind;
  /** What the timers of its runbook say, where each of its steps has one. */
  timersMs?: number;
  /** Since when it is under way. */
  since?: string;
}

/** A wave as far as it is still to be done. @public */
export interface ForecastWave {
  id: string;
  title: string;
  /** Where it has started. */
  startedAt?: string;
  notBefore?: string;
  /** Products that are not active, layer by layer, each with its steps; those under way first. */
  layers: ForecastStep[][][];
  maxParallel: number;
  /** What is left of the soak once the products are active. */
  soakMs: number;
  /** When the soak under way ends. */
  soakUntil?: string;
  /** How long the analysis after the soak takes; Infinity where it never ends by itself. */
  analysisMs: number;
  /** Since when that is under way. */
  analysisSince?: string;
  /** Whether metrics can halt it. */
  analysed: boolean;
  /** Since when it waits for a verdict. */
  verdictSince?: string;
  onFailure: TrainWave['onFailure'];
}

/** What is still to be done of a train. @public */
export interface TrainForecastPlan {
  /** Before the departure. */
  departure?: {
    planned: string;
    /** Whether a person says that it departs. */
    manual: boolean;
    /** Since when nothing stands in the way. */
    possibleSince?: string;
  };
  /** Those that are not a GO. */
  gates: ForecastGate[];
  /** Those that are not done, in their order. */
  waves: ForecastWave[];
  /** Until when closed windows are passed. */
  overrideUntil?: string;
  /** What people have to clear away before anything goes on: it is taken as cleared now. */
  assumes: string[];
}

/** What a forecast of a train rests on. @public */
export interface TrainForecastInput {
  plan: TrainForecastPlan;
  windows: RolloutWindows;
  history: TrainForecastHistory;
  /** By name, how long it is from now to the end of a sweep that a gate waits for; others go by experience. */
  sweeps?: Record<string, Spread>;
  /** ISO 8601 */
  now: string;
  seed: number;
  /** How often the future is played through; by itself as often as the size of the train allows. */
  samples?: number;
}

/**
 * What the time of a train goes into: its dates; criteria of a gate, a sweep that one asks for, signatures; a person
 * who says that it departs; closed windows; places of `maxParallel`; steps by machine and by hand; soak, analysis and
 * verdicts.
 *
 * @public
 */
export const TRAIN_FORECAST_LIMITS = [
  'schedule',
  'gate',
  'sweep',
  'signOff',
  'departure',
  'window',
  'maxParallel',
  'step',
  'manual',
  'soak',
  'analysis',
  'verdict',
] as const;

/** {@inheritDoc TRAIN_FORECAST_LIMITS} @public */
export type TrainForecastLimit = (typeof TRAIN_FORECAST_LIMITS)[number];

/** How likely it is that something goes wrong, from 0 to 1. @public */
export interface WaveRisk {
  /** A failed step, an analysis or a person halts it. */
  haltShare: number;
  /** Products are taken back from it. */
  rollbackShare: number;
}

/** When a train does what. @public */
export interface TrainForecast {
  /** Absent once it has departed. */
  departure?: {
    planned: string;
    expected: ForecastInstant;
    /** Share of cases in which all that has to be there for the departure is there when it is planned. */
    onTimeShare: number;
  };
  /** Those that are not done. */
  waves: ({
    id: string;
    title: string;
    /** In the past where it has started. */
    start: ForecastInstant;
    end: ForecastInstant;
  } & WaveRisk)[];
  /** All waves are done. */
  finish: ForecastInstant;
  /** What the time goes into, most first; the shares add up to 1. */
  limits: {
    limit: TrainForecastLimit;
    share: number;
    /** Which one, such as the title of a gate. */
    detail?: string;
  }[];
  /** How likely it is that one of the waves is halted. The dates hold where none is. */
  haltShare: number;
  /** What it takes as cleared away now, in words. */
  assumes: string[];
  samples: number;
  basedOn: TrainForecastBasis;
}
