import { AsyncResource } from 'node:async_hooks';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Clock } from './clock';
import type { Health } from './health';
import { deliverEvents, type DeliveryServices } from './outbox/deliverEvents';
import { deliverNotices, NOTICE_TOPIC } from './outbox/deliverNotices';
import { EVENTS_TOPIC, OutboxDispatcher } from './outbox/OutboxDispatcher';
import { GivenUpMessages } from './outbox/GivenUpMessages';
import { webhookDispatcher, webhookTopic } from './outbox/webhooks';
import type { RunStores } from './runs/KnexRunDatabase';
import type { Timer } from './runs/timers';
import {
  ObservedEventLog,
  ObservedWorkTransport,
  type Telemetry,
} from './telemetry';
import { createWorkTransport, TimerService, type WorkTransport } from './work';
import { RecentStarts } from './work/RecentStarts';

/** What the engine is made of. */
export interface EngineOptions extends DeliveryServices {
  clock: Clock;
  logger: LoggerService;
  /** Its lines don't say what they are about. */
  plainLogger: LoggerService;
  telemetry: Telemetry;
  health: Health;
  notifications: NotificationService;
  portalUrl: string;
  /** Absent: what suits the database. */
  leaseMs?: number;
  /** Ends requests to webhooks that are under way. */
  signal: AbortSignal;
}

/** What sees to it that all that was decided gets done: the queue, the timers and the outbox. */
export interface Engine {
  transport: WorkTransport;
  leaseMs: number;
  /** What this process has taken of the queue. */
  starts: RecentStarts;
  timers: TimerService<Timer>;
  outbox: OutboxDispatcher;
  /** One for each, so that one that is slow keeps nobody waiting. */
  webhooks: OutboxDispatcher[];
  /** What nobody has taken. */
  givenUp: GivenUpMessages;
  /** Where decisions are written. */
  stores: RunStores;
  /** To be told of each decision that was written. */
  onCommitted(): void;
}

/** Makes the engine that suits the database. */
export function createEngine(options: EngineOptions): Engine {
  const { database, clock, logger, telemetry, health, signal } = options;
  const base = { database, clock, logger };
  const starts = new RecentStarts(clock);
  const { transport: plain, leaseMs } = createWorkTransport({
    ...base,
    leaseMs: options.leaseMs,
  });
  const transport = new ObservedWorkTransport({
    transport: plain,
    metrics: telemetry.metrics,
    onClaim: error => health.tell('queue', error),
    onStart: lane => starts.add(lane),
    mayClaim: () => health.mayWork(),
  });
  const timers = new TimerService<Timer>({
    ...base,
    // A timer is set within a request and fires outside of it.
    logger: options.plainLogger,
  });
  const onGivenUp = (topic: string, count: number) =>
    telemetry.metrics.add('outboxGivenUp', { topic }, count);
  const outbox = new OutboxDispatcher({
    ...base,
    onGivenUp,
    topics: {
      [EVENTS_TOPIC]: { deliver: deliverEvents(options) },
      [NOTICE_TOPIC]: deliverNotices(options.notifications),
    },
  });
  const source = `${options.portalUrl}/orchestrator`;
  const webhooks = options.webhooks.map(webhook =>
    webhookDispatcher({ ...base, webhook, source, signal, onGivenUp }),
  );
  // A counter that begins with what was given up at once would not be seen to grow.
  [
    NOTICE_TOPIC,
    ...options.webhooks.map(({ name }) => webhookTopic(name)),
  ].forEach(topic => onGivenUp(topic, 0));
  return {
    transport,
    leaseMs,
    starts,
    timers,
    outbox,
    webhooks,
    givenUp: new GivenUpMessages({
      database,
      clock,
      onSendAgain: () => [outbox, ...webhooks].forEach(one => one.wake()),
    }),
    stores: { log: new ObservedEventLog(telemetry), transport, timers },
    // Telling the outside is not part of the request that wakes it.
    onCommitted: AsyncResource.bind(() => outbox.wake()),
  };
}
