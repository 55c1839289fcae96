/** What a metric is, as OpenTelemetry wants to know it. */
export interface MetricDefinition {
  /** By OpenTelemetry's conventions: dots, no unit in the name. */
  name: string;
  kind: 'counter' | 'histogram' | 'gauge';
  /** In the notation of UCUM: `s`, or what is counted in braces; a plain `1` would make a collector append `_ratio`. */
  unit: string;
  description: string;
  /** Attributes; none of them grows with runs or targets. */
  labels: readonly string[];
  /** Upper bounds of the buckets of a histogram, in its unit. */
  buckets?: readonly number[];
}

/** From a tenth of a second to an hour: attempts check out code and run tests. */
const ATTEMPT_SECONDS = [
  0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600,
] as const;
/** From a millisecond to ten seconds: transactions. */
const COMMAND_SECONDS = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
/** From a minute to a month: people. */
const PERSON_SECONDS = [
  60, 600, 3600, 14_400, 43_200, 86_400, 259_200, 604_800, 2_592_000,
] as const;

/**
 * Every metric of the orchestrator. `docs/reference/metrics.md` has the same table; a test holds them together.
 *
 * @remarks
 * Gauges are read from the database that all replicas share: each replica tells the same, so take the largest over
 * replicas, not the sum. Counters, histograms and the two gauges of workers are of one replica: take the sum.
 */
export const METRICS = {
  queueDepth: {
    name: 'orchestrator.queue.depth',
    kind: 'gauge',
    unit: '{item}',
    description: 'Items of work in a lane, by what they do',
    labels: ['lane', 'state'],
  },
  queueOldestAge: {
    name: 'orchestrator.queue.oldest.age',
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest item that is ready has waited',
    labels: ['lane'],
  },
  startDelay: {
    name: 'orchestrator.queue.start.delay',
    kind: 'histogram',
    unit: 's',
    description: 'From when an item was due to when a worker took it',
    labels: ['lane'],
    buckets: ATTEMPT_SECONDS,
  },
  attempts: {
    name: 'orchestrator.attempts',
    kind: 'counter',
    unit: '{attempt}',
    description: 'Attempts that ended, by what they came to',
    labels: ['stage', 'outcome'],
  },
  attemptDuration: {
    name: 'orchestrator.attempt.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long attempts took',
    labels: ['stage', 'outcome'],
    buckets: ATTEMPT_SECONDS,
  },
  failures: {
    name: 'orchestrator.failures',
    kind: 'counter',
    unit: '{failure}',
    description: 'Attempts that failed, by why',
    labels: ['stage', 'class', 'code'],
  },
  deadLetters: {
    name: 'orchestrator.dead_letters',
    kind: 'gauge',
    unit: '{item}',
    description:
      'Targets, steps and messages that failed for good and that nobody has seen to',
    labels: ['kind'],
  },
  gatesWaiting: {
    name: 'orchestrator.gates.waiting',
    kind: 'gauge',
    unit: '{gate}',
    description:
      'Approvals and gates that are open and that nobody has decided',
    labels: ['kind'],
  },
  gateOldestAge: {
    name: 'orchestrator.gates.oldest.age',
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest open approval or gate has waited',
    labels: ['kind'],
  },
  gateWait: {
    name: 'orchestrator.gate.wait',
    kind: 'histogram',
    unit: 's',
    description:
      'From when an approval or a gate was opened to when it was decided',
    labels: ['state'],
    buckets: PERSON_SECONDS,
  },
  rateLimitWait: {
    name: 'orchestrator.rate_limit.wait',
    kind: 'histogram',
    unit: 's',
    description: 'How long work is put off because of a rate limit',
    labels: ['host', 'cause'],
    buckets: ATTEMPT_SECONDS,
  },
  leaseLosses: {
    name: 'orchestrator.lease.losses',
    kind: 'counter',
    unit: '{lease}',
    description: 'Items that a worker lost before it was done with them',
    labels: ['lane'],
  },
  recoveries: {
    name: 'orchestrator.queue.recoveries',
    kind: 'counter',
    unit: '{item}',
    description: 'Items that were taken from a worker that fell silent',
    labels: [],
  },
  outboxDepth: {
    name: 'orchestrator.outbox.depth',
    kind: 'gauge',
    unit: '{message}',
    description: 'Messages that wait to be told to the outside',
    labels: ['topic'],
  },
  outboxOldestAge: {
    name: 'orchestrator.outbox.oldest.age',
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest message has waited',
    labels: ['topic'],
  },
  outboxGivenUp: {
    name: 'orchestrator.outbox.given_up',
    kind: 'counter',
    unit: '{message}',
    description:
      'Messages that are not tried any more until somebody sends them again',
    labels: ['topic'],
  },
  timersWaiting: {
    name: 'orchestrator.timers.waiting',
    kind: 'gauge',
    unit: '{timer}',
    description: 'Timers, by whether their time has come',
    labels: ['state'],
  },
  timersLateness: {
    name: 'orchestrator.timers.lateness',
    kind: 'gauge',
    unit: 's',
    description: 'For how long the timer that is most overdue has been due',
    labels: [],
  },
  commandDuration: {
    name: 'orchestrator.command.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long commands took: decision and transaction',
    labels: ['command', 'outcome'],
    buckets: COMMAND_SECONDS,
  },
  commandConflicts: {
    name: 'orchestrator.command.conflicts',
    kind: 'counter',
    unit: '{conflict}',
    description:
      'Transactions of commands that the database ended because of another one, and that were tried again',
    labels: ['command'],
  },
  events: {
    name: 'orchestrator.events',
    kind: 'counter',
    unit: '{event}',
    description: 'Events that were appended to the log',
    labels: ['type'],
  },
  workerSlots: {
    name: 'orchestrator.worker.slots',
    kind: 'gauge',
    unit: '{slot}',
    description: 'Items that this replica can work on at once',
    labels: [],
  },
  queueFree: {
    name: 'orchestrator.queue.free',
    kind: 'gauge',
    unit: '{slot}',
    description:
      'Free slots of this replica that may take work of a lane; 0 while as much of it runs as may run at once',
    labels: ['lane'],
  },
  workerBusy: {
    name: 'orchestrator.worker.busy',
    kind: 'gauge',
    unit: '{slot}',
    description: 'Items that this replica is working on',
    labels: [],
  },
  healthy: {
    name: 'orchestrator.health',
    kind: 'gauge',
    unit: '{check}',
    description: '1 where a part of this replica works, 0 where it does not',
    labels: ['check'],
  },
  databaseTroubles: {
    name: 'orchestrator.database.troubles',
    kind: 'counter',
    unit: '{trouble}',
    description: 'Times that this replica met trouble with the database',
    labels: ['trouble'],
  },
  requestsRefused: {
    name: 'orchestrator.requests.refused',
    kind: 'counter',
    unit: '{request}',
    description: 'Requests that were over a limit',
    labels: ['limit'],
  },
} as const satisfies Record<string, MetricDefinition>;

/** Names a metric in the code. */
export type MetricKey = keyof typeof METRICS;

/** Metrics of one kind. */
export type MetricKeyOf<K extends MetricDefinition['kind']> = {
  [M in MetricKey]: (typeof METRICS)[M]['kind'] extends K ? M : never;
}[MetricKey];

/** Attributes that a metric must be given. */
export type LabelsOf<M extends MetricKey> = {
  [L in (typeof METRICS)[M]['labels'][number]]: string;
};
