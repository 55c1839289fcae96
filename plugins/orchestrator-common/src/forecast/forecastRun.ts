import { parseInstant } from '../pacing';
import { HORIZON_MS, instantOf, limitsOf } from './Course';
import { isEnough } from './enough';
import { planSizes } from './planSizes';
import { playThrough, type Played } from './playThrough';
import { seededRandom } from './seededRandom';
import { spreadOf, valueAt, type Spread } from './spread';
import type {
  Forecast,
  ForecastBatch,
  ForecastInput,
  ForecastLimit,
  ForecastTurns,
  RunTurns,
} from './types';
import { partsOf } from './TurnMarks';
import { WindowTimeline } from './WindowTimeline';
import { WriteTurns } from './WriteTurns';

const MS_PER_DAY = 86_400_000;
/** Targets that are played through in all: what a forecast may cost. */
const TARGETS_PLAYED = 600_000;
const MOST_SAMPLES = 200;
const LEAST_SAMPLES = 40;

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
  return toTheEnd(foreseeRun(input)).forecast;
}

/** What is foreseen of a run: when it does what, and when which of its targets begin. @public */
export interface ForeseenRun {
  forecast: Forecast;
  turns: RunTurns;
}

/**
 * Foretells as `forecastRun` does, and when which targets begin.
 *
 * @remarks
 * It yields after each time that the future was played through, so that a server can do something else between: a run
 * of ten thousand targets takes half a second in all.
 * @throws InputError for windows or limits that can't be read
 * @public
 */
export function* foreseeRun(
  input: ForecastInput,
): Generator<undefined, ForeseenRun> {
  const many = yield* playMany(input);
  return { forecast: forecastOf(input, many), turns: turnsOf(input, many) };
}

function forecastOf(
  { plan, history }: ForecastInput,
  { played, from, batchesOf }: PlayedMany,
): Forecast {
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
    limits: limitsOf<ForecastLimit>(played),
    pauseShare: played.filter(({ paused }) => paused).length / played.length,
    samples: played.length,
    basedOn: {
      attempts: history.attempts,
      reviews: history.reviews,
      approvals: history.approvals,
    },
  };
}

function turnsOf(
  { plan, history }: ForecastInput,
  { played, from }: PlayedMany,
): RunTurns {
  const queue = (
    left: number,
    turns: (one: Played) => number[],
  ): ForecastTurns => ({
    left,
    at: Array.from({ length: partsOf(left) }, (_, part) =>
      medianOf(played.map(one => turns(one)[part])),
    )
      .filter(begins => begins < from + HORIZON_MS)
      .map(begins => new Date(Math.round(begins)).toISOString()),
  });
  return {
    ...(plan.dryRunsLeft > 0 && {
      dryRuns: queue(plan.dryRunsLeft, one => one.dryRunTurns),
    }),
    batches: (plan.batches ?? []).map(({ name, left }, index) => ({
      name,
      ...queue(left, one => one.batchTurns[index]),
    })),
    approvalsKnown: isEnough(history.approvals),
  };
}

/** An instant of one of the cases, as `instantOf` tells it. */
function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
}

/**
 * How long it is until the end of a run, as `forecastRun` foretells it: for what waits for that end.
 *
 * @throws InputError for windows or limits that can't be read
 * @public
 */
export function finishSpread(input: ForecastInput): Spread {
  const { played, from } = toTheEnd(playMany(input));
  const ends = played.map(({ finish }) => Math.min(finish - from, HORIZON_MS));
  return spreadOf(ends) ?? [0];
}

interface PlayedMany {
  played: Played[];
  from: number;
  batchesOf: (ready: number) => ForecastBatch[];
}

function toTheEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) {
      return step.value;
    }
  }
}

function* playMany(input: ForecastInput): Generator<undefined, PlayedMany> {
  const random = seededRandom(input.seed);
  const from = parseInstant(input.now, 'now');
  const windows = new WindowTimeline(
    { operator: input.windows ?? [], manifest: input.rollout.windows ?? [] },
    from,
  );
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
    yield;
  }
  return { played, from, batchesOf };
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

function memoized<T>(compute: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return key => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
