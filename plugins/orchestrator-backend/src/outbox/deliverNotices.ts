import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { JsonObject } from '@backstage/types';
import type { Notice } from './notices';
import type {
  FollowingMessage,
  OutboxMessage,
  OutboxTopic,
} from './OutboxDispatcher';

/** Topic of what people are told. */
export const NOTICE_TOPIC = 'notices';

/** About ten minutes with the waits between them: a portal without notifications must not fill its outbox. */
const MAX_ATTEMPTS = 15;

/** A notice as a message of the outbox. */
export function toNoticeMessage(
  runId: string,
  notice: Notice,
): FollowingMessage {
  return { topic: NOTICE_TOPIC, runId, payload: { ...notice } as JsonObject };
}

/** Tells people through Backstage's notifications. */
export function deliverNotices(
  notifications: NotificationService,
): OutboxTopic {
  return {
    maxAttempts: MAX_ATTEMPTS,
    deliver: async messages => {
      for (const message of messages) {
        const { recipients, ...payload } = toNotice(message);
        await notifications.send({
          recipients: { type: 'entity', entityRef: recipients },
          payload: { ...payload, topic: 'orchestrator' },
        });
      }
      return [];
    },
  };
}

function toNotice({ payload }: OutboxMessage): Notice {
  return payload as unknown as Notice;
}
