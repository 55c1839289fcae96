import type { StepDirection } from '../model';
import type { QueuePlace, ExpectedTurn } from '../sweep/turnFacts';
import { turnInLine } from '../sweep/turnInLine';
import { previewCommunication } from './renderCommunication';
import { ENDED_PHASES } from './trainContext';
import type { TrainParts } from './trainParts';

/** A step or a message of a train that is in a queue, or in the hands of a worker. @public */
export interface TrainWork {
  kind: 'step' | 'message';
  /** Of the step, or of the communication. */
  id: string;
  title: string;
  workId: string;
  /** ISO 8601: when a step was begun; of a message only its events tell. */
  startedAt?: string;
  /** ISO 8601: not before. */
  retryAt?: string;
  /** Whether it stays where it is until somebody lets its train or its wave go on. */
  held?: true;
  /** The place of a step. */
  product?: string;
  wave?: string;
  direction?: StepDirection;
}

/**
 * What of a train is work for the queue now.
 *
 * @remarks
 * A workflow that was started goes on whatever holds its train, and so does what a person asks for in spite of that.
 * Rule: semantics, section 6.
 * @public
 */
export function trainWork({
  train,
  products,
}: Pick<TrainParts, 'train' | 'products'>): TrainWork[] {
  if (ENDED_PHASES.includes(train.phase)) {
    return [];
  }
  const halted = train.waves.flatMap(({ id, status }) =>
    status === 'halted' ? [id] : [],
  );
  const steps = [...products.values()].flatMap(({ id: product, activations }) =>
    activations.flatMap(({ wave, direction, steps: all }) =>
      all.flatMap((step): TrainWork[] => {
        const { id, title, status, workId, startedAt, retryAt } = step;
        if (status !== 'running' || workId === undefined) {
          return [];
        }
        const held =
          direction === 'activate' &&
          step.retriedBy === undefined &&
          step.workflow === undefined &&
          (train.pause !== undefined || halted.includes(wave));
        return [
          {
            kind: 'step',
            id,
            title,
            workId,
            ...(startedAt !== undefined && { startedAt }),
            ...(retryAt !== undefined && { retryAt }),
            ...(held && { held }),
            product,
            wave,
            direction,
          },
        ];
      }),
    ),
  );
  const messages = train.communications.flatMap(
    (communication): TrainWork[] => {
      const { id, status, workId } = communication;
      return status === 'sending' && workId !== undefined
        ? [
            {
              kind: 'message',
              id,
              title: previewCommunication(train, communication).subject,
              workId,
            },
          ]
        : [];
    },
  );
  return [...steps, ...messages];
}

/** What is known of a step or a message of a train that waits. @public */
export interface TrainTurnFacts {
  now: string;
  work: Pick<TrainWork, 'retryAt' | 'held'>;
  /** Its turn at its code host, where it has to wait for one. */
  host?: { at: string; limit: string };
  /** Absent: it is in no queue. */
  place?: QueuePlace;
  /** How many items of its queue were taken lately; absent or 0: none, and nothing is reckoned from it. */
  startsPerMinute?: number;
}

/**
 * Says what a step or a message of a train waits for and when its turn is expected.
 *
 * @remarks As `expectedTurn` says it of targets. Rule: semantics, section 5.
 * @returns undefined where a worker has it, or where it is looked at again later: what it has begun goes on elsewhere
 * @public
 */
export function expectedTrainTurn({
  work,
  ...facts
}: TrainTurnFacts): ExpectedTurn | undefined {
  const { place } = facts;
  if (place === undefined || place.state === 'running') {
    return undefined;
  }
  return work.held
    ? { waitsFor: 'resume' }
    : turnInLine({ ...facts, retryAt: work.retryAt });
}
