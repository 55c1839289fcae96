import type { Knex } from 'knex';
import { EventLog, type StreamAppend } from '../store/EventLog';
import { afterCommit } from '../work/afterCommit';
import { gateWaitOf, type GateWait } from './gateWaitOf';
import type { Metrics } from './Metrics';
import { queuesWork } from './queuingEvents';
import type { RequestTraces } from './RequestTraces';

/** An event log that tells the metrics what was appended, once it is there to stay. */
export class ObservedEventLog extends EventLog {
  readonly #metrics: Metrics;
  readonly #traces: RequestTraces;

  constructor(options: { metrics: Metrics; traces: RequestTraces }) {
    super();
    this.#metrics = options.metrics;
    this.#traces = options.traces;
  }

  override async append(
    trx: Knex.Transaction,
    appends: StreamAppend[],
  ): Promise<{ first: number; last: number } | undefined> {
    const positions = await super.append(trx, appends);
    const events = appends.flatMap(({ events: some, runId, stream, cause }) =>
      some.map(event => ({ ...event, runId, stream, cause })),
    );
    const causes = events
      .filter(({ type }) => queuesWork(type))
      .map(({ cause }) => cause);
    for (const cause of new Set(causes)) {
      await this.#traces.remember(trx, cause.requestId, cause.occurredAt);
    }
    const waits: GateWait[] = [];
    for (const event of events) {
      const wait = await gateWaitOf(trx, event);
      if (wait) {
        waits.push(wait);
      }
    }
    afterCommit(trx, () => {
      for (const { type } of events) {
        this.#metrics.add('events', { type });
      }
      for (const { state, ms } of waits) {
        this.#metrics.duration('gateWait', ms, { state });
      }
    });
    return positions;
  }
}
