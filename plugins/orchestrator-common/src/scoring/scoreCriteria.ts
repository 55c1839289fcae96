import { badInput } from '../pacing';
import {
  compareWith,
  parseCriterion,
  targetOf,
  type Criterion,
} from './criterion';
import { aggregateHistory, type HistoryAggregate } from './history';
import type {
  CriteriaSet,
  CriterionOutcome,
  HistoryEntry,
  IndicatorResult,
  IndicatorScore,
  Objective,
  Score,
  ScoreOptions,
  ScoreResult,
} from './types';

const DEFAULTS = { compareWith: 3, pass: 90, warning: 75 } as const;

/**
 * Scores indicators against their objectives.
 *
 * Rule: semantics, section 2, follows Keptn. Where we differ: with nothing to
 * score there is an error, not a pass, and an indicator without a result fails
 * with its weight instead of being passed over.
 *
 * @param objectives - what is asked; at least one must have a pass rule and a
 *   weight above 0
 * @param results - what was measured, by indicator
 * @param options - history and thresholds
 * @throws InputError for a criterion that can't be read, a weight or threshold
 *   out of range, or nothing to score
 *
 * @public
 */
export function scoreCriteria(
  objectives: Objective[],
  results: Record<string, IndicatorResult>,
  options: ScoreOptions = {},
): Score {
  const thresholds = readThresholds(options);
  const history = relevantHistory(options);
  const indicators = objectives.map((objective, index) =>
    scoreObjective(
      readObjective(objective, `objectives[${index}]`),
      ownResult(results, objective.indicator),
      baselineOf(objective.indicator, history, options.aggregate ?? 'avg'),
    ),
  );
  const scored = indicators.filter(({ status }) => status !== 'info');
  const maximum = scored.reduce((sum, { weight }) => sum + weight, 0);
  if (maximum === 0) {
    throw badInput(
      'objectives',
      `${objectives.length} objective(s), of which none can earn anything`,
      'at least one with a pass rule and a weight above 0',
    );
  }
  const earned = scored.reduce((sum, { score }) => sum + score, 0);
  const score = (100 * earned) / maximum;
  const keyFailed = scored.some(({ key, status }) => key && status === 'fail');
  return { score, result: judge(score, keyFailed, thresholds), indicators };
}

interface ParsedSet {
  texts: string[];
  criteria: Criterion[];
}

interface ParsedObjective {
  indicator: string;
  weight: number;
  key: boolean;
  pass: ParsedSet[];
  warning: ParsedSet[];
}

function readObjective(objective: Objective, field: string): ParsedObjective {
  const { indicator, weight = 1, key = false } = objective;
  if (!Number.isFinite(weight) || weight < 0) {
    throw badInput(`${field}.weight`, weight, 'a number of 0 or more');
  }
  return {
    indicator,
    weight,
    key,
    pass: readSets(objective.pass, `${field}.pass`),
    warning: readSets(objective.warning, `${field}.warning`),
  };
}

function readSets(sets: CriteriaSet[] = [], field: string): ParsedSet[] {
  return sets.map(({ criteria }, index) => {
    const at = `${field}[${index}].criteria`;
    if (criteria.length === 0) {
      throw badInput(at, criteria, 'at least one criterion');
    }
    return {
      texts: criteria,
      criteria: criteria.map((text, i) => parseCriterion(text, `${at}[${i}]`)),
    };
  });
}

function readThresholds(options: ScoreOptions) {
  const pass = options.pass ?? DEFAULTS.pass;
  const warning = options.warning ?? Math.min(DEFAULTS.warning, pass);
  if (!(pass >= 0 && pass <= 100)) {
    throw badInput('pass', pass, 'a score from 0 to 100');
  }
  if (!(warning >= 0 && warning <= pass)) {
    throw badInput('warning', warning, `a score from 0 to pass, ${pass}`);
  }
  return { pass, warning };
}

function relevantHistory(options: ScoreOptions): HistoryEntry[] {
  const count = options.compareWith ?? DEFAULTS.compareWith;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw badInput('compareWith', count, 'a whole number of 1 or more');
  }
  const include = options.include ?? 'all';
  return (options.history ?? [])
    .filter(
      ({ result }) =>
        include === 'all' ||
        result === 'pass' ||
        (include === 'passOrWarning' && result === 'warning'),
    )
    .slice(-count);
}

function ownResult(
  results: Record<string, IndicatorResult>,
  indicator: string,
): IndicatorResult {
  return Object.hasOwn(results, indicator)
    ? results[indicator]
    : { error: 'There is no result for this indicator.' };
}

function baselineOf(
  indicator: string,
  history: HistoryEntry[],
  aggregate: HistoryAggregate,
): number | undefined {
  const values = history.flatMap(({ indicators }) => {
    const result = ownResult(indicators, indicator);
    return 'value' in result && Number.isFinite(result.value)
      ? [result.value]
      : [];
  });
  return aggregateHistory(values, aggregate);
}

function scoreObjective(
  objective: ParsedObjective,
  result: IndicatorResult,
  baseline: number | undefined,
): IndicatorScore {
  const { indicator, weight, key } = objective;
  const measured = readResult(result);
  const evaluate = (sets: ParsedSet[]) =>
    sets.map(set => evaluateSet(set, measured.value, baseline));
  const pass = evaluate(objective.pass);
  const warning = evaluate(objective.warning);
  const holds = (sets: CriterionOutcome[][]) =>
    sets.some(set => set.every(({ held }) => held));

  const common = {
    indicator,
    weight,
    key,
    ...measured,
    passCriteria: pass.flat(),
    warningCriteria: warning.flat(),
  };
  if (pass.length === 0) {
    return { ...common, status: 'info', score: 0 };
  }
  if (holds(pass)) {
    return { ...common, status: 'pass', score: weight };
  }
  return holds(warning)
    ? { ...common, status: 'warning', score: weight / 2 }
    : { ...common, status: 'fail', score: 0 };
}

function readResult(result: IndicatorResult): {
  value?: number;
  message?: string;
} {
  if ('error' in result) {
    return { message: result.error };
  }
  return Number.isFinite(result.value)
    ? { value: result.value }
    : { message: `The result is no number: ${result.value}.` };
}

function evaluateSet(
  set: ParsedSet,
  value: number | undefined,
  baseline: number | undefined,
): CriterionOutcome[] {
  return set.criteria.map((criterion, index) => {
    const target = targetOf(criterion, baseline);
    const held =
      value !== undefined &&
      // Without a history there is nothing to be worse than.
      (target === undefined || compareWith(criterion.operator, value, target));
    return {
      criterion: set.texts[index],
      held,
      ...(target !== undefined && { target }),
    };
  });
}

function judge(
  score: number,
  keyFailed: boolean,
  thresholds: { pass: number; warning: number },
): ScoreResult {
  if (keyFailed || score < thresholds.warning) {
    return 'fail';
  }
  return score >= thresholds.pass ? 'pass' : 'warning';
}
