import { heldUp, type ExpectedTurn, type TurnFacts } from './turnFacts';
import { turnInLine } from './turnInLine';
import { turnOfBatch, turnOfDryRun, turnOfRollback } from './turnToBegin';

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
  const { now, run, target, host, place, startsPerMinute } = facts;
  if (place?.state === 'running') {
    return undefined;
  }
  const held = heldUp(run);
  // Only what opens changes waits for a window.
  if (held && (held.waitsFor === 'resume' || target.status === 'applyQueued')) {
    return held;
  }
  return (
    turnInLine({
      now,
      host,
      retryAt: target.retryAt,
      place,
      startsPerMinute,
    }) ??
    (place?.state === 'later' ? { waitsFor: 'retry', at: place.at } : undefined)
  );
}
