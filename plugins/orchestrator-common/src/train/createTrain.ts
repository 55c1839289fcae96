import { ConflictError } from '@backstage/errors';
import type {
  GateEvent,
  ProductEvent,
  TrainEvent,
  TrainEventData,
} from '../events';
import { digestOf } from '../gates/digest';
import type { TrainCommunication, TrainManifest } from '../manifest';
import type {
  Actor,
  CommunicationState,
  TrainFollowUp,
  TrainPlan,
  TrainState,
} from '../model';
import type { PlannedTrain } from './metricScope';
import { previewCommunication } from './renderCommunication';

/** What a new train is made of. @public */
export interface NewTrain {
  id: string;
  manifest: TrainManifest;
  /** The manifest as text, if it was handed in as text. */
  source?: string;
  changeDigest: string;
  createdBy: Actor;
  plan: TrainPlan;
  /** Open follow-ups of earlier trains, see `carryOver`. */
  followUps: TrainFollowUp[];
}

/** Events of the three kinds of streams of a train. @public */
export interface TrainStreams {
  train: TrainEvent[];
  products: { id: string; events: ProductEvent[] }[];
  gates: { id: string; events: GateEvent[] }[];
}

/**
 * First events of a train, of its products and of its gates.
 *
 * @throws ConflictError where an entity isn't in the catalog
 * @public
 */
export function createTrain(train: NewTrain): TrainStreams {
  const unknown = train.plan.problems.filter(
    ({ code }) => code === 'unknownEntity',
  );
  if (unknown.length > 0) {
    throw new ConflictError(unknown.map(({ message }) => message).join('; '));
  }
  return {
    train: [
      {
        type: 'train.created',
        data: {
          ...train,
          kind: 'Train',
          communications: draftCommunications(train),
        },
      },
    ],
    ...planStreams(train.manifest, train.plan),
  };
}

/**
 * Events that tell products and gates of a plan, the first one or a revised one.
 *
 * @public
 */
export function planStreams(
  { spec }: TrainManifest,
  plan: TrainPlan,
): Pick<TrainStreams, 'products' | 'gates'> {
  return {
    products: plan.products.map(({ layer, ...product }) => ({
      id: product.id,
      events: [{ type: 'product.planned', data: product }],
    })),
    gates: spec.gates.map(({ id, title, before }) => ({
      id,
      events: [
        {
          type: 'gate.planned',
          data: {
            id,
            title: title ?? id,
            before,
            opensAt: plan.gatesOpen[id],
            planRevision: plan.revision,
          },
        },
      ],
    })),
  };
}

/** The communications of a plan, as drafts. */
export function draftCommunications(
  train: PlannedTrain,
): TrainEventData['train.created']['communications'] {
  const { manifest, plan } = train;
  return manifest.spec.communications.map(
    ({ id, subject, body, milestone }) => {
      const sendAt =
        milestone === 'departure'
          ? plan.departure
          : plan.milestones.find(one => one.id === milestone)?.at;
      return {
        id,
        subject,
        body,
        digest: wordingDigest(train, { id, subject, body }),
        ...(sendAt !== undefined && { sendAt }),
      };
    },
  );
}

/**
 * What an approval of a communication binds to: its words as people would get them by the plan, the notes in them, and
 * whom it goes to.
 */
export function wordingDigest(
  train: PlannedTrain,
  communication: Pick<CommunicationState, 'id' | 'subject' | 'body' | 'notes'>,
): string {
  const { subject, body } = previewCommunication(train, communication);
  const { id, notes } = communication;
  const channels = channelsOf(train, id);
  return digestOf({ subject, body, channels, ...(notes && { notes }) });
}

/** Whom a communication goes to. */
function channelsOf(
  { manifest }: Pick<TrainState, 'manifest'>,
  id: string,
): TrainCommunication['channels'] | undefined {
  return manifest.spec.communications.find(one => one.id === id)?.channels;
}

/**
 * Open follow-ups of a train that no other one has taken over, for the next one.
 *
 * @public
 */
export function carryOver(
  state: Pick<TrainState, 'id' | 'followUps'>,
): TrainFollowUp[] {
  return state.followUps
    .filter(
      ({ status, carriedTo }) => status === 'open' && carriedTo === undefined,
    )
    .map(followUp => ({
      ...followUp,
      carriedFrom: followUp.carriedFrom ?? state.id,
    }));
}
