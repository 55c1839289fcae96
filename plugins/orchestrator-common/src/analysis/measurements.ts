import { testCondition } from '../conditions';
import { parseDuration, parseInstant, formatInstant } from '../pacing';
import { wantedCount } from './phases';
import type {
  AnalysisMetric,
  Measurement,
  MeasurementPhase,
  MetricRecord,
} from './types';

const RETRY_AFTER_ERROR_MS = 10_000;

const NO_DATA_PHASES = {
  success: 'Successful',
  failure: 'Failed',
  error: 'Error',
} as const;

/**
 * Judges one sample by the conditions of its metric.
 *
 * Rule: semantics, section 1, follows Argo Rollouts. Both conditions are worked
 * out where both are given, so that a broken one never hides behind the other.
 * Where we differ: no data is Inconclusive, or what `onNoData` says, before any
 * condition is asked.
 *
 * @param metric - its conditions
 * @param sample - what the query gave, or why it gave nothing
 * @param names - further names for the conditions, such as `entity`
 * @returns the phase; never throws, what goes wrong is `Error`
 *
 * @public
 */
export function assessMeasurement(
  metric: AnalysisMetric,
  sample: { value: unknown } | { error: string },
  names: Readonly<Record<string, unknown>> = {},
): MeasurementPhase {
  if ('error' in sample) {
    return 'Error';
  }
  if (isNoData(sample.value)) {
    return metric.onNoData ? NO_DATA_PHASES[metric.onNoData] : 'Inconclusive';
  }
  const { successCondition, failureCondition } = metric;
  const values = { ...names, result: sample.value };
  try {
    const failed =
      failureCondition !== undefined && testCondition(failureCondition, values);
    const succeeded =
      successCondition !== undefined && testCondition(successCondition, values);
    if (failed) {
      return 'Failed';
    }
    if (succeeded || successCondition === undefined) {
      return 'Successful';
    }
    return failureCondition === undefined ? 'Failed' : 'Inconclusive';
  } catch {
    return 'Error';
  }
}

/**
 * Whether a sample holds nothing to judge: null, NaN, an empty text, list or
 * object, or a list of nothing but such values (a vector of one NaN is how
 * Prometheus answers 0/0).
 *
 * @public
 */
export function isNoData(value: unknown): boolean {
  if (value === undefined || value === null || value === '') {
    return true;
  }
  if (Array.isArray(value)) {
    return value.every(isNoData);
  }
  return typeof value === 'object'
    ? Object.keys(value).length === 0
    : Number.isNaN(value);
}

/**
 * The record of a metric that was never sampled.
 *
 * @public
 */
export function emptyMetricRecord(): MetricRecord {
  return {
    count: 0,
    successful: 0,
    failed: 0,
    inconclusive: 0,
    error: 0,
    consecutiveError: 0,
    consecutiveSuccess: 0,
    measurements: [],
  };
}

/**
 * Adds a measurement to the record of its metric. A measurement under way is
 * replaced when it comes again with the same `startedAt`, and counts only once
 * it is finished.
 *
 * Rule: semantics, section 1, "Counters".
 *
 * @param record - left as it is
 * @param measurement - started or finished
 * @param options - `keep`: how many measurements the new record holds at most,
 *   the newest ones; the counters are of all of them. Left out: all
 * @returns the new record; its phase is not assessed anew
 *
 * @public
 */
export function recordMeasurement(
  record: MetricRecord,
  measurement: Measurement,
  options: { keep?: number } = {},
): MetricRecord {
  const last = record.measurements[record.measurements.length - 1];
  const replaces =
    last?.phase === 'Running' && last.startedAt === measurement.startedAt;
  const measurements = [
    ...(replaces ? record.measurements.slice(0, -1) : record.measurements),
    measurement,
  ];
  return {
    ...record,
    ...countPhase(record, measurement.phase),
    measurements:
      options.keep === undefined
        ? measurements
        : measurements.slice(-Math.max(1, options.keep)),
  };
}

/**
 * When the next sample of a metric is due: at once if there is none, 10 s after
 * an error, else `interval` after the last one finished.
 *
 * Rule: semantics, section 1. A metric that has its verdict is not asked here:
 * while a wave waits for a person its metrics keep being sampled, and whether
 * that is so the caller knows.
 *
 * @param metric - its interval and count
 * @param record - what was measured so far
 * @param startedAt - when the analysis started
 * @returns an instant; undefined while a sample is under way, or when no
 *   further one is wanted
 *
 * @public
 */
export function nextMeasurementAt(
  metric: AnalysisMetric,
  record: MetricRecord,
  startedAt: string,
): string | undefined {
  const last = record.measurements[record.measurements.length - 1];
  if (!last) {
    return startedAt;
  }
  const wanted = wantedCount(metric);
  const enough = wanted !== undefined && record.count >= wanted;
  if (last.phase === 'Running' || enough) {
    return undefined;
  }
  const wait =
    last.phase === 'Error' || metric.interval === undefined
      ? RETRY_AFTER_ERROR_MS
      : parseDuration(metric.interval, `metric ${metric.name}.interval`);
  const finishedAt = last.finishedAt ?? last.startedAt;
  return formatInstant(parseInstant(finishedAt, 'finishedAt') + wait);
}

function countPhase(
  record: MetricRecord,
  phase: Measurement['phase'],
): Partial<MetricRecord> {
  switch (phase) {
    case 'Successful':
      return {
        count: record.count + 1,
        successful: record.successful + 1,
        consecutiveSuccess: record.consecutiveSuccess + 1,
        consecutiveError: 0,
      };
    case 'Failed':
      return {
        count: record.count + 1,
        failed: record.failed + 1,
        consecutiveSuccess: 0,
        consecutiveError: 0,
      };
    case 'Inconclusive':
      return {
        count: record.count + 1,
        inconclusive: record.inconclusive + 1,
        consecutiveSuccess: 0,
        consecutiveError: 0,
      };
    case 'Error':
      return {
        error: record.error + 1,
        consecutiveSuccess: 0,
        consecutiveError: record.consecutiveError + 1,
      };
    default:
      return {};
  }
}
