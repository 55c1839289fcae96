import { badInput } from '../pacing';

/** Fewest samples of each side that a comparison is made with. */
const LEAST_SAMPLES = 4;

/**
 * How a canary is compared with a baseline.
 *
 * @public
 */
export interface ComparisonOptions {
  /** Which way is bad. Default `higher`. */
  worse?: 'higher' | 'lower' | 'either';
  /** Difference of the medians, in percent of the baseline's, that is borne. Default 0. */
  tolerance?: number;
  /** How sure one has to be that the sides differ, 0 to 1. Default 0.98. */
  confidence?: number;
}

/**
 * What a comparison came to.
 *
 * @public
 */
export interface Comparison {
  /** `noData`: too few samples to say anything; never a pass. */
  result: 'pass' | 'high' | 'low' | 'noData';
  /** Whether the difference is one that is bad. */
  worse: boolean;
  /** How sure one can be that the sides differ; absent without data. */
  confidence?: number;
  /** Difference of the medians in percent of the baseline's; absent without data, or where the baseline's is 0. */
  differencePercent?: number;
  message: string;
}

/**
 * Compares the samples of a canary with those of a baseline: whether they come from different distributions (the
 * Mann-Whitney U test, two-sided, normal approximation with ties corrected, as Kayenta's judge does), and whether
 * the medians differ by more than is borne.
 *
 * @param canary - samples; NaN is left out
 * @param baseline - likewise
 * @throws InputError for a confidence or a tolerance out of range
 * @public
 */
export function compareCanary(
  canary: readonly number[],
  baseline: readonly number[],
  options: ComparisonOptions = {},
): Comparison {
  const {
    worse = 'higher',
    tolerance = 0,
    confidence: wanted = 0.98,
  } = options;
  if (!(wanted > 0 && wanted < 1)) {
    throw badInput('confidence', wanted, 'a number above 0 and below 1');
  }
  if (!(tolerance >= 0)) {
    throw badInput('tolerance', tolerance, 'a percentage of 0 or more');
  }
  const [a, b] = [canary, baseline].map(side => side.filter(Number.isFinite));
  if (a.length < LEAST_SAMPLES || b.length < LEAST_SAMPLES) {
    return {
      result: 'noData',
      worse: false,
      message: `${a.length} samples of the canary and ${b.length} of the baseline: it takes ${LEAST_SAMPLES} of each`,
    };
  }
  const confidence = confidenceOfDifference(a, b);
  const [ours, theirs] = [median(a), median(b)];
  const difference = ours - theirs;
  const borne = (Math.abs(theirs) * tolerance) / 100;
  const differs = confidence >= wanted && Math.abs(difference) > borne;
  const direction = difference > 0 ? 'high' : 'low';
  const result = differs ? direction : 'pass';
  const bad =
    result !== 'pass' &&
    (worse === 'either' || (worse === 'higher') === (result === 'high'));
  return {
    result,
    worse: bad,
    confidence,
    ...(theirs !== 0 && {
      differencePercent: (100 * difference) / Math.abs(theirs),
    }),
    message: differs
      ? `The canary is ${
          result === 'high' ? 'higher' : 'lower'
        } than the baseline: median ${ours} against ${theirs}, sure to ${percent(
          confidence,
        )}`
      : `The canary is like the baseline: median ${ours} against ${theirs}, different to ${percent(
          confidence,
        )}`,
  };
}

/** 1 minus the two-sided p value of the Mann-Whitney U test. */
function confidenceOfDifference(a: number[], b: number[]): number {
  const all = [
    ...a.map(value => ({ value, ours: true })),
    ...b.map(value => ({ value, ours: false })),
  ].sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to].value === all[from].value) {
      to += 1;
    }
    const count = to - from;
    const ours = all.slice(from, to).filter(item => item.ours).length;
    // Equal values share the mean of their ranks.
    rankSum += ours * ((from + 1 + to) / 2);
    ties += count ** 3 - count;
    from = to;
  }
  const [n, m, total] = [a.length, b.length, all.length];
  const u = rankSum - (n * (n + 1)) / 2;
  const mean = (n * m) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) {
    return 0;
  }
  // Half a rank for the step from a count to a curve.
  const z = Math.max(0, Math.abs(u - mean) - 0.5) / Math.sqrt(variance);
  return 1 - 2 * (1 - normalCdf(z));
}

/** Standard normal distribution. Abramowitz and Stegun, 26.2.17: right to 7.5e-8. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const polynomial =
    t *
    (0.31938153 +
      t *
        (-0.356563782 +
          t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - density * polynomial;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
