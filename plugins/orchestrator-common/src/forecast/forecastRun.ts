import { parseInstant } from '../pacing';
import { planSizes } from './planSizes';
import { playThrough, type Played } from './playThrough';
import { seededRandom } from './seededRandom';
import { valueAt } from './spread';
import type {
  Forecast,
  ForecastInput,
  ForecastInstant,
  ForecastLimit,
} from './types';
import { WindowTimeline } from './WindowTimeline';
import { WriteTurns } from './WriteTurns';

const MS_PER_DAY = 86_400_000;
/** Targets that are played through in all: what a forecast may cost. */
const TARGETS_PLAYED = 600_000;
const MOST_SAMPLES = 200;
const LEAST_SAMPLES = 40;
/** What is never reached within this is not told to the day. */
const HORIZON_MS = 10 * 365 * MS_PER_DAY;

/**
 * Foretells when a run does what, by playing it through many times: its batches, attempts and retries, limits and
 * windows, approvals and reviews, each as long as it took in earlier runs.
 *
 * @remarks
 * Pure: the same input gives the same answer. It holds to numbers of targets, not to the targets themselves, so that
 * ten thousand of them take well below a second. Left out: that targets of one batch wait for each other, other runs
 * on the same workers, and what people do beyond approving and merging. A run that waits for its start, or is paused,
 * is taken as going on now.
 * @throws InputError for windows or limits that can't be read
 * @public
 */
export function forecastRun(input: ForecastInput): Forecast {
  const random = seededRandom(input.seed);
  const from = parseInstant(input.now, 'now');
  const windows = new WindowTimeline(input.rollout.windows ?? [], from);
  const limits = [...(input.rollout.rateLimits ?? []), ...(input.limits ?? [])];
  const samples = input.samples ?? samplesFor(input);
  const batchesOf = memoized((ready: number) =>
    planSizes(ready, input.rollout),
  );
  const played: Played[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    played.push(
      playThrough(
        input,
        new WriteTurns(limits, windows, input.owners),
        random,
        batchesOf,
      ),
    );
  }
  const { plan, history } = input;
  const expected =
    plan.batches ??
    batchesOf(
      plan.ready +
        Math.round(
          plan.dryRunsLeft *
            Math.max(0, 1 - history.alreadyFineShare - history.failureShare),
        ),
    );
  return {
    finish: instantOf(
      played.map(({ finish }) => finish),
      from,
    ),
    rolloutEnd: instantOf(
      played.map(({ rolloutEnd }) => rolloutEnd),
      from,
    ),
    changesPerDay: changesPerDay(played),
    batches: expected.map(({ name, left }, index) => ({
      name,
      size: left,
      start: instantOf(at(played, 'starts', index), from),
      end: instantOf(at(played, 'ends', index), from),
    })),
    limits: limitsOf(played),
    pauseShare: played.filter(({ paused }) => paused).length / samples,
    samples,
    basedOn: {
      attempts: history.attempts,
      reviews: history.reviews,
      approvals: history.approvals,
    },
  };
}

function samplesFor({ plan }: ForecastInput): number {
  const targets =
    2 * plan.dryRunsLeft +
    plan.ready +
    plan.open +
    (plan.batches ?? []).reduce((sum, { left }) => sum + left, 0);
  return Math.round(
    Math.min(
      MOST_SAMPLES,
      Math.max(LEAST_SAMPLES, TARGETS_PLAYED / Math.max(1, targets)),
    ),
  );
}

/** A case that has fewer batches has done them all by its end. */
function at(
  played: Played[],
  what: 'starts' | 'ends',
  index: number,
): number[] {
  return played.map(one => one[what][index] ?? one.rolloutEnd);
}

function instantOf(values: number[], from: number): ForecastInstant {
  const sorted = values
    .map(value => Math.min(value, from + HORIZON_MS))
    .sort((a, b) => a - b);
  const instant = (quantile: number) =>
    new Date(Math.round(valueAt(sorted, quantile))).toISOString();
  return { p50: instant(0.5), p90: instant(0.9) };
}

function changesPerDay(played: Played[]): number {
  const rates = played
    .map(({ opened, rolloutStart, rolloutEnd }) => {
      const days = Math.max(1, rolloutEnd - rolloutStart) / MS_PER_DAY;
      // A rollout of an hour opens its changes in a day, not 24 times as many.
      return opened / Math.max(1, days);
    })
    .sort((a, b) => a - b);
  return Math.round(10 * valueAt(rates, 0.5)) / 10;
}

function limitsOf(played: Played[]): Forecast['limits'] {
  const spent = new Map<string, number>();
  let total = 0;
  for (const one of played) {
    for (const [key, ms] of one.spent) {
      const bounded = Math.min(ms, HORIZON_MS);
      spent.set(key, (spent.get(key) ?? 0) + bounded);
      total += bounded;
    }
  }
  return [...spent]
    .map(([key, ms]) => {
      const [limit, ...detail] = key.split(':');
      return {
        limit: limit as ForecastLimit,
        share: Math.round((1000 * ms) / total) / 1000,
        ...(detail.length > 0 && { detail: detail.join(':') }),
      };
    })
    .sort((a, b) => b.share - a.share);
}

function memoized<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return key => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
