import type { AnalysisMetric, MetricPhase, MetricRecord } from './types';

const DEFAULT_CONSECUTIVE_ERROR_LIMIT = 4;

const VERDICTS: ReadonlySet<MetricPhase> = new Set<MetricPhase>([
  'Successful',
  'Failed',
  'Inconclusive',
  'Error',
  'Aborted',
]);

/**
 * Whether a phase is final.
 *
 * @public
 */
export function isVerdict(phase: MetricPhase | undefined): boolean {
  return phase !== undefined && VERDICTS.has(phase);
}

/**
 * How many samples that count a metric wants: `count`; 1 with neither `count`
 * nor `interval`; undefined, which is unbounded, with `interval` alone.
 *
 * Rule: semantics, section 1, follows Argo Rollouts.
 *
 * @public
 */
export function wantedCount(metric: AnalysisMetric): number | undefined {
  return metric.count ?? (metric.interval === undefined ? 1 : undefined);
}

/** The failure limit, undefined where it is turned off. */
export function failureLimitOf(metric: AnalysisMetric): number | undefined {
  const limit = metric.failureLimit ?? 0;
  return limit < 0 ? undefined : limit;
}

/** The consecutive success limit, undefined where it is turned off. */
export function successLimitOf(metric: AnalysisMetric): number | undefined {
  const limit = metric.consecutiveSuccessLimit ?? 0;
  return limit > 0 ? limit : undefined;
}

/**
 * Decides where a metric stands.
 *
 * Rule: semantics, section 1, "Metric phase", follows Argo Rollouts. Where we
 * differ: a metric that is terminated before it had a verdict is Aborted, not
 * Successful.
 *
 * @param metric - its limits
 * @param record - what was measured so far; a verdict in `record.phase` is kept
 * @param options - `terminating`: the analysis ends now, no further sample comes
 *
 * @public
 */
export function assessMetric(
  metric: AnalysisMetric,
  record: MetricRecord,
  options: { terminating?: boolean } = {},
): MetricPhase {
  const phase = phaseOf(metric, record);
  return options.terminating && !isVerdict(phase) ? 'Aborted' : phase;
}

function phaseOf(metric: AnalysisMetric, record: MetricRecord): MetricPhase {
  if (record.phase && isVerdict(record.phase)) {
    return record.phase;
  }
  const last = record.measurements[record.measurements.length - 1];
  if (!last) {
    return 'Pending';
  }
  if (last.phase === 'Running') {
    return 'Running';
  }
  return (
    exceededLimit(metric, record) ?? reachedGoal(metric, record) ?? 'Running'
  );
}

/** Of the limits that are exceeded the last one decides. */
function exceededLimit(
  metric: AnalysisMetric,
  record: MetricRecord,
): MetricPhase | undefined {
  const failureLimit = failureLimitOf(metric);
  const inconclusiveLimit = metric.inconclusiveLimit ?? 0;
  const errorLimit =
    metric.consecutiveErrorLimit ?? DEFAULT_CONSECUTIVE_ERROR_LIMIT;
  if (record.consecutiveError > errorLimit) {
    return 'Error';
  }
  if (record.inconclusive > inconclusiveLimit) {
    return 'Inconclusive';
  }
  return failureLimit !== undefined && record.failed > failureLimit
    ? 'Failed'
    : undefined;
}

function reachedGoal(
  metric: AnalysisMetric,
  record: MetricRecord,
): MetricPhase | undefined {
  const successLimit = successLimitOf(metric);
  if (successLimit !== undefined && record.consecutiveSuccess >= successLimit) {
    return 'Successful';
  }
  const wanted = wantedCount(metric);
  if (wanted === undefined || record.count < wanted) {
    return undefined;
  }
  const failureLimitOn = failureLimitOf(metric) !== undefined;
  if (successLimit !== undefined) {
    return failureLimitOn ? 'Inconclusive' : 'Failed';
  }
  // With both limits off, which validation refuses, nothing was shown.
  return failureLimitOn ? 'Successful' : 'Inconclusive';
}
