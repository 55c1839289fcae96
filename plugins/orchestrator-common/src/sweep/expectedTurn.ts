import type { RunState, TargetState } from '../model';

/** Where a piece of work is in its queue. @public */
export type QueuePlace =
  | { state: 'running' }
  /** ISO 8601: not before. */
  | { state: 'later'; at: string }
  /** Items that are served before it, by the fair order of the queue. */
  | { state: 'ready'; ahead: number; lane: string };

/** What a target waits for, and when it expects to go on. @public */
export interface ExpectedTurn {
  /**
   * `resume`: the run is paused; `window`, `limit`: of its code host; `retry`: another try; `slot`: a free worker;
   * `batch`: its batch has not begun.
   */
  waitsFor: 'resume' | 'window' | 'limit' | 'retry' | 'slot' | 'batch';
  /** ISO 8601; absent where nobody can tell. */
  at?: string;
  /** Whether `at` is reckoned from how fast work was taken lately: it may be sooner or later. */
  estimated?: true;
  /** The limit in words, such as `80 per 1m (host)`. */
  limit?: string;
  /** For `slot`: items that are served before it. */
  ahead?: number;
  /** For `batch`: its name, and the one that comes before. */
  batch?: string;
  after?: string;
}

/** What is known of a target that waits. @public */
export interface TurnFacts {
  now: string;
  run: Pick<RunState, 'status' | 'closedWindow' | 'batches' | 'currentBatch'>;
  target: Pick<TargetState, 'status' | 'retryAt' | 'batch'>;
  /** Its turn at its code host, where it has to wait for one. */
  host?: { at: string; limit: string };
  /** Absent: not looked up. */
  place?: QueuePlace;
  /** How many items of its queue were taken lately; absent or 0: none, and nothing is reckoned from it. */
  startsPerMinute?: number;
}

const MINUTE_MS = 60_000;

/**
 * Says what a target waits for and when its turn is expected.
 *
 * @remarks
 * Limits and windows are known. A free worker is reckoned: what is served before it, by how much of the queue was taken
 * a minute lately. When a batch begins is said by the forecast of its run.
 * @returns undefined where it does not wait, or waits for something that has no turn, such as a review
 * @public
 */
export function expectedTurn(facts: TurnFacts): ExpectedTurn | undefined {
  switch (facts.target.status) {
    case 'dryRunQueued':
    case 'applyQueued':
    case 'rollbackQueued':
      return turnInQueue(facts);
    case 'ready':
      return turnOfBatch(facts);
    default:
      return undefined;
  }
}

function turnInQueue(facts: TurnFacts): ExpectedTurn | undefined {
  const { now, run, target, host, place } = facts;
  if (place?.state === 'running') {
    return undefined;
  }
  const held = turnOfRun(run);
  // Only what opens changes waits for a window.
  if (held && (held.waitsFor === 'resume' || target.status === 'applyQueued')) {
    return held;
  }
  if (host && host.at > now) {
    return { waitsFor: 'limit', ...host };
  }
  if (target.retryAt !== undefined && target.retryAt > now) {
    return { waitsFor: 'retry', at: target.retryAt };
  }
  if (place?.state === 'later') {
    return { waitsFor: 'retry', at: place.at };
  }
  return place && turnAtWorker(facts, place.ahead);
}

/** Rule: semantics, section 8 (runs share workers fairly). */
function turnAtWorker(
  { now, startsPerMinute = 0 }: TurnFacts,
  ahead: number,
): ExpectedTurn {
  if (startsPerMinute <= 0) {
    return { waitsFor: 'slot', ahead };
  }
  const ms = ((ahead + 1) / startsPerMinute) * MINUTE_MS;
  return {
    waitsFor: 'slot',
    ahead,
    at: new Date(Date.parse(now) + Math.round(ms)).toISOString(),
    estimated: true,
  };
}

function turnOfBatch({ run, target }: TurnFacts): ExpectedTurn | undefined {
  const { batches, currentBatch = -1 } = run;
  const own = target.batch === undefined ? undefined : batches[target.batch];
  if (own === undefined) {
    return undefined;
  }
  if (own.index <= currentBatch) {
    return turnOfRun(run);
  }
  return {
    waitsFor: 'batch',
    batch: own.name,
    ...(own.index > 0 && { after: batches[own.index - 1].name }),
  };
}

/** What keeps a run from going on, where something does. */
function turnOfRun({
  status,
  closedWindow,
}: TurnFacts['run']): ExpectedTurn | undefined {
  if (status === 'paused') {
    return { waitsFor: 'resume' };
  }
  return closedWindow && { waitsFor: 'window', at: closedWindow.opensAt };
}
