import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Metrics } from './Metrics';

/** A scrape asks for every gauge: they share one look at the database. */
const FRESH_MS = 2_000;

const SWEEP = { kind: 'sweep' };
const TRAIN = { kind: 'train' };

/** What the gauges are read from. */
export interface EngineGaugesOptions {
  metrics: Metrics;
  /** A look at the database; one that fails leaves the gauges without a value. */
  look(): Promise<
    Pick<
      WorkStats,
      | 'at'
      | 'lanes'
      | 'deadLetters'
      | 'trainDeadLetters'
      | 'approvals'
      | 'gates'
      | 'outbox'
      | 'timers'
    >
  >;
  worker(): { slots: number; busy: number; lanes: readonly string[] };
  /** By the name of the check. */
  health(): Record<string, boolean>;
}

type Look = Awaited<ReturnType<EngineGaugesOptions['look']>>;

/** Tells the gauges of the engine to whoever collects metrics. */
export class EngineGauges {
  readonly #options: EngineGaugesOptions;
  readonly #ends: (() => void)[] = [];
  #looked: { startedMs: number; result: Promise<Look | undefined> } | undefined;

  constructor(options: EngineGaugesOptions) {
    this.#options = options;
  }

  start(): void {
    const { metrics, worker, health } = this.#options;
    this.#ends.push(
      metrics.observe('queueDepth', observe =>
        this.#with(({ lanes }) => {
          for (const { lane, ready, scheduled, running } of lanes) {
            observe(ready, { lane, state: 'ready' });
            observe(scheduled, { lane, state: 'scheduled' });
            observe(running, { lane, state: 'running' });
          }
        }),
      ),
      metrics.observe('queueOldestAge', observe =>
        this.#with(({ at, lanes }) =>
          lanes.forEach(({ lane, oldestReadyAt }) =>
            observe(ageSeconds(at, oldestReadyAt), { lane }),
          ),
        ),
      ),
      metrics.observe('deadLetters', observe =>
        this.#with(({ deadLetters, trainDeadLetters }) => {
          observe(deadLetters, SWEEP);
          observe(trainDeadLetters, TRAIN);
        }),
      ),
      metrics.observe('gatesWaiting', observe =>
        this.#with(({ approvals, gates }) => {
          observe(approvals.waiting, SWEEP);
          observe(gates.waiting, TRAIN);
        }),
      ),
      metrics.observe('gateOldestAge', observe =>
        this.#with(({ at, approvals, gates }) => {
          observe(ageSeconds(at, approvals.oldest), SWEEP);
          observe(ageSeconds(at, gates.oldest), TRAIN);
        }),
      ),
      metrics.observe('outboxDepth', observe =>
        this.#with(({ outbox }) =>
          outbox.topics.forEach(({ topic, waiting }) =>
            observe(waiting, { topic }),
          ),
        ),
      ),
      metrics.observe('outboxOldestAge', observe =>
        this.#with(({ at, outbox }) =>
          outbox.topics.forEach(({ topic, oldest }) =>
            observe(ageSeconds(at, oldest), { topic }),
          ),
        ),
      ),
      metrics.observe('timersWaiting', observe =>
        this.#with(({ timers }) => {
          observe(timers.due, { state: 'due' });
          observe(timers.waiting - timers.due, { state: 'later' });
        }),
      ),
      metrics.observe('timersLateness', observe =>
        this.#with(({ at, timers }) =>
          observe(ageSeconds(at, timers.next), {}),
        ),
      ),
      metrics.observe('workerSlots', observe => observe(worker().slots, {})),
      metrics.observe('queueFree', observe =>
        this.#with(({ lanes }) => {
          const { slots, busy, lanes: served } = worker();
          for (const { lane, running, maxConcurrent = Infinity } of lanes) {
            const free = served.includes(lane) && running < maxConcurrent;
            observe(free ? slots - busy : 0, { lane });
          }
        }),
      ),
      metrics.observe('workerBusy', observe => observe(worker().busy, {})),
      metrics.observe('healthy', observe =>
        Object.entries(health()).forEach(([check, ok]) =>
          observe(ok ? 1 : 0, { check }),
        ),
      ),
    );
  }

  stop(): void {
    this.#ends.splice(0).forEach(end => end());
  }

  async #with(tell: (look: Look) => void): Promise<void> {
    const nowMs = performance.now();
    if (!this.#looked || nowMs - this.#looked.startedMs > FRESH_MS) {
      this.#looked = {
        startedMs: nowMs,
        // The health says why it could not be looked; a gap in the gauges is honest, an old value is not.
        result: this.#options.look().catch(() => undefined),
      };
    }
    const look = await this.#looked.result;
    if (look) {
      tell(look);
    }
  }
}

/** Nothing waits, or it is not due yet: no age. */
function ageSeconds(at: string, since: string | undefined): number {
  return since === undefined
    ? 0
    : Math.max(0, Date.parse(at) - Date.parse(since)) / 1000;
}
