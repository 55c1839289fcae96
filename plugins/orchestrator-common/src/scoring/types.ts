import type { HistoryAggregate } from './history';

/**
 * Criteria that must all hold, such as `['<500', '<+10%']`.
 *
 * @public
 */
export interface CriteriaSet {
  criteria: string[];
}

/**
 * What is asked of one indicator.
 *
 * @public
 */
export interface Objective {
  /** The indicator that it judges. */
  indicator: string;
  /** One of these sets must hold for a pass. None: shown, but not scored. */
  pass?: CriteriaSet[];
  /** One of these sets must hold for a warning, which earns half of the weight. */
  warning?: CriteriaSet[];
  /** Share in the score, 0 or more. Default 1. */
  weight?: number;
  /** Whether its failure fails the whole. */
  key?: boolean;
}

/**
 * What was measured for an indicator, or why nothing was.
 *
 * @public
 */
export type IndicatorResult = { value: number } | { error: string };

/**
 * An earlier evaluation.
 *
 * @public
 */
export interface HistoryEntry {
  /** What it came to. */
  result: ScoreResult;
  /** What was measured, by indicator. */
  indicators: Record<string, IndicatorResult>;
}

/**
 * What an evaluation comes to.
 *
 * @public
 */
export type ScoreResult = 'pass' | 'warning' | 'fail';

/**
 * How the score is worked out.
 *
 * @public
 */
export interface ScoreOptions {
  /** Earlier evaluations, oldest first. */
  history?: HistoryEntry[];
  /** How many of them count, the newest ones. Default 3. */
  compareWith?: number;
  /** Which of them count by their result. Default `all`. */
  include?: 'all' | 'passOrWarning' | 'pass';
  /** How their values are brought down to one. Default `avg`. */
  aggregate?: HistoryAggregate;
  /** Score for a pass, of 100. Default 90. */
  pass?: number;
  /** Score for a warning, of 100. Default 75. */
  warning?: number;
}

/**
 * One criterion, and what it came to.
 *
 * @public
 */
export interface CriterionOutcome {
  criterion: string;
  /** The number that the value was compared with; undefined without a history. */
  target?: number;
  held: boolean;
}

/**
 * One objective, and what it came to.
 *
 * @public
 */
export interface IndicatorScore {
  indicator: string;
  /** `info`: it has no pass rule and doesn't count. */
  status: ScoreResult | 'info';
  /** What it earned: its weight, half of it, or 0. */
  score: number;
  weight: number;
  key: boolean;
  value?: number;
  /** Why there is no value. */
  message?: string;
  passCriteria: CriterionOutcome[];
  warningCriteria: CriterionOutcome[];
}

/**
 * An evaluation.
 *
 * @public
 */
export interface Score {
  /** 0 to 100. */
  score: number;
  result: ScoreResult;
  indicators: IndicatorScore[];
}
