import {
  runStream,
  type EventEnvelope,
  type RunEventData,
  type RunEventRecord,
  type TrainEventData,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { toEnvelope } from '../store/EventLog';
import type { EventRow } from '../store/rows';
import { countedPage, decodeCursor, pageOf, type Page } from './page';

/** Which events are asked for. */
export interface EventFilter {
  targetId?: string;
  type?: string[];
  order: 'asc' | 'desc';
}

/** The manifest that the first event of a run was made from, if that was as text. */
export function sourceOf({ data }: EventEnvelope): string | undefined {
  return (data as RunEventData['run.created'] | TrainEventData['train.created'])
    .source;
}

/** Reads the event log for people. */
export class EventQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** The manifest of a run as it was handed in, if that was as text. */
  async source(runId: string): Promise<string | undefined> {
    const row = await this.#database<EventRow>('events')
      .where({ stream: runStream(runId), version: 1 })
      .first();
    return row && sourceOf(toEnvelope(row));
  }

  async list(
    runId: string,
    filter: EventFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<RunEventRecord>> {
    const after = decodeCursor(paging.cursor, 1);
    const matching = this.#database<EventRow>('events').where('run_id', runId);
    if (filter.targetId !== undefined) {
      matching.andWhere('target_id', filter.targetId);
    }
    if (filter.type) {
      matching.whereIn('type', filter.type);
    }
    const { total, rows } = await countedPage<EventRow>(
      matching,
      matching
        .clone()
        .modify(query => {
          if (after) {
            query.andWhere(
              'position',
              filter.order === 'asc' ? '>' : '<',
              after[0],
            );
          }
        })
        .orderBy('position', filter.order)
        .limit(paging.limit + 1)
        .select('*'),
    );
    return pageOf(
      rows,
      paging.limit,
      total,
      row => toEnvelope(row) as RunEventRecord,
      row => [Number(row.position)],
    );
  }
}
