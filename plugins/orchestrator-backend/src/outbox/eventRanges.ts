import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { toEnvelope } from '../store/EventLog';
import type { EventRow } from '../store/rows';
import type { OutboxMessage } from './OutboxDispatcher';

/** Rows of one query on the log. */
const CHUNK = 1_000;

/** Positions of a run's events in the log, both included. */
export interface EventRange {
  runId: string;
  first: number;
  last: number;
}

/** The events that a message is about. */
export function toRange({ runId, payload }: OutboxMessage): EventRange {
  return { runId, first: Number(payload.first), last: Number(payload.last) };
}

/** The events of a range in their order, a chunk at a time. */
export async function* readEvents(
  database: Knex,
  { runId, first, last }: EventRange,
): AsyncGenerator<EventEnvelope[]> {
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
