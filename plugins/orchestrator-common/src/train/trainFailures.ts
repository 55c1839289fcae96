import type { Failure, StepDirection } from '../model';
import { previewCommunication } from './renderCommunication';
import { previewRollback, type RollbackPreview } from './rollbackScope';
import { ENDED_PHASES } from './trainContext';
import type { TrainParts } from './trainParts';

/** A step or a message of a train that failed for good, and that nobody has seen to. @public */
export interface TrainFailure {
  kind: 'step' | 'message';
  /** Of the step, or of the communication. */
  id: string;
  title: string;
  failure: Failure;
  /** The place of a step. */
  product?: string;
  wave?: string;
  direction?: StepDirection;
  /** What it takes to give its product up; absent for a message, and for a step of a rollback. */
  rollback?: RollbackPreview;
}

/**
 * What of a train failed for good and waits for a person: to try it again, to settle it, or to take it back.
 *
 * @remarks Rule: semantics, section 6. Of a train that has ended nothing waits any more.
 * @public
 */
export function trainFailures({
  train,
  products,
}: Pick<TrainParts, 'train' | 'products'>): TrainFailure[] {
  if (ENDED_PHASES.includes(train.phase)) {
    return [];
  }
  const steps = [...products.values()].flatMap(({ id: product, activations }) =>
    activations.flatMap(({ wave, direction, status, steps: all }) =>
      ['failed', 'rollbackFailed'].includes(status)
        ? all.flatMap(({ id, title, status: stands, failure }) =>
            stands === 'failed' && failure
              ? [
                  {
                    kind: 'step' as const,
                    id,
                    title,
                    failure,
                    product,
                    wave,
                    direction,
                    ...(direction === 'activate' && {
                      rollback: previewRollback({ train, products }, 'wave', [
                        product,
                      ]),
                    }),
                  },
                ]
              : [],
          )
        : [],
    ),
  );
  const messages = train.communications.flatMap(communication => {
    const { id, status, failure } = communication;
    return status === 'failed' && failure
      ? [
          {
            kind: 'message' as const,
            id,
            title: previewCommunication(train, communication).subject,
            failure: messageFailure(failure),
          },
        ]
      : [];
  });
  return [...steps, ...messages];
}

/** How a message that did not go out, or of which nobody knows, failed. @public */
export function messageFailure({
  outcome,
  message,
}: {
  outcome: 'notSent' | 'unknown';
  message: string;
}): Failure {
  return { class: 'permanent', code: outcome, message };
}
