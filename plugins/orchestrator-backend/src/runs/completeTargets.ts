import type {
  Actor,
  AttemptFacts,
  TargetEvent,
  TargetOutcome,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { StoredArtifact } from '../store/ArtifactStore';
import type { EventCause } from '../store/EventLog';
import type { Claim, Settlement } from '../work/WorkTransport';
import type { RunTransaction } from './RunTransaction';

/** What an attempt came to. */
export interface Completion {
  claim: Claim;
  outcome: TargetOutcome;
  facts: AttemptFacts;
  /** What the attempt produced: kept with its result. */
  artifacts?: StoredArtifact[];
  request: { actor: Actor; requestId: string };
}

/** The claim of a worker was lost meanwhile: what it brings is refused. */
export class ClaimLostError extends Error {
  constructor(claim: Claim) {
    super(`The claim on ${claim.item.id} was lost: its result is refused`);
    this.name = 'ClaimLostError';
  }
}

/**
 * Records what attempts at targets of one run came to, and ends their claims.
 *
 * @param completions - each of another target
 * @param causes - of the completion at the same place
 * @returns for each completion why it was refused, undefined if it was not
 * @remarks Rule: semantics, section 8 (a result that comes with an old token is refused).
 */
export async function completeTargets(
  transaction: RunTransaction,
  completions: Completion[],
  causes: EventCause[],
): Promise<(Error | undefined)[]> {
  await transaction.load();
  await transaction.loadTargets(completions.map(targetOf));
  const decided: { events: TargetEvent[]; settlement: Settlement }[] = [];
  for (const completion of completions) {
    decided.push(await decide(transaction, completion));
  }
  const { records } = transaction;
  const lost = new Set(
    await records.settle(decided.map(({ settlement }) => settlement)),
  );
  const artifacts: StoredArtifact[] = [];
  for (const [index, completion] of completions.entries()) {
    if (!lost.has(completion.claim)) {
      transaction.causedBy(causes[index]);
      transaction.applyTarget(targetOf(completion), decided[index].events);
      await joinRollout(transaction, targetOf(completion));
      artifacts.push(...(completion.artifacts ?? []));
    }
  }
  await records.saveArtifacts(transaction.run.id, artifacts);
  await transaction.finish();
  return completions.map(({ claim }) =>
    lost.has(claim) ? new ClaimLostError(claim) : undefined,
  );
}

async function decide(
  transaction: RunTransaction,
  { claim, outcome, facts }: Completion,
): Promise<{ events: TargetEvent[]; settlement: Settlement }> {
  const { targetId = '', id: workId } = claim.item;
  const { events = [] } = await transaction.decideTarget(targetId, {
    type: 'complete',
    workId,
    outcome,
    facts,
  });
  // A result that the target does not wait for ends the claim all the same: the item has nothing left to do.
  const retried = events.find(event => event.type === 'target.attemptFailed');
  return {
    events,
    settlement: retried
      ? { claim, kind: 'retry', runAt: retried.data.retryAt }
      : { claim, kind: 'done' },
  };
}

/** A target that got its diff only after the rollout had been planned goes with the last batch. */
async function joinRollout(
  transaction: RunTransaction,
  targetId: string,
): Promise<void> {
  const target = await transaction.target(targetId);
  const last = transaction.run.batches.at(-1);
  if (last && target.status === 'ready' && target.batch === undefined) {
    await transaction.commandTarget(targetId, {
      type: 'batch',
      batch: last.index,
      position: last.size,
      waitsFor: [],
    });
  }
}

function targetOf({ claim }: Completion): string {
  return claim.item.targetId ?? '';
}
