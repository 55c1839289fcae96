import { InputError } from '@backstage/errors';
import { ConditionError, compileCondition } from '../conditions';
import { BadInputError, parseDuration, quoteFound } from '../pacing';
import { failureLimitOf, successLimitOf } from './phases';
import type { AnalysisMetric } from './types';

/**
 * A mistake in the metrics of a manifest.
 *
 * @public
 */
export interface MetricProblem {
  /** Where, such as `metrics[0].count`. */
  path: string;
  /** What was found and what is accepted. */
  message: string;
  /** The same in its parts, for who knows more about the place; a condition that can't be read has none. */
  finding?: {
    /** Index of the metric. */
    metric: number;
    field: string;
    found: string;
    accepted: string;
  };
}

/** Where a metric stands. */
interface Place {
  list: string;
  index: number;
}

/** Fields that are whole numbers, with the least that each may be. */
const LEAST: readonly [keyof AnalysisMetric, number][] = [
  ['count', 1],
  ['failureLimit', -1],
  ['inconclusiveLimit', 0],
  ['consecutiveErrorLimit', 0],
  ['consecutiveSuccessLimit', 0],
];

/**
 * Finds all that is wrong with the metrics of an analysis.
 *
 * Rule: semantics, section 1, "Rejected at validation".
 *
 * @param metrics - as the manifest has them
 * @param field - where they stand in it
 * @returns one entry for each mistake, none if all is well
 *
 * @public
 */
export function findMetricProblems(
  metrics: AnalysisMetric[],
  field: string = 'metrics',
): MetricProblem[] {
  if (metrics.length === 0) {
    return [{ path: field, message: 'found none, accepted is at least one' }];
  }
  const firstOf = new Map<string, number>();
  return metrics.flatMap((metric, index) => {
    const at = { list: field, index };
    const problems = [
      ...numberProblems(metric, at),
      ...limitProblems(metric, at),
      ...textProblems(metric, at),
    ];
    const first = firstOf.get(metric.name);
    if (first === undefined) {
      firstOf.set(metric.name, index);
    } else {
      problems.push(
        problem(
          at,
          'name',
          `${quoteFound(metric.name)}, which ${field}[${first}] has already`,
          'a name of its own',
        ),
      );
    }
    return problems;
  });
}

/**
 * Refuses metrics that could never give a verdict.
 *
 * Rule: semantics, section 1, "Rejected at validation".
 *
 * @param metrics - as the manifest has them
 * @param field - where they stand in it
 * @throws InputError with one line for each mistake, which begins with its field
 *
 * @public
 */
export function validateMetrics(
  metrics: AnalysisMetric[],
  field: string = 'metrics',
): void {
  const problems = findMetricProblems(metrics, field);
  if (problems.length > 0) {
    throw new InputError(
      problems.map(({ path, message }) => `${path}: ${message}`).join('\n'),
    );
  }
}

function problem(
  { list, index }: Place,
  field: string,
  found: string,
  accepted: string,
): MetricProblem {
  return {
    path: `${list}[${index}].${field}`,
    message: `found ${found}, accepted is ${accepted}`,
    finding: { metric: index, field, found, accepted },
  };
}

function numberProblems(metric: AnalysisMetric, at: Place): MetricProblem[] {
  return LEAST.filter(([name, least]) => {
    const value = metric[name];
    return (
      value !== undefined &&
      !(Number.isSafeInteger(value) && Number(value) >= least)
    );
  }).map(([name, least]) =>
    problem(
      at,
      name,
      quoteFound(metric[name]),
      `a whole number of ${least} or more`,
    ),
  );
}

function limitProblems(metric: AnalysisMetric, at: Place): MetricProblem[] {
  const problems: MetricProblem[] = [];
  const failureLimit = failureLimitOf(metric);
  const successLimit = successLimitOf(metric);
  if (failureLimit === undefined && successLimit === undefined) {
    problems.push(
      problem(
        at,
        'failureLimit',
        '-1, and consecutiveSuccessLimit is off, too',
        'at least one of the two limits',
      ),
    );
  }
  const { count, interval } = metric;
  const least = (failureLimit ?? 0) + (successLimit ?? 0);
  if (count !== undefined && count < least) {
    problems.push(
      problem(
        at,
        'count',
        String(count),
        `at least ${least}: failureLimit + consecutiveSuccessLimit`,
      ),
    );
  }
  if (count !== undefined && count > 1 && interval === undefined) {
    problems.push(
      problem(
        at,
        'interval',
        'nothing',
        `a duration, because count is ${count}`,
      ),
    );
  }
  return problems;
}

function textProblems(metric: AnalysisMetric, at: Place): MetricProblem[] {
  const problems: MetricProblem[] = [];
  if (!metric.name) {
    problems.push(problem(at, 'name', quoteFound(metric.name), 'a name'));
  }
  if (metric.interval !== undefined) {
    problems.push(...intervalProblems(metric.interval, at));
  }
  for (const name of ['successCondition', 'failureCondition'] as const) {
    const expression = metric[name];
    if (expression !== undefined) {
      problems.push(
        ...conditionProblems(expression, `${at.list}[${at.index}].${name}`),
      );
    }
  }
  return problems;
}

function intervalProblems(interval: string, at: Place): MetricProblem[] {
  const refused = (accepted: string) => [
    problem(at, 'interval', quoteFound(interval), accepted),
  ];
  try {
    return parseDuration(interval) > 0
      ? []
      : refused('a duration longer than 0');
  } catch (error) {
    if (error instanceof BadInputError) {
      return refused(error.accepted);
    }
    throw error;
  }
}

function conditionProblems(expression: string, path: string): MetricProblem[] {
  try {
    compileCondition(expression);
    return [];
  } catch (error) {
    if (error instanceof ConditionError) {
      return [{ path, message: error.message }];
    }
    throw error;
  }
}
