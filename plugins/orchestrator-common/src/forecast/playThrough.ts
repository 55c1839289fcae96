import { retryDelay } from '../pacing';
import { Course } from './Course';
import { Places } from './Places';
import { drawAtLeast, valueAt } from './spread';
import type { ForecastBatch, ForecastInput, ForecastLimit } from './types';
import { TurnMarks } from './TurnMarks';
import type { WriteTurns } from './WriteTurns';

/** One way in which it may go; instants in milliseconds since 1970. */
export interface Played {
  starts: number[];
  ends: number[];
  /** When targets begin: in the dry run, and in each batch. */
  dryRunTurns: number[];
  batchTurns: number[][];
  rolloutStart: number;
  rolloutEnd: number;
  finish: number;
  opened: number;
  /** Milliseconds by what they went into, `limit` or `limit:detail`. */
  spent: Map<string, number>;
  /** Whether the failure limit would have paused it. */
  paused: boolean;
}

/**
 * Plays a run through once: dry runs, then batch after batch with its approval and soak, then the reviews.
 *
 * @param batchesOf - plans the batches once it is known how many targets have a diff
 */
export function playThrough(
  input: ForecastInput,
  turns: WriteTurns,
  random: () => number,
  batchesOf: (ready: number) => ForecastBatch[],
): Played {
  const { plan, rollout, history, now } = input;
  const course = new Course<ForecastLimit>(Date.parse(now));
  const sample = { input, turns, random, course };
  const dryRunTurns = new TurnMarks(plan.dryRunsLeft);
  const ready = plan.ready + dryRuns(sample, dryRunTurns);
  const batches = plan.batches ?? batchesOf(ready);
  waitFor(sample);
  const rolloutStart = course.now;
  const starts: number[] = [];
  const ends: number[] = [];
  const batchTurns: number[][] = [];
  const outcome = {
    lastMerge: reviewsOf(sample, plan.open),
    done: 0,
    failed: 0,
    opened: 0,
  };
  let paused = false;
  batches.forEach((batch, index) => {
    starts.push(course.now);
    const marks = new TurnMarks(batch.left);
    const merged = openChanges(sample, batch, outcome, marks);
    batchTurns.push(marks.at);
    if (rollout.advanceOn === 'merged') {
      course.advance(merged, 'review');
    }
    ends.push(course.now);
    const { percent, minSample } = rollout.failureLimit;
    paused ||=
      outcome.done >= minSample &&
      (100 * outcome.failed) / outcome.done > percent;
    if (index < batches.length - 1) {
      if (batch.approval) {
        course.advance(
          course.now + valueAt(history.approvalMs, random()),
          'approval',
        );
      }
      course.advance(course.now + batch.soakMs, 'soak');
    }
  });
  const rolloutEnd = course.now;
  course.advance(outcome.lastMerge, 'review');
  return {
    starts,
    ends,
    dryRunTurns: dryRunTurns.at,
    batchTurns,
    rolloutStart,
    rolloutEnd,
    finish: course.now,
    opened: outcome.opened,
    spent: course.spent,
    paused,
  };
}

interface Sample {
  input: ForecastInput;
  turns: WriteTurns;
  random: () => number;
  course: Course<ForecastLimit>;
}

interface Outcome {
  lastMerge: number;
  done: number;
  failed: number;
  opened: number;
}

/** The approval or the soak that is under way. */
function waitFor({ input, random, course }: Sample): void {
  const { wait } = input.plan;
  if (wait?.approvalSince !== undefined) {
    const since = Date.parse(wait.approvalSince);
    const waited = drawAtLeast(
      input.history.approvalMs,
      course.now - since,
      random,
    );
    course.advance(since + waited, 'approval');
  }
  if (wait?.soakUntil !== undefined) {
    course.advance(Date.parse(wait.soakUntil), 'soak');
  }
}

/** @returns the number of targets that then have a diff */
function dryRuns(sample: Sample, turns: TurnMarks): number {
  const { input, random, course } = sample;
  const { plan, history } = input;
  if (plan.dryRunsLeft === 0) {
    return 0;
  }
  const places = new Places(parallelOf(input), course.now);
  let ready = 0;
  let end = course.now;
  for (let target = 0; target < plan.dryRunsLeft; target += 1) {
    const start = places.first;
    turns.pass(target, start);
    const until = start + workMs(sample, history.dryRunMs);
    places.take(until);
    end = Math.max(end, until);
    const draw = random();
    if (draw >= history.alreadyFineShare + history.failureShare) {
      ready += 1;
    }
  }
  const last = places.first;
  course.advance(last, narrowest(input));
  course.advance(end, 'work');
  return ready;
}

/** @returns when the last change of the batch is merged */
function openChanges(
  sample: Sample,
  batch: ForecastBatch,
  outcome: Outcome,
  marks: TurnMarks,
): number {
  const { input, turns, random, course } = sample;
  const { history, writesPerChange } = input;
  const bound = narrowest(input);
  const places = new Places(parallelOf(input), course.now);
  let end = course.now;
  let merged = batch.open > 0 ? reviewsOf(sample, batch.open) : course.now;
  for (let target = 0; target < batch.left; target += 1) {
    course.advance(places.first, bound);
    const turn = turns.take(course.now, writesPerChange);
    course.advance(turn.at, turn.limit ?? bound, turn.detail);
    marks.pass(target, course.now);
    const until = course.now + workMs(sample, history.applyMs);
    places.take(until);
    end = Math.max(end, until);
    outcome.done += 1;
    if (random() < history.failureShare) {
      outcome.failed += 1;
    } else {
      outcome.opened += 1;
      merged = Math.max(merged, until + valueAt(history.reviewMs, random()));
    }
  }
  course.advance(end, 'work');
  outcome.lastMerge = Math.max(outcome.lastMerge, merged);
  return merged;
}

/** When the last of changes that are open already is merged. */
function reviewsOf({ input, random, course }: Sample, open: number): number {
  let last = course.now;
  for (let change = 0; change < open; change += 1) {
    last = Math.max(
      last,
      course.now + valueAt(input.history.reviewMs, random()),
    );
  }
  return last;
}

/** How long a target keeps its place: its attempts, and the waits between them. */
function workMs({ input, random }: Sample, attemptMs: readonly number[]) {
  const { history, rollout } = input;
  let total = valueAt(attemptMs, random());
  for (
    let retry = 1;
    retry <= rollout.retry.maxRetries && random() < history.retryShare;
    retry += 1
  ) {
    total +=
      retryDelay(rollout.retry, retry, random) + valueAt(attemptMs, random());
  }
  return total;
}

function parallelOf({ rollout, workers }: ForecastInput): number {
  return Math.max(1, Math.min(rollout.maxParallel, workers));
}

function narrowest({ rollout, workers }: ForecastInput): ForecastLimit {
  return workers < rollout.maxParallel ? 'workers' : 'maxParallel';
}
