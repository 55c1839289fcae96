import {
  productChecks,
  tickItems,
  TRAIN_PART,
  type ActivationState,
  type CommunicationState,
  type StepState,
  type TickItem,
  type TrainCommunication,
  type TrainInboxItem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { TrainDetail } from '../../data';
import { findCriterion, type FoundCriterion } from '../train/board';

/*
 * What an item of the inbox asks about, in its train; undefined where the plan has changed and it is not there any more.
 */

/** The criterion that is signed, ticked or judged. */
export function criterionOf(
  detail: TrainDetail,
  item: TrainInboxItem,
): FoundCriterion | undefined {
  const { product: part = TRAIN_PART, gate = '', criterion = '' } = item;
  return findCriterion(detail, { part, gate, criterion });
}

/** The item that is ticked. */
export function checkOf(
  detail: TrainDetail,
  item: TrainInboxItem,
): TickItem | undefined {
  const found = criterionOf(detail, item);
  return (
    found &&
    tickItems(found.asked, productChecks(detail.train, found.part))?.find(
      ({ id }) => id === item.subject,
    )
  );
}

/** The message that is approved. */
export function messageOf(
  { train }: TrainDetail,
  { subject }: TrainInboxItem,
): { planned: TrainCommunication; state: CommunicationState } | undefined {
  const planned = train.manifest.spec.communications.find(
    ({ id }) => id === subject,
  );
  const state = train.communications.find(({ id }) => id === subject);
  return planned && state && { planned, state };
}

/** The step that is done by hand. */
export function stepOf(
  { productStates }: TrainDetail,
  { wave, product, subject }: TrainInboxItem,
): { activation: ActivationState; step: StepState } | undefined {
  const activation = productStates
    .find(({ id }) => id === product)
    ?.activations.find(one => one.wave === wave);
  const step = activation?.steps.find(({ id }) => id === subject);
  return activation && step && { activation, step };
}
