import type { TrainEvent } from '@backstage-orchestrator/plugin-orchestrator-common';

/** A text for people outside of the train. */
interface Text {
  subject: string;
  body: string;
}

/** A message to people outside of the train. */
export interface LedgerMessage extends Text {
  status: string;
  /** Texts that somebody has approved at some time. */
  approved: Set<string>;
  /** An approval, or a person's word after a failure, that was not used yet. */
  tickets: number;
  /** Ids of the pieces of work that it was handed over with. */
  handedOver: string[];
}

/** Notes the messages of a plan: what reads otherwise than before is a draft again. */
export function planMessages(
  messages: Map<string, LedgerMessage>,
  planned: (Text & { id: string })[],
): void {
  for (const { id, subject, body } of planned) {
    const known = messages.get(id);
    const same = known?.subject === subject && known.body === body;
    if (!known) {
      messages.set(id, {
        subject,
        body,
        status: 'draft',
        approved: new Set(),
        tickets: 0,
        handedOver: [],
      });
    } else if (!same && known.status !== 'sent') {
      Object.assign(known, { subject, body, status: 'draft', tickets: 0 });
    }
  }
}

/** Notes what becomes of a message. */
export function noteMessage(message: LedgerMessage, event: TrainEvent): void {
  switch (event.type) {
    case 'communication.edited': {
      const { subject, body } = event.data;
      Object.assign(message, { subject, body, status: 'draft', tickets: 0 });
      break;
    }
    case 'communication.notesChanged':
      Object.assign(message, { status: 'draft', tickets: 0 });
      break;
    case 'communication.approved':
      message.approved.add(textOf(message));
      message.tickets = 1;
      message.status = 'approved';
      break;
    case 'communication.retried':
      message.tickets = 1;
      message.status = 'approved';
      break;
    case 'communication.sending':
      message.tickets -= 1;
      message.handedOver.push(event.data.workId);
      message.status = 'sending';
      break;
    case 'communication.sent':
      message.status = 'sent';
      break;
    case 'communication.failed':
      message.status = 'failed';
      break;
    case 'communication.cancelled':
      message.status = 'cancelled';
      break;
    default:
  }
}

/** A text as an approval binds to it. */
export function textOf({ subject, body }: Text): string {
  return `${subject}\n${body}`;
}
