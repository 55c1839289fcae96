import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  ORCHESTRATOR_SIGNAL_CHANNEL,
  type EventEnvelope,
  type RunSignal,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { readRun } from '../store/reads';
import { toEnvelope } from '../store/EventLog';
import type { EventRow, TargetRow } from '../store/rows';
import { readTrain } from '../trains/KnexTrainRecords';
import { trainNotices } from '../trains/trainNotices';
import { noticesFor } from './notices';
import { toNoticeMessage } from './deliverNotices';
import type {
  Deliver,
  FollowingMessage,
  OutboxMessage,
} from './OutboxDispatcher';
import { webhookMessages, type EventWebhook } from './webhooks';

/** Topic of the events that other plugins can subscribe to. */
export const ORCHESTRATOR_TOPIC = 'orchestrator';

/** Rows of one query on the log. */
const CHUNK = 1_000;

/** Backstage services that things are told through. */
export interface DeliveryServices {
  database: Knex;
  events: EventsService;
  signals: SignalsService;
  /** Other systems that are told of events. */
  webhooks: readonly EventWebhook[];
}

/** Positions of a run's events in the log, both included. */
interface EventRange {
  runId: string;
  first: number;
  last: number;
}

/**
 * Tells Backstage: an event of its events service for each event of the log, whose `id` is its position so that
 * receivers can drop repeats; a signal per run for the pages. What people and webhooks are told follows as messages of
 * its own.
 */
export function deliverEvents(services: DeliveryServices): Deliver {
  return async messages => {
    const byRun = new Map<string, EventRange[]>();
    for (const range of messages.map(toRange)) {
      byRun.set(range.runId, [...(byRun.get(range.runId) ?? []), range]);
    }
    const notices = new Map<unknown, FollowingMessage>();
    const posts: FollowingMessage[] = [];
    for (const [runId, ranges] of byRun) {
      const signal: RunSignal = {
        runId,
        position: Math.max(...ranges.map(range => range.last)),
      };
      await services.signals.publish({
        recipients: { type: 'broadcast' },
        channel: ORCHESTRATOR_SIGNAL_CHANNEL,
        message: signal,
      });
      for (const range of ranges) {
        for await (const events of readEvents(services.database, range)) {
          await publish(services.events, events);
          for (const notice of await noticeMessages(services, runId, events)) {
            // Several ranges may say the same of one run: the newest is enough.
            notices.set(notice.payload.scope, notice);
          }
          posts.push(...webhookMessages(services.webhooks, events));
        }
      }
    }
    return [...notices.values(), ...posts];
  };
}

function toRange({ runId, payload }: OutboxMessage): EventRange {
  return { runId, first: Number(payload.first), last: Number(payload.last) };
}

async function* readEvents(
  database: Knex,
  { runId, first, last }: EventRange,
): AsyncGenerator<EventEnvelope[]> {
  for (let after = first - 1; ; ) {
    const rows = await database<EventRow>('events')
      .where('run_id', runId)
      .andWhere('position', '>', after)
      .andWhere('position', '<=', last)
      .orderBy('position')
      .limit(CHUNK);
    const newest = rows.at(-1);
    if (!newest) {
      return;
    }
    yield rows.map(toEnvelope);
    after = Number(newest.position);
  }
}

async function publish(
  service: EventsService,
  events: EventEnvelope[],
): Promise<void> {
  for (const event of events) {
    await service.publish({
      topic: ORCHESTRATOR_TOPIC,
      eventPayload: { id: String(event.position), ...event },
      metadata: { type: event.type, runId: event.runId },
    });
  }
}

async function noticeMessages(
  services: DeliveryServices,
  runId: string,
  events: EventEnvelope[],
): Promise<FollowingMessage[]> {
  const run = await readRun(services.database, runId);
  if (!run) {
    const train = await readTrain(services.database, runId);
    return train
      ? trainNotices(train, events).map(notice =>
          toNoticeMessage(runId, notice),
        )
      : [];
  }
  const target = (id: string) =>
    services
      .database<TargetRow>('targets')
      .where({ run_id: runId, id })
      .first('owner');
  const notices = await noticesFor(
    run,
    events,
    async id => (await target(id))?.owner ?? undefined,
    async (_, owner) => {
      const row = await services
        .database<TargetRow>('targets')
        .where({ run_id: runId, owner })
        .whereIn('status', ['open', 'reverting'])
        .count<{ open: number | string }[]>({ open: '*' })
        .first();
      return Number(row?.open ?? 0);
    },
  );
  return notices.map(notice => toNoticeMessage(runId, notice));
}
