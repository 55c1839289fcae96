import { wantedCount } from '../analysis';
import type { TrainMetric } from '../manifest';
import { parseDuration } from '../pacing';

/**
 * How long an analysis takes where every sample is a success; a metric that is a dry run is not waited for.
 *
 * @returns milliseconds; Infinity where it never ends by itself
 * @remarks Rule: semantics, section 1.
 */
export function analysisMs(metrics: TrainMetric[]): number {
  return Math.max(0, ...metrics.filter(({ dryRun }) => !dryRun).map(metricMs));
}

function metricMs(metric: TrainMetric): number {
  const { interval, consecutiveSuccessLimit } = metric;
  const samples = Math.min(
    wantedCount(metric) ?? Infinity,
    consecutiveSuccessLimit || Infinity,
  );
  // The first sample is taken at once.
  return samples === 1 || interval === undefined
    ? 0
    : (samples - 1) * parseDuration(interval);
}
