import type { TrainEvent } from '../events';
import type { CommunicationState, TrainState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import { communicationNotes } from './communicationNotes';
import { channelsOf, communicationDigest } from './createTrain';
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
        : reject(
            'conflict',
            `${id} is ${known.status}, or not due: it can't be sent`,
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
 * Whether a communication has to go out now: it is approved, and its milestone or its wave has come.
 *
 * @public
 */
export function communicationDue(
  state: Pick<TrainState, 'manifest' | 'waves'>,
  communication: CommunicationState,
  now: string,
): boolean {
  const { wave } =
    state.manifest.spec.communications.find(
      ({ id }) => id === communication.id,
    ) ?? {};
  const come =
    wave === undefined
      ? communication.sendAt !== undefined && communication.sendAt <= now
      : state.waves.some(({ id, status }) => id === wave && status === 'done');
  return communication.status === 'approved' && come;
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
    if (!notes) {
      return [];
    }
    const channels = channelsOf(state, id);
    const digest = communicationDigest(subject, body, channels, notes);
    return digest === communication.digest
      ? []
      : [{ type: 'communication.notesChanged', data: { id, notes, digest } }];
  });
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
          digest: communicationDigest(subject, body, channelsOf(state, id)),
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
