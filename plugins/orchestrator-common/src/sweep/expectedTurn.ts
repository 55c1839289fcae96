import { heldUp, type ExpectedTurn, type TurnFacts } from './turnFacts';
import { turnOfBatch, turnOfDryRun, turnOfRollback } from './turnToBegin';

const MINUTE_MS = 60_000;

/**
 * Says what a target waits for and when its turn is expected.
 *
 * @remarks
 * Limits and windows are known. A free worker is reckoned: what is served before it, by how much of the queue was taken
 * a minute lately. When dry runs and batches begin is said by the forecast of the run. Nobody can tell when somebody
 * starts or resumes a run, or approves where no earlier run tells how long that takes. Rule: semantics, section 5.
 * @returns undefined where it does not wait, or waits for something that has no turn, such as a review
 * @public
 */
export function expectedTurn(facts: TurnFacts): ExpectedTurn | undefined {
  switch (facts.target.status) {
    case 'dryRunQueued':
    case 'applyQueued':
    case 'rollbackQueued':
      return turnInQueue(facts);
    case 'pending':
      return turnOfDryRun(facts);
    case 'ready':
      return turnOfBatch(facts);
    case 'open':
    case 'merged':
      return turnOfRollback(facts);
    default:
      return undefined;
  }
}

function turnInQueue(facts: TurnFacts): ExpectedTurn | undefined {
  const { now, run, target, host, place } = facts;
  if (place?.state === 'running') {
    return undefined;
  }
  const held = heldUp(run);
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
