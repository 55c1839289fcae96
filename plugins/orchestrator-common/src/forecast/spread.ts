/**
 * How long something takes: values at evenly spaced quantiles, ascending, from the least to the most, in milliseconds.
 * One value: always the same.
 *
 * @public
 */
export type Spread = readonly number[];

/** Values that are kept of many: the least, the most, and every fifth percent between. */
const KEPT = 21;

/**
 * The value at a quantile, between the kept ones on a straight line.
 *
 * @param quantile - from 0 to 1
 * @public
 */
export function valueAt(spread: Spread, quantile: number): number {
  const place = quantile * (spread.length - 1);
  const below = Math.floor(place);
  const lower = spread[below] ?? 0;
  const upper = spread[below + 1] ?? lower;
  return lower + (upper - lower) * (place - below);
}

/**
 * The share of values that are not above one.
 *
 * @returns from 0 to 1
 */
export function quantileOf(spread: Spread, value: number): number {
  const above = spread.findIndex(kept => kept > value);
  if (above <= 0) {
    return above === 0 ? 0 : 1;
  }
  const lower = spread[above - 1];
  const part = (value - lower) / (spread[above] - lower);
  return (above - 1 + part) / (spread.length - 1);
}

/**
 * How long something takes that has taken some time already: whoever has waited for an hour will not have waited for
 * half of one. What has taken longer than ever before is expected to take as long again.
 *
 * @param elapsed - what it has taken so far; the same unit as the spread
 * @returns never less than `elapsed`
 */
export function drawAtLeast(
  spread: Spread,
  elapsed: number,
  random: () => number,
): number {
  const least = elapsed < 0 ? 0 : quantileOf(spread, elapsed);
  const draw = random();
  return least < 1
    ? Math.max(elapsed, valueAt(spread, least + (1 - least) * draw))
    : elapsed + valueAt(spread, draw);
}

/** What is kept of values in any order; undefined without any. @public */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) {
    return undefined;
  }
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length <= KEPT
    ? sorted
    : Array.from({ length: KEPT }, (_, index) =>
        valueAt(sorted, index / (KEPT - 1)),
      );
}
