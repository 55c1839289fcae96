import { context, propagation } from '@opentelemetry/api';
import type { TracingService } from '@backstage/backend-plugin-api/alpha';
import type { Knex } from 'knex';
import { escapeLike } from '../queries/escapeLike';
import { SYSTEM_REQUEST } from '../runs/systemRequest';
import type { WorkItem } from '../work';
import { queuingEventsOf } from './queuingEvents';

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
    // What nobody has asked for has no id of its own: its work would all join the first trace.
    if (carrier.traceparent && requestId !== SYSTEM_REQUEST.requestId) {
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
      const event = await this.#queuedBy(item);
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

  /** The event that queued an item: the newest of its target, or the one of a train that names it. */
  async #queuedBy(item: WorkItem): Promise<{ request_id: string } | undefined> {
    const types = queuingEventsOf(item);
    if (types.length === 0) {
      return undefined;
    }
    return this.#database('events')
      .where({ run_id: item.runId })
      .whereIn('type', [...types])
      .modify(query => {
        if (item.kind.startsWith('target.')) {
          query.where({ target_id: item.targetId ?? '' });
        } else {
          const named = `%${escapeLike(`"workId":"${item.id}"`)}%`;
          query.whereRaw("data like ? escape '\\'", [named]);
        }
      })
      .orderBy('position', 'desc')
      .first('request_id');
  }

  /** Removes what nobody will ask for any more. */
  async forget(now: Date): Promise<void> {
    await this.#database('request_traces')
      .where('created_at', '<', new Date(now.getTime() - KEPT_MS).toISOString())
      .delete();
  }
}
