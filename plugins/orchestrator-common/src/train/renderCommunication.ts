import { toError } from '@backstage/errors';
import { renderTemplate } from '../templating';
import type { CommunicationState } from '../model';
import { metricScope, scopeValues, type PlannedTrain } from './metricScope';

/** What of a communication its text is rendered from. @public */
export type CommunicationText = Pick<
  CommunicationState,
  'id' | 'subject' | 'body' | 'notes'
>;

/**
 * A communication as people get it: its subject and text with the values of the train and of its wave, and the notes
 * that its approval binds to.
 *
 * @throws TemplateError where the train has no value for what the text asks for
 * @public
 */
export function renderCommunication(
  train: PlannedTrain,
  { id, subject, body, notes }: CommunicationText,
): { subject: string; body: string } {
  const wave = train.manifest.spec.communications.find(
    one => one.id === id,
  )?.wave;
  const values = scopeValues(metricScope(train, { wave }));
  return {
    subject: renderTemplate(subject, values),
    body: renderTemplate(body, { ...values, ...notes }),
  };
}

/**
 * The same, for people who look at it before it goes out.
 *
 * @returns with `problem` and as it is written, where the train has no value for what the text asks for
 * @public
 */
export function previewCommunication(
  train: PlannedTrain,
  communication: CommunicationText,
): { subject: string; body: string; problem?: string } {
  try {
    return renderCommunication(train, communication);
  } catch (error) {
    const { subject, body } = communication;
    return { subject, body, problem: toError(error).message };
  }
}
