import { ConflictError } from '@backstage/errors';
import type {
  Actor,
  EventEnvelope,
  NewEvent,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { upcastEvent } from './upcast';
import type { EventRow } from './rows';

/** Version that events are written with; `upcast.ts` brings older ones up to it. */
export const EVENT_SCHEMA_VERSION = 1;

/** Rows of one insert: below the limit of bound variables of SQLite and PostgreSQL. */
const INSERT_CHUNK = 200;

/** Who caused events, and by which request. */
export interface EventCause {
  actor: Actor;
  requestId: string;
  causationId?: string;
  occurredAt: string;
}

/** Events that continue a stream. */
export interface StreamAppend {
  stream: string;
  runId: string;
  targetId?: string;
  /** Version of the stream that the events were decided on. */
  expectedVersion: number;
  events: NewEvent[];
  cause: EventCause;
}

/** The append-only log: the truth that everything else can be rebuilt from. */
export class EventLog {
  /**
   * Appends events in the caller's transaction.
   *
   * @returns positions of the first and the last one; undefined when there were none
   * @throws ConflictError when a stream has gone on since its events were decided
   */
  async append(
    trx: Knex.Transaction,
    appends: StreamAppend[],
  ): Promise<{ first: number; last: number } | undefined> {
    const rows = appends.flatMap(append =>
      append.events.map((event, index) => ({
        stream: append.stream,
        version: append.expectedVersion + index + 1,
        run_id: append.runId,
        target_id: append.targetId ?? null,
        type: event.type,
        schema_version: EVENT_SCHEMA_VERSION,
        data: JSON.stringify(event.data),
        actor: JSON.stringify(append.cause.actor),
        request_id: append.cause.requestId,
        causation_id: append.cause.causationId ?? null,
        occurred_at: append.cause.occurredAt,
        links: JSON.stringify(event.links ?? []),
      })),
    );
    const positions: number[] = [];
    try {
      for (let start = 0; start < rows.length; start += INSERT_CHUNK) {
        const inserted: { position: number | string }[] = await trx('events')
          .insert(rows.slice(start, start + INSERT_CHUNK))
          .returning('position');
        positions.push(...inserted.map(row => Number(row.position)));
      }
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new ConflictError(
          'Somebody else changed this at the same time: look again, then repeat what you wanted',
          error,
        );
      }
      throw error;
    }
    return positions.length === 0
      ? undefined
      : {
          first: positions.reduce((least, position) =>
            Math.min(least, position),
          ),
          last: positions.reduce((most, position) => Math.max(most, position)),
        };
  }

  /** Newest position of the log; 0 when it is empty. */
  async head(database: Knex): Promise<number> {
    const row = await database('events')
      .max<{ head: number | string | null }>({ head: 'position' })
      .first();
    return Number(row?.head ?? 0);
  }

  /** All events from a position on, in the order of the log, a chunk at a time. */
  async *read(
    database: Knex,
    options: { after?: number; runId?: string; chunk?: number } = {},
  ): AsyncGenerator<EventEnvelope[]> {
    for await (const events of this.readStored(database, options)) {
      yield events.map(event => upcastEvent(event));
    }
  }

  /** The same, as they were written. */
  async *readStored(
    database: Knex,
    options: { after?: number; runId?: string; chunk?: number } = {},
  ): AsyncGenerator<EventEnvelope[]> {
    const chunk = options.chunk ?? 1000;
    let after = options.after ?? 0;
    for (;;) {
      const query = database<EventRow>('events')
        .where('position', '>', after)
        .orderBy('position')
        .limit(chunk);
      if (options.runId !== undefined) {
        query.andWhere('run_id', options.runId);
      }
      const rows = await query;
      if (rows.length > 0) {
        yield rows.map(asStored);
        after = Number(rows[rows.length - 1].position);
      }
      if (rows.length < chunk) {
        return;
      }
    }
  }
}

/** An event as it is kept, brought up to the shape of today. */
export function toEnvelope(row: EventRow): EventEnvelope {
  return upcastEvent(asStored(row));
}

/** An event as it was written, of whatever version. */
export function asStored(row: EventRow): EventEnvelope {
  return {
    position: Number(row.position),
    stream: row.stream,
    version: row.version,
    runId: row.run_id,
    targetId: row.target_id ?? undefined,
    type: row.type,
    data: JSON.parse(row.data),
    schemaVersion: row.schema_version,
    actor: JSON.parse(row.actor),
    requestId: row.request_id,
    causationId: row.causation_id ?? undefined,
    occurredAt: row.occurred_at,
    links: JSON.parse(row.links),
  };
}

/** The row that an event was read from. */
export function toRow(event: EventEnvelope): EventRow {
  return {
    position: event.position,
    stream: event.stream,
    version: event.version,
    run_id: event.runId,
    target_id: event.targetId ?? null,
    type: event.type,
    schema_version: event.schemaVersion,
    data: JSON.stringify(event.data),
    actor: JSON.stringify(event.actor),
    request_id: event.requestId,
    causation_id: event.causationId ?? null,
    occurred_at: event.occurredAt,
    links: JSON.stringify(event.links),
  };
}

function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: string } | undefined)?.code;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE';
}
