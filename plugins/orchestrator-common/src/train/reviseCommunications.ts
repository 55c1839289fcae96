import type { TrainEventData } from '../events';
import type { TrainManifest } from '../manifest';
import type { CommunicationState, TrainPlan, TrainState } from '../model';
import { draftCommunications, wordingDigest } from './createTrain';

type Drafts = TrainEventData['train.created']['communications'];

/** What a revision does to the messages of a train. */
export interface RevisedCommunications {
  communications: Drafts;
  /** Those that were approved, and would go out in other words or to others: they have to be approved once more. */
  unapproved: string[];
}

/**
 * The messages of a revised plan. What people have written over a draft stays, unless the manifest says something else
 * than before; and an approval stays where people would get the same words.
 */
export function reviseCommunications(
  state: TrainState,
  manifest: TrainManifest,
  plan: TrainPlan,
): RevisedCommunications {
  const train = { id: state.id, manifest, plan };
  const communications = draftCommunications(train).map(draft => {
    const known = state.communications.find(({ id }) => id === draft.id);
    if (!known) {
      return draft;
    }
    const { id, subject, body, notes, digest } = known;
    const kept = { ...draft, id, subject, body };
    if (isSettled(known)) {
      return { ...kept, digest };
    }
    return saysTheSame(state.manifest, manifest, id)
      ? { ...kept, digest: wordingDigest(train, { ...kept, notes }) }
      : draft;
  });
  return {
    communications,
    unapproved: state.communications
      .filter(
        ({ id, status, digest }) =>
          status === 'approved' &&
          communications.some(one => one.id === id && one.digest !== digest),
      )
      .map(({ id }) => id),
  };
}

/** A worker has it in hand, or nobody wants it any more: a new plan does not change that. */
function isSettled({ status }: CommunicationState): boolean {
  return ['sending', 'sent', 'cancelled'].includes(status);
}

function saysTheSame(
  before: TrainManifest,
  after: TrainManifest,
  id: string,
): boolean {
  const [one, other] = [before, after].map(({ spec }) =>
    spec.communications.find(communication => communication.id === id),
  );
  return one?.subject === other?.subject && one?.body === other?.body;
}
