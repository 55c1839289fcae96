import { InputError } from '@backstage/errors';
import { ConditionError, compileCondition } from '../conditions';
import { parseDuration, quoteFound } from '../pacing';
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
    const at = `${field}[${index}]`;
    const problems = [
      ...numberProblems(metric, at),
      ...limitProblems(metric, at),
      ...textProblems(metric, at),
    ];
    const first = firstOf.get(metric.name);
    if (first === undefined) {
      firstOf.set(metric.name, index);
    } else {
      problems.push({
        path: `${at}.name`,
        message: `found ${quoteFound(
          metric.name,
        )}, which ${field}[${first}] has already; accepted is a name of its own`,
      });
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

function numberProblems(metric: AnalysisMetric, at: string): MetricProblem[] {
  return LEAST.filter(([name, least]) => {
    const value = metric[name];
    return (
      value !== undefined &&
      !(Number.isSafeInteger(value) && Number(value) >= least)
    );
  }).map(([name, least]) => ({
    path: `${at}.${name}`,
    message: `found ${quoteFound(
      metric[name],
    )}, accepted is a whole number of ${least} or more`,
  }));
}

function limitProblems(metric: AnalysisMetric, at: string): MetricProblem[] {
  const problems: MetricProblem[] = [];
  const failureLimit = failureLimitOf(metric);
  const successLimit = successLimitOf(metric);
  if (failureLimit === undefined && successLimit === undefined) {
    problems.push({
      path: `${at}.failureLimit`,
      message:
        'found -1, and consecutiveSuccessLimit is off, too; accepted is at least one of the two limits',
    });
  }
  const { count, interval } = metric;
  const least = (failureLimit ?? 0) + (successLimit ?? 0);
  if (count !== undefined && count < least) {
    problems.push({
      path: `${at}.count`,
      message: `found ${count}, accepted is at least ${least}: failureLimit + consecutiveSuccessLimit`,
    });
  }
  if (count !== undefined && count > 1 && interval === undefined) {
    problems.push({
      path: `${at}.interval`,
      message: `found nothing, accepted is a duration, because count is ${count}`,
    });
  }
  return problems;
}

function textProblems(metric: AnalysisMetric, at: string): MetricProblem[] {
  const problems: MetricProblem[] = [];
  if (!metric.name) {
    problems.push({
      path: `${at}.name`,
      message: `found ${quoteFound(metric.name)}, accepted is a name`,
    });
  }
  if (metric.interval !== undefined) {
    problems.push(...intervalProblems(metric.interval, `${at}.interval`));
  }
  for (const name of ['successCondition', 'failureCondition'] as const) {
    const expression = metric[name];
    if (expression !== undefined) {
      problems.push(...conditionProblems(expression, `${at}.${name}`));
    }
  }
  return problems;
}

function intervalProblems(interval: string, path: string): MetricProblem[] {
  try {
    return parseDuration(interval, path) > 0
      ? []
      : [
          {
            path,
            message: `found ${quoteFound(
              interval,
            )}, accepted is a duration longer than 0`,
          },
        ];
  } catch (error) {
    return [{ path, message: messageBehind(path, error) }];
  }
}

function conditionProblems(expression: string, path: string): MetricProblem[] {
  try {
    compileCondition(expression);
    return [];
  } catch (error) {
    return [{ path, message: messageBehind(path, error) }];
  }
}

/** The message of a rejection without the path, which stands beside it. */
function messageBehind(path: string, error: unknown): string {
  if (error instanceof InputError || error instanceof ConditionError) {
    const prefix = `${path}: `;
    return error.message.startsWith(prefix)
      ? error.message.slice(prefix.length)
      : error.message;
  }
  throw error;
}
