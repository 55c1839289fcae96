import { context, propagation } from '@opentelemetry/api';
import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import type { Knex } from 'knex';
import type { WorkItem } from '../work';

/** An attempt that starts later than that begins a trace of its own. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

type TraceContext = ReturnType<TracingService['context']['active']>;

/** Where the work of a request began, for the log and for traces. */
export interface WorkOrigin {
  /** The request that queued it. */
  requestId?: string;
  /** Trace of that request; absent where no traces are taken. */
  trace?: TraceContext;
}

/**
 * Remembers which trace a request belonged to, so that its work joins it, hours later and on another replica.
 *
 * @remarks
 * Nothing is written unless the portal takes traces. Queues carry ids alone: the request is found by the event that
 * queued the work, the trace by the request (W3C Trace Context).
 */
export class RequestTraces {
  readonly #database: Knex;
  readonly #tracing: TracingService;

  constructor(options: { database: Knex; tracing: TracingService }) {
    this.#database = options.database;
    this.#tracing = options.tracing;
  }

  /** Notes the trace that is going on, in the caller's transaction. */
  async remember(
    trx: Knex.Transaction,
    requestId: string,
    at: string,
  ): Promise<void> {
    const carrier: { traceparent?: string } = {};
    propagation.inject(context.active(), carrier);
    if (carrier.traceparent) {
      await trx('request_traces')
        .insert({
          request_id: requestId,
          traceparent: carrier.traceparent,
          created_at: at,
        })
        .onConflict('request_id')
        .ignore();
    }
  }

  /** @returns nothing where it can't be found out: a log line less is no reason not to work */
  async originOf(item: WorkItem): Promise<WorkOrigin> {
    try {
      const event: { request_id: string } | undefined = await this.#database(
        'events',
      )
        .where({
          run_id: item.runId,
          target_id: item.targetId ?? '',
          type: 'target.queued',
        })
        .orderBy('position', 'desc')
        .first('request_id');
      if (!event) {
        return {};
      }
      const row: { traceparent: string } | undefined = await this.#database(
        'request_traces',
      )
        .where({ request_id: event.request_id })
        .first('traceparent');
      const { context: contexts, propagation: propagations } = this.#tracing;
      return {
        requestId: event.request_id,
        ...(row && {
          trace: propagations.extract(contexts.active(), {
            traceparent: row.traceparent,
          }),
        }),
      };
    } catch {
      return {};
    }
  }

  /** Removes what nobody will ask for any more. */
  async forget(now: Date): Promise<void> {
    await this.#database('request_traces')
      .where('created_at', '<', new Date(now.getTime() - KEPT_MS).toISOString())
      .delete();
  }
}
