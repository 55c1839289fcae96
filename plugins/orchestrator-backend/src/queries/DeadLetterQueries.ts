import type {
  DeadLetter,
  DeadLetterGroup,
  Failure,
  TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isSqlite } from '../store/openDatabase';
import { decodeCursor, pageOf, type Page } from './page';
import { toTargetSummary } from './present';
import type { RunVisibility } from './RunQueries';

/** What dead letters are asked for. */
export interface DeadLetterFilter {
  class?: string[];
  code?: string[];
  /** Ids of runs. */
  run?: string[];
  /** Owners of targets. */
  owner?: string[];
  visible: RunVisibility;
}

interface DeadLetterRow {
  run_id: string;
  id: string;
  updated_at: string;
  state: string;
  run_title: string;
  run_status: string;
}

/** What the list is ordered by, newest first; the last two tell targets apart that failed in the same instant. */
const PLACE = ['targets.updated_at', 'targets.run_id', 'targets.id'] as const;

/** Reads targets that failed for good, over all runs. */
export class DeadLetterQueries {
  readonly #database: Knex;
  /** The class stands in the state alone: a column beside it would be empty for what an older replica writes. */
  readonly #failureClass: string;

  constructor(database: Knex) {
    this.#database = database;
    this.#failureClass = isSqlite(database)
      ? "json_extract(targets.state, '$.failure.class')"
      : "(targets.state::json -> 'failure' ->> 'class')";
  }

  /** Dead letters, those that failed last first, with all that fit by their failure. */
  async list(
    filter: DeadLetterFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<DeadLetter> & { groups: DeadLetterGroup[] }> {
    const after = decodeCursor(paging.cursor, PLACE.length);
    const groups = await this.#groups(filter);
    const rows: DeadLetterRow[] = await this.#matching(filter)
      .modify(query => {
        if (after) {
          query.whereRaw(`(${PLACE.join(', ')}) < (?, ?, ?)`, after);
        }
      })
      .orderBy(PLACE.map(column => ({ column, order: 'desc' })))
      .limit(paging.limit + 1)
      .select(
        ...PLACE,
        'targets.state',
        'runs.title as run_title',
        'runs.status as run_status',
      );
    const page = pageOf(
      rows,
      paging.limit,
      groups.reduce((sum, { total }) => sum + total, 0),
      toDeadLetter,
      row => [row.updated_at, row.run_id, row.id],
    );
    return { ...page, groups };
  }

  async #groups(filter: DeadLetterFilter): Promise<DeadLetterGroup[]> {
    const rows: {
      failure_class: string | null;
      code: string | null;
      total: number | string;
    }[] = await this.#matching(filter)
      .groupByRaw(`${this.#failureClass}, targets.failure_code`)
      .select(
        this.#database.raw(`${this.#failureClass} as failure_class`),
        'targets.failure_code as code',
        this.#database.raw('count(*) as total'),
      );
    return rows
      .map(row => ({
        class: (row.failure_class ?? 'permanent') as Failure['class'],
        code: row.code ?? 'unexpected',
        total: Number(row.total),
      }))
      .sort((a, b) => b.total - a.total || (a.code < b.code ? -1 : 1));
  }

  #matching(filter: DeadLetterFilter): Knex.QueryBuilder {
    return this.#database('runs')
      .join('targets', 'targets.run_id', 'runs.id')
      .modify(filter.visible)
      .where('targets.status', 'failed')
      .modify(query => {
        if (filter.class) {
          const places = filter.class.map(() => '?').join(', ');
          query.whereRaw(`${this.#failureClass} in (${places})`, filter.class);
        }
        if (filter.code) {
          query.whereIn('targets.failure_code', filter.code);
        }
        if (filter.run) {
          query.whereIn('targets.run_id', filter.run);
        }
        if (filter.owner) {
          query.whereIn('targets.owner', filter.owner);
        }
      });
  }
}

function toDeadLetter(row: DeadLetterRow): DeadLetter {
  const target: TargetState = JSON.parse(row.state);
  return {
    runTitle: row.run_title,
    runStatus: row.run_status as DeadLetter['runStatus'],
    target: toTargetSummary(target),
    attempts: target.attempts,
  };
}
