import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  ORCHESTRATOR_SIGNAL_CHANNEL,
  type EventEnvelope,
  type RunSignal,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { readRun } from '../store/reads';
import type { TargetRow } from '../store/rows';
import { readTrain } from '../trains/KnexTrainRecords';
import { trainNotices } from '../trains/trainNotices';
import { readEvents, toRange, type EventRange } from './eventRanges';
import { noticesFor } from './notices';
import { toNoticeMessage } from './deliverNotices';
import type { Deliver, FollowingMessage } from './OutboxDispatcher';
import { webhookMessages, type EventWebhook } from './webhooks';

/** Topic of the events that other plugins can subscribe to. */
export const ORCHESTRATOR_TOPIC = 'orchestrator';

/** Backstage services that things are told through. */
export interface DeliveryServices {
  database: Knex;
  events: EventsService;
  signals: SignalsService;
  /** Other systems that are told of events. */
  webhooks: readonly EventWebhook[];
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
    const following: FollowingMessage[] = [];
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
          following.push(
            ...(await noticeMessages(services, runId, events)),
            ...webhookMessages(services.webhooks, events, {
              runId,
              first: events[0].position,
              last: events[events.length - 1].position,
            }),
          );
        }
      }
    }
    // Several ranges may say the same of one run: the newest is enough.
    return [
      ...new Map(
        following.map(message => [
          `${message.topic} ${message.payload.scope}`,
          message,
        ]),
      ).values(),
    ];
  };
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
