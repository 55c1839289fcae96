import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { webhookHeaders } from '../channels/standardWebhooks';
import type { Clock } from '../clock';
import { exchange } from '../httpClient';
import { toEnvelope } from '../store/EventLog';
import type { EventRow } from '../store/rows';
import {
  OutboxDispatcher,
  type Deliver,
  type FollowingMessage,
} from './OutboxDispatcher';

const TOPIC = 'webhook/';
const LONGEST_ANSWER = 64 * 1024;
/** What a receiver has not taken for so long is given up. */
const MAX_AGE_MS = 24 * 60 * 60 * 1_000;

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

/** An event as other systems get it. Rule: CloudEvents 1.0, JSON format. */
interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: EventEnvelope;
}

/** Topic of what a webhook is told: each has its own, so that one that is down keeps no other waiting. */
export function webhookTopic(name: string): string {
  return `${TOPIC}${name}`;
}

/** What the webhooks have to be told: a message for each event, so that what one of them refuses comes again alone. */
export function webhookMessages(
  webhooks: readonly EventWebhook[],
  events: readonly EventEnvelope[],
): FollowingMessage[] {
  return webhooks.flatMap(webhook =>
    events
      .filter(({ type }) => wants(webhook, type))
      .map(({ runId, position }) => ({
        topic: webhookTopic(webhook.name),
        runId,
        payload: { position },
      })),
  );
}

/**
 * Posts events to a webhook, one request for each, in their order but for those that come again. It may get one twice:
 * the position in the log is the id by which it drops repeats.
 *
 * @remarks
 * Rule: CloudEvents 1.0, structured mode over HTTP; Standard Webhooks for the id, the time and the signature.
 *
 * @param options - `source`: names this portal; `signal`: ends a request that is under way
 */
export function webhookDispatcher(options: {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  webhook: EventWebhook;
  source: string;
  signal: AbortSignal;
  onGivenUp?: (topic: string, count: number) => void;
}): OutboxDispatcher {
  const { database, clock, logger, webhook, source, onGivenUp } = options;
  const { name, timeoutMs } = webhook;
  const deliver: Deliver = async messages => {
    for (const { payload } of messages) {
      const row = await database<EventRow>('events')
        .where({ position: Number(payload.position) })
        .first();
      if (row) {
        await post(options, cloudEvent(toEnvelope(row), source));
      }
    }
    return [];
  };
  return new OutboxDispatcher({
    database,
    clock,
    logger,
    receiver: { timeoutMs, maxAgeMs: MAX_AGE_MS },
    onGivenUp,
    topics: { [webhookTopic(name)]: { deliver } },
  });
}

/**
 * Forgets what is left for webhooks that are not in the configuration any more.
 *
 * @param before - ISO 8601. What is younger may be of a replica that has another configuration, as in an upgrade
 */
export async function forgetWebhooks(
  database: Knex,
  webhooks: readonly EventWebhook[],
  before: string,
): Promise<number> {
  return database('outbox')
    .where('topic', 'like', `${TOPIC}%`)
    .andWhere('created_at', '<', before)
    .whereNotIn(
      'topic',
      webhooks.map(({ name }) => webhookTopic(name)),
    )
    .delete();
}

async function post(
  {
    webhook,
    clock,
    signal,
  }: Pick<
    Parameters<typeof webhookDispatcher>[0],
    'webhook' | 'clock' | 'signal'
  >,
  event: CloudEvent,
): Promise<void> {
  const { url, headers, secret, timeoutMs, name } = webhook;
  const { id } = event;
  const body = JSON.stringify(event);
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

function cloudEvent(event: EventEnvelope, source: string): CloudEvent {
  return {
    specversion: '1.0',
    id: String(event.position),
    source,
    type: `orchestrator.${event.type}`,
    subject: event.stream,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    data: event,
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
