import type { TrainEvent } from '../events';
import { canonicalJson } from '../manifest';
import type { CommunicationState, TrainState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import { communicationNotes } from './communicationNotes';
import { wordingDigest } from './createTrain';
import type { TrainContext } from './trainContext';
import type { TrainCommandOf } from './trainCommands';

/**
 * Decides on communications: nothing goes out without approval, and nothing twice.
 *
 * @remarks Once a worker has it in hand and its outcome is not known, nobody sends it again but a person who says so.
 */
export function decideCommunication(
  state: TrainState,
  command: TrainCommandOf<
    | 'editCommunication'
    | 'approveCommunication'
    | 'startSending'
    | 'handOver'
    | 'reportSending'
    | 'retryCommunication'
    | 'cancelCommunication'
  >,
  context: TrainContext,
): Decision<TrainEvent> {
  const { id } = command;
  const known = state.communications.find(candidate => candidate.id === id);
  if (!known) {
    return reject('invalid', `The train has no communication ${id}`);
  }
  switch (command.type) {
    case 'editCommunication':
      return edit(state, known, command);
    case 'approveCommunication':
      return approve(state, known, command);
    case 'startSending':
      return communicationDue(state, known, context.now)
        ? accept<TrainEvent>({
            type: 'communication.sending',
            data: { id, workId: command.workId },
          })
        : reject('conflict', `${id} is ${notDue(state, known, context.now)}`);
    case 'handOver':
      return known.status === 'sending' &&
        known.workId === command.workId &&
        !known.handedOver
        ? accept<TrainEvent>({
            type: 'communication.handedOver',
            data: { id, workId: command.workId },
          })
        : reject(
            'stale',
            known.workId === command.workId && known.handedOver
              ? `${id} was handed over already`
              : `${id} is ${known.status}, and not by this piece of work`,
          );
    case 'reportSending':
      return report(known, command);
    case 'retryCommunication':
      return known.status === 'failed'
        ? accept<TrainEvent>({
            type: 'communication.retried',
            data: { id, by: command.by, reason: command.reason },
          })
        : reject(
            'conflict',
            `${id} is ${known.status}: there is nothing to try again`,
          );
    case 'cancelCommunication':
      return ['sending', 'sent'].includes(known.status)
        ? reject('conflict', `${id} is ${known.status}: it can't be taken back`)
        : accept<TrainEvent>({
            type: 'communication.cancelled',
            data: { id, by: command.by, reason: command.reason },
          });
    default:
      return assertNever(command);
  }
}

/**
 * Whether a communication has to go out now: it is approved, and what it waits for has come.
 *
 * @public
 */
export function communicationDue(
  state: CommunicatingTrain,
  communication: CommunicationState,
  now: string,
): boolean {
  return (
    communication.status === 'approved' &&
    communicationWaitsFor(state, communication, now) === undefined
  );
}

/**
 * Messages of which the notes have changed since: what was approved is not what would go out.
 *
 * @remarks What a worker has in hand, and what went out, keeps the notes that it had. What has failed gets the new ones
 *   when somebody wants it sent again, and then asks for an approval.
 */
export function changedNotes(
  state: TrainState,
  { products }: Pick<TrainContext, 'products'>,
): TrainEvent[] {
  return state.communications.flatMap((communication): TrainEvent[] => {
    const { id, status, subject, body } = communication;
    const notes = ['draft', 'approved'].includes(status)
      ? communicationNotes(state, products, communication)
      : undefined;
    if (
      !notes ||
      // Whatever else is in it is revised and edited, which writes its digest anew.
      (communication.notes &&
        canonicalJson(notes) === canonicalJson(communication.notes))
    ) {
      return [];
    }
    const digest = wordingDigest(state, { id, subject, body, notes });
    return [
      { type: 'communication.notesChanged', data: { id, notes, digest } },
    ];
  });
}

/** What of a train says whether its messages may go out. @public */
export type CommunicatingTrain = Pick<
  TrainState,
  'manifest' | 'plan' | 'waves' | 'departedAt'
>;

/** What a message waits for that is approved, or will be. @public */
export type CommunicationWait =
  | { for: 'time'; at: string }
  /** It tells of a departure that was not yet, whatever the time. */
  | { for: 'departure' }
  | { for: 'wave'; wave: string };

/**
 * What has to come before a communication goes out; undefined where all of it has come.
 *
 * Its milestone, or its wave; and what tells of the departure, which is `after`, and an `update` that is planned for
 * then or later, is not said before there was one.
 *
 * @public
 */
export function communicationWaitsFor(
  state: CommunicatingTrain,
  { id, sendAt }: Pick<CommunicationState, 'id' | 'sendAt'>,
  now: string,
): CommunicationWait | undefined {
  const { wave, moment } =
    state.manifest.spec.communications.find(one => one.id === id) ?? {};
  if (wave !== undefined) {
    return state.waves.some(one => one.id === wave && one.status === 'done')
      ? undefined
      : { for: 'wave', wave };
  }
  if (sendAt === undefined || sendAt > now) {
    return { for: 'time', at: sendAt ?? '' };
  }
  const tellsOfDeparture =
    moment === 'after' ||
    (moment === 'update' && sendAt >= state.plan.departure);
  return tellsOfDeparture && state.departedAt === undefined
    ? { for: 'departure' }
    : undefined;
}

function notDue(
  state: CommunicatingTrain,
  known: CommunicationState,
  now: string,
): string {
  const wait = communicationWaitsFor(state, known, now);
  return known.status === 'approved' && wait
    ? `approved, and ${describeWait(state, wait)}`
    : `${known.status}: it can't be sent`;
}

/** When a message goes out, after “it is approved, and”. */
export function describeWait(
  { waves }: Pick<TrainState, 'waves'>,
  wait: CommunicationWait,
): string {
  switch (wait.for) {
    case 'time':
      return `goes out at ${wait.at}`;
    case 'departure':
      return 'waits for the departure that it tells of';
    default: {
      const wave = waves.find(({ id }) => id === wait.wave);
      return `waits for ${wave?.title ?? wait.wave}, which is ${
        wave?.status ?? 'not planned'
      }`;
    }
  }
}

function edit(
  state: TrainState,
  known: CommunicationState,
  { id, by, subject, body }: TrainCommandOf<'editCommunication'>,
): Decision<TrainEvent> {
  if (['sending', 'sent', 'cancelled'].includes(known.status)) {
    return reject(
      'conflict',
      `${id} is ${known.status}: it can't be edited any more`,
    );
  }
  return subject === known.subject && body === known.body
    ? accept<TrainEvent>()
    : accept<TrainEvent>({
        type: 'communication.edited',
        data: {
          id,
          by,
          subject,
          body,
          digest: wordingDigest(state, { id, subject, body }),
        },
      });
}

function approve(
  state: TrainState,
  known: CommunicationState,
  { id, by, ownershipRefs, digest }: TrainCommandOf<'approveCommunication'>,
): Decision<TrainEvent> {
  const { approvers = [] } =
    state.manifest.spec.communications.find(one => one.id === id) ?? {};
  if (
    approvers.length > 0 &&
    !approvers.some(ref => ref === by || ownershipRefs.includes(ref))
  ) {
    return reject(
      'notAllowed',
      `Only ${approvers.join(', ')} can approve this`,
    );
  }
  if (known.status !== 'draft') {
    return known.status === 'approved'
      ? accept<TrainEvent>()
      : reject('conflict', `${id} is ${known.status}`);
  }
  return digest === known.digest
    ? accept<TrainEvent>({
        type: 'communication.approved',
        data: { id, by, digest },
      })
    : reject(
        'stale',
        'The text has changed since you read it: read it again, then approve',
      );
}

function report(
  known: CommunicationState,
  { id, workId, outcome, message }: TrainCommandOf<'reportSending'>,
): Decision<TrainEvent> {
  if (known.status !== 'sending' || known.workId !== workId) {
    return reject('stale', 'This result comes too late');
  }
  return outcome === 'sent'
    ? accept<TrainEvent>({ type: 'communication.sent', data: { id } })
    : accept<TrainEvent>({
        type: 'communication.failed',
        data: { id, outcome, message: message ?? 'No reason was given' },
      });
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
