import { NotFoundError } from '@backstage/errors';
import type {
  RunState,
  RunSummary,
  TargetCounts,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { WHOLE_RUN } from '../store/projections';
import { countsOf, readRun } from '../store/reads';
import type { RunRow, TargetCountRow } from '../store/rows';
import { beyond, decodeCursor, listedPage, pageOf, type Page } from './page';
import { escapeLike } from './escapeLike';
import { withLabels } from './withLabels';
import { toRunSummary } from './present';

const LISTED_COLUMNS = ['id', 'created_at', 'state'] as const;

type ListedRow = Pick<RunRow, (typeof LISTED_COLUMNS)[number]>;

/** Restricts a query on `runs` to what the caller may see. */
export type RunVisibility = (query: Knex.QueryBuilder) => void;

/** What runs are asked for. */
export interface RunFilter {
  status?: string[];
  owner?: string[];
  /** Entity that is a target. */
  entity?: string;
  /** `key=value` each; all must hold. */
  label?: string[];
  /** Owners and creators, one of which the run must have. */
  belongsTo?: string[];
  /** Whether it is in the archive. */
  archived?: boolean;
  q?: string;
  visible: RunVisibility;
}

/** Reads runs from the read tables. */
export class RunQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Runs, newest first. */
  async list(
    filter: RunFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<RunSummary>> {
    const after = decodeCursor(paging.cursor, 2);
    const { total, rows } = await listedPage<ListedRow>({
      database: this.#database,
      table: 'runs',
      matching: query => this.#filter(query, filter),
      order: newestFirst,
      after: after && beyond(['created_at', 'id'], '<', after),
      limit: paging.limit + 1,
      columns: LISTED_COLUMNS,
    });
    const counts = await this.counts(rows.map(row => row.id));
    return pageOf(
      rows,
      paging.limit,
      total,
      row => toRunSummary(JSON.parse(row.state), counts.get(row.id) ?? {}),
      row => [row.created_at, row.id],
    );
  }

  /** @throws NotFoundError */
  async state(id: string): Promise<RunState> {
    const run = await readRun(this.#database, id);
    if (!run) {
      throw new NotFoundError(`There is no run ${id}`);
    }
    return run;
  }

  /** The newest run of a sweep, the one that a criterion of a train counts. */
  async newest(name: string): Promise<RunState | undefined> {
    const row = await this.#database<RunRow>('runs')
      .where({ kind: 'Sweep', name })
      .orderBy('created_at', 'desc')
      .first('state');
    return row && JSON.parse(row.state);
  }

  /** @throws NotFoundError */
  async summary(id: string): Promise<RunSummary> {
    // Afterwards: a run that has come to its next stage is not shown with the numbers from before.
    const run = await this.state(id);
    const counts = await this.counts([id]);
    return toRunSummary(run, counts.get(id) ?? {});
  }

  /** Targets of whole runs, by status. */
  async counts(ids: string[]): Promise<Map<string, TargetCounts>> {
    const rows = await this.#database<TargetCountRow>('target_counts')
      .whereIn('run_id', ids)
      .andWhere('batch', WHOLE_RUN);
    return new Map(
      ids.map(id => [
        id,
        countsOf(
          rows.filter(row => row.run_id === id),
          WHOLE_RUN,
        ),
      ]),
    );
  }

  /** Targets of each batch of a run, by status, by the batch's index. */
  async batchCounts(runId: string): Promise<Map<number, TargetCounts>> {
    const rows = await this.#database<TargetCountRow>('target_counts')
      .where({ run_id: runId })
      .andWhere('batch', '>=', 0);
    return new Map(
      [...new Set(rows.map(row => row.batch))].map(batch => [
        batch,
        countsOf(rows, batch),
      ]),
    );
  }

  #filter(query: Knex.QueryBuilder, filter: RunFilter): void {
    filter.visible(query);
    query.andWhere('kind', 'Sweep');
    if (filter.status) {
      query.whereIn('status', filter.status);
    }
    if (filter.owner) {
      query.whereIn('owner', filter.owner);
    }
    const { entity, belongsTo, q } = filter;
    if (entity !== undefined) {
      query.whereIn('id', ids =>
        ids
          .from('targets')
          .where({ entity_ref: entity })
          .select('run_id')
          .unionAll(archived =>
            archived
              .from('archived_targets')
              .where({ entity_ref: entity })
              .select('run_id'),
          ),
      );
    }
    withLabels(this.#database, query, filter.label);
    if (belongsTo) {
      query.andWhere(where =>
        where.whereIn('owner', belongsTo).orWhereIn('created_by', belongsTo),
      );
    }
    if (filter.archived !== undefined) {
      const history = this.#database('archived_runs').select('run_id');
      query[filter.archived ? 'whereIn' : 'whereNotIn']('id', history);
    }
    if (q !== undefined && q !== '') {
      const pattern = `%${escapeLike(q.toLowerCase())}%`;
      query.andWhere(where =>
        where
          .whereRaw("lower(title) like ? escape '\\'", [pattern])
          .orWhereRaw("lower(name) like ? escape '\\'", [pattern]),
      );
    }
  }
}

function newestFirst(query: Knex.QueryBuilder): void {
  query.orderBy([
    { column: 'created_at', order: 'desc' },
    { column: 'id', order: 'desc' },
  ]);
}
