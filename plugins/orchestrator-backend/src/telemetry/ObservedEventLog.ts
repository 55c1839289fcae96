import type { Knex } from 'knex';
import { EventLog, type StreamAppend } from '../store/EventLog';
import { afterCommit } from '../work/afterCommit';
import type { Metrics } from './Metrics';
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
    const events = appends.flatMap(({ events: some, runId, cause }) =>
      some.map(event => ({ ...event, runId, cause })),
    );
    const causes = events
      .filter(({ type }) => type === 'target.queued')
      .map(({ cause }) => cause);
    for (const cause of new Set(causes)) {
      await this.#traces.remember(trx, cause.requestId, cause.occurredAt);
    }
    const waits: { state: string; ms: number }[] = [];
    for (const { type, data, runId, cause } of events) {
      if (type === 'approval.decided') {
        const { id, state } = data as { id: string; state: string };
        const approval: { opened_at: string } | undefined = await trx(
          'approvals',
        )
          .where({ run_id: runId, id })
          .first('opened_at');
        if (approval) {
          const ms =
            Date.parse(cause.occurredAt) - Date.parse(approval.opened_at);
          waits.push({ state, ms });
        }
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
