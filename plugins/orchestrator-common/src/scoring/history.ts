import { badInput } from '../pacing';

/**
 * How earlier values are brought down to one.
 *
 * @public
 */
export type HistoryAggregate = 'avg' | 'p50' | 'p90' | 'p95';

const PERCENTILES: Record<Exclude<HistoryAggregate, 'avg'>, number> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
};

/**
 * Brings earlier values down to one. A percentile p stands at position
 * p × (n + 1) of the n values in ascending order, linearly interpolated and
 * clamped to the ends.
 *
 * Rule: semantics, section 2, follows Keptn.
 *
 * @param values - in any order
 * @returns undefined without values
 * @throws InputError for an unknown aggregate
 *
 * @public
 */
export function aggregateHistory(
  values: readonly number[],
  aggregate: HistoryAggregate,
): number | undefined {
  if (aggregate !== 'avg' && !Object.hasOwn(PERCENTILES, aggregate)) {
    throw badInput('aggregate', aggregate, 'avg, p50, p90 or p95');
  }
  if (values.length === 0) {
    return undefined;
  }
  if (aggregate === 'avg') {
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  const ascending = [...values].sort((a, b) => a - b);
  const position = Math.max(1, PERCENTILES[aggregate] * (ascending.length + 1));
  if (position >= ascending.length) {
    return ascending[ascending.length - 1];
  }
  const below = Math.floor(position);
  const lower = ascending[below - 1];
  const upper = ascending[below];
  return lower + (position - below) * (upper - lower);
}
