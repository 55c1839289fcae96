import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  ORCHESTRATOR_SIGNAL_CHANNEL,
  type EventEnvelope,
  type RunSignal,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { toEnvelope } from '../store/EventLog';
import { readRun } from '../store/reads';
import type { EventRow, TargetRow } from '../store/rows';
import { noticesFor } from './notices';
import type { Deliver, OutboxMessage } from './OutboxDispatcher';

/** Topic of the events that other plugins can subscribe to. */
export const ORCHESTRATOR_TOPIC = 'orchestrator';

/** Rows of one query on the log. */
const CHUNK = 1_000;

/** Backstage services that things are told through. */
export interface DeliveryServices {
  database: Knex;
  events: EventsService;
  signals: SignalsService;
  notifications: NotificationService;
}

/**
 * Tells Backstage: an event of its events service for each event of the log, whose `id` is its position so that
 * receivers can drop repeats; a signal per run for the pages; notifications for people.
 */
export function deliverEvents(services: DeliveryServices): Deliver {
  return async messages => {
    const byRun = new Map<string, OutboxMessage[]>();
    for (const message of messages) {
      byRun.set(message.runId, [...(byRun.get(message.runId) ?? []), message]);
    }
    for (const [runId, ofRun] of byRun) {
      const last = Math.max(...ofRun.map(message => message.last));
      const signal: RunSignal = { runId, position: last };
      await services.signals.publish({ recipients: { type: 'broadcast' }, channel: ORCHESTRATOR_SIGNAL_CHANNEL, message: signal });
      for (const message of ofRun) {
        for await (const events of readEvents(services.database, message)) {
          await publish(services.events, events);
          await notify(services, runId, events);
        }
      }
    }
  };
}

async function* readEvents(database: Knex, { runId, first, last }: OutboxMessage): AsyncGenerator<EventEnvelope[]> {
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

async function publish(service: EventsService, events: EventEnvelope[]): Promise<void> {
  for (const event of events) {
    await service.publish({
      topic: ORCHESTRATOR_TOPIC,
      eventPayload: { id: String(event.position), ...event },
      metadata: { type: event.type, runId: event.runId },
    });
  }
}

async function notify(services: DeliveryServices, runId: string, events: EventEnvelope[]): Promise<void> {
  const run = await readRun(services.database, runId);
  if (!run) {
    return;
  }
  const target = (id: string) => services.database<TargetRow>('targets').where({ run_id: runId, id }).first('owner');
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
  for (const { recipients, ...payload } of notices) {
    await services.notifications.send({
      recipients: { type: 'entity', entityRef: recipients },
      payload: { ...payload, topic: 'orchestrator' },
    });
  }
}
