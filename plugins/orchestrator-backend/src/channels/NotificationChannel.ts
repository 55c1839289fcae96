import { parseEntityRef } from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  SendError,
  type Channel,
  type ChannelMessage,
  type SendOptions,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { markdownToText } from './markdown';

const PEOPLE = ['user', 'group'];

/** Sends messages as notifications of Backstage, to users and the members of groups. */
export class NotificationChannel implements Channel {
  readonly kind = 'notification';
  readonly #notifications: Pick<NotificationService, 'send'>;

  constructor(options: { notifications: Pick<NotificationService, 'send'> }) {
    this.#notifications = options.notifications;
  }

  async send(
    { to, subject, body, link }: ChannelMessage,
    { idempotencyKey }: SendOptions,
  ): Promise<'sent'> {
    const entityRef = to.map(readPerson);
    try {
      await this.#notifications.send({
        recipients: { type: 'entity', entityRef },
        payload: {
          title: subject,
          description: markdownToText(body),
          topic: 'orchestrator',
          // A notification of the same scope takes the place of the one before, so that nobody has it twice.
          scope: `communication:${idempotencyKey}`,
          ...(link !== undefined && { link }),
        },
      });
      return 'sent';
    } catch (error) {
      throw new SendError(
        wasRefused(error) ? 'notSent' : 'unknown',
        `Notifications could not be sent: ${
          isError(error) ? error.message : String(error)
        }`,
        { cause: error },
      );
    }
  }
}

function readPerson(ref: string): string {
  try {
    const { kind } = parseEntityRef(ref);
    if (PEOPLE.includes(kind.toLowerCase())) {
      return ref;
    }
  } catch {
    // The same sentence as for another kind.
  }
  throw new SendError(
    'notSent',
    `A notification goes to users and groups such as group:default/support; found "${ref}"`,
  );
}

/** A ResponseError has the status; of what refused to connect, the cause has the code. */
function wasRefused(error: unknown): boolean {
  const { statusCode, cause } = error as {
    statusCode?: number;
    cause?: { code?: string };
  };
  return (
    (statusCode !== undefined && statusCode >= 400 && statusCode < 500) ||
    ['ECONNREFUSED', 'ENOTFOUND'].includes(cause?.code ?? '')
  );
}
