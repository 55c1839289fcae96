import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { webhookHeaders } from '../channels/standardWebhooks';
import type { Clock } from '../clock';
import { exchange } from '../httpClient';
import { readEvents, toRange, type EventRange } from './eventRanges';
import type {
  Deliver,
  FollowingMessage,
  OutboxTopic,
} from './OutboxDispatcher';

const TOPIC = 'webhook/';
const LONGEST_ANSWER = 64 * 1024;
/** At one try a minute it is given up after about a day. */
const MAX_ATTEMPTS = 1_500;

/** Another system that is told of events. */
export interface EventWebhook {
  name: string;
  url: string;
  /** Signs each request. */
  secret?: string;
  headers: Record<string, string>;
  timeoutMs: number;
  /** Types of events, such as `run.finished`, `train.*` or `*`. */
  types: string[];
}

/** Topic of what a webhook is told: each has its own, so that one that is down keeps no other waiting. */
export function webhookTopic(name: string): string {
  return `${TOPIC}${name}`;
}

/** What the webhooks have to be told of events of a run: a message for each that wants one of them. */
export function webhookMessages(
  webhooks: readonly EventWebhook[],
  events: readonly EventEnvelope[],
  { runId, first, last }: EventRange,
): FollowingMessage[] {
  return webhooks
    .filter(webhook => events.some(event => wants(webhook, event.type)))
    .map(({ name }) => ({
      topic: webhookTopic(name),
      runId,
      payload: { first, last, scope: `${first}-${last}` },
    }));
}

/**
 * Posts events to a webhook, one request for each, in their order. It may get one again: the position in the log is
 * the id by which it drops repeats.
 *
 * @remarks
 * Rule: CloudEvents 1.0, structured mode over HTTP; Standard Webhooks for the id, the time and the signature.
 *
 * @param options - `source`: names this portal; `signal`: ends a request that is under way
 */
export function webhookDelivery(options: {
  database: Knex;
  clock: Clock;
  webhook: EventWebhook;
  source: string;
  signal: AbortSignal;
}): OutboxTopic {
  const { database, webhook, source } = options;
  const deliver: Deliver = async messages => {
    for (const range of messages.map(toRange)) {
      for await (const events of readEvents(database, range)) {
        for (const event of events) {
          if (wants(webhook, event.type)) {
            await post(options, JSON.stringify(cloudEvent(event, source)), {
              id: String(event.position),
            });
          }
        }
      }
    }
    return [];
  };
  return { deliver, maxAttempts: MAX_ATTEMPTS };
}

/** Forgets what is left for webhooks that are not in the configuration any more. */
export async function forgetWebhooks(
  database: Knex,
  webhooks: readonly EventWebhook[],
): Promise<number> {
  return database('outbox')
    .where('topic', 'like', `${TOPIC}%`)
    .whereNotIn(
      'topic',
      webhooks.map(({ name }) => webhookTopic(name)),
    )
    .delete();
}

async function post(
  { webhook, clock, signal }: Parameters<typeof webhookDelivery>[0],
  body: string,
  { id }: { id: string },
): Promise<void> {
  const { url, headers, secret, timeoutMs, name } = webhook;
  const answer = await exchange({
    url: new URL(url),
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/cloudevents+json; charset=utf-8',
      ...webhookHeaders(body, { id, at: clock.now(), secret }),
    },
    body,
    signal,
    timeoutMs,
    maxBytes: LONGEST_ANSWER,
  });
  if (answer.status < 200 || answer.status >= 300) {
    throw new Error(
      `The webhook ${name} answers event ${id} with status ${answer.status}`,
    );
  }
}

function cloudEvent(event: EventEnvelope, source: string): JsonObject {
  return {
    specversion: '1.0',
    id: String(event.position),
    source,
    type: `orchestrator.${event.type}`,
    subject: event.stream,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    data: { ...event } as unknown as JsonObject,
  };
}

function wants({ types }: EventWebhook, type: string): boolean {
  return types.some(
    wanted =>
      wanted === '*' ||
      wanted === type ||
      (wanted.endsWith('.*') && type.startsWith(wanted.slice(0, -1))),
  );
}
