import { NotFoundError } from '@backstage/errors';
import {
  planRollout,
  type DiffGroup,
  type RunState,
  type TargetState,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { readTarget } from '../store/reads';
import type { TargetRow } from '../store/rows';
import { escapeLike } from './escapeLike';
import { decodeCursor, pageOf, type Page } from './page';
import { toTargetSummary } from './present';

/** What targets are asked for. */
export interface TargetFilter {
  status?: string[];
  owner?: string[];
  batch?: number;
  failure?: string;
  q?: string;
}

const STREAM_CHUNK = 500;

type OrderedRow = Pick<TargetRow, 'id' | 'sort_key' | 'state'>;

/** Reads targets from the read tables. */
export class TargetQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Targets of a run in the order of its rollout. */
  async list(
    runId: string,
    filter: TargetFilter,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<TargetSummary>> {
    const after = decodeCursor(paging.cursor, 2);
    const matching = this.#database('targets')
      .where('run_id', runId)
      .modify(query => applyFilter(query, filter));
    const [{ total }]: { total: number | string }[] = await matching
      .clone()
      .count({ total: '*' });
    const rows: OrderedRow[] = await matching
      .modify(query => afterPlace(query, after))
      .limit(paging.limit + 1)
      .select('id', 'sort_key', 'state');
    return pageOf(
      rows,
      paging.limit,
      Number(total),
      row => toTargetSummary(JSON.parse(row.state)),
      row => [Number(row.sort_key), row.id],
    );
  }

  /** @throws NotFoundError */
  async state(runId: string, id: string): Promise<TargetState> {
    const target = await readTarget(this.#database, runId, id);
    if (!target) {
      throw new NotFoundError(`Run ${runId} has no target ${id}`);
    }
    return target;
  }

  /** Ids of the targets with one of the statuses, in the order of the rollout. */
  async ids(
    runId: string,
    statuses: string[],
    limit: number,
  ): Promise<string[]> {
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', runId)
      .whereIn('status', statuses)
      .orderBy('sort_key')
      .orderBy('id')
      .limit(limit)
      .select('id');
    return rows.map(row => row.id);
  }

  /** Number of different owners. */
  async ownerCount(runId: string): Promise<number> {
    const [{ owners }]: { owners: number | string }[] = await this.#database(
      'targets',
    )
      .where({ run_id: runId })
      .countDistinct({ owners: 'owner' });
    return Math.max(1, Number(owners));
  }

  /** All targets of a run, a chunk at a time. */
  async *all(runId: string): AsyncGenerator<TargetState[]> {
    let after: (string | number)[] | undefined;
    for (;;) {
      const place = after;
      const rows: OrderedRow[] = await this.#database('targets')
        .where('run_id', runId)
        .modify(query => afterPlace(query, place))
        .limit(STREAM_CHUNK)
        .select('id', 'sort_key', 'state');
      const last = rows.at(-1);
      if (!last) {
        return;
      }
      yield rows.map(row => JSON.parse(row.state));
      after = [Number(last.sort_key), last.id];
    }
  }

  /** Diffs of a run: those of the canaries first, equal ones once. */
  async diffs(
    run: RunState,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<DiffGroup>> {
    const offset = Number(decodeCursor(paging.cursor, 1)?.[0] ?? 0);
    const canaries = await this.#canaries(run);
    const groups = await this.#database<TargetRow>('targets')
      .where('run_id', run.id)
      .whereNotNull('patch_id')
      .groupBy('patch_id')
      .select<
        {
          patch_id: string;
          canary: number | string;
          place: number | string;
          size: number | string;
        }[]
      >(
        'patch_id',
        this.#database.raw(
          canaries.length === 0
            ? '0 as canary'
            : `max(case when id in (${canaries
                .map(() => '?')
                .join(', ')}) then 1 else 0 end) as canary`,
          canaries,
        ),
        this.#database.raw('min(sort_key) as place'),
        this.#database.raw('count(*) as size'),
      );
    groups.sort(
      (a, b) =>
        Number(b.canary) - Number(a.canary) ||
        Number(a.place) - Number(b.place) ||
        Number(b.size) - Number(a.size) ||
        (a.patch_id < b.patch_id ? -1 : 1),
    );
    const shown = groups.slice(offset, offset + paging.limit + 1);
    const targets = await this.#ofPatches(
      run.id,
      shown.map(group => group.patch_id),
    );
    return pageOf(
      shown,
      paging.limit,
      groups.length,
      group =>
        toDiffGroup(
          group.patch_id,
          targets.filter(target => target.diff?.patchId === group.patch_id),
          canaries,
        ),
      () => [offset + paging.limit],
    );
  }

  async #ofPatches(runId: string, patchIds: string[]): Promise<TargetState[]> {
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', runId)
      .whereIn('patch_id', patchIds)
      .orderBy('sort_key')
      .orderBy('id')
      .select('state');
    return rows.map(row => JSON.parse(row.state));
  }

  /** The canaries of the rollout; before it is planned, those that it would have. */
  async #canaries(run: RunState): Promise<string[]> {
    if (run.manifest.spec.rollout.canary === false) {
      return [];
    }
    if (run.batches.length > 0) {
      const rows = await this.#database<TargetRow>('targets')
        .where({ run_id: run.id, batch: 0 })
        .select('id');
      return rows.map(row => row.id);
    }
    const rows = await this.#database<TargetRow>('targets')
      .where({ run_id: run.id, status: 'ready' })
      .select('state');
    const plan = planRollout(
      run.manifest,
      rows.map(row => JSON.parse(row.state)),
    );
    return plan.places
      .filter(place => place.batch === 0)
      .map(place => place.id);
  }
}

function toDiffGroup(
  patchId: string,
  targets: TargetState[],
  canaries: string[],
): DiffGroup {
  const shown =
    targets.find(target => canaries.includes(target.id)) ?? targets[0];
  return {
    patchId,
    artifact: shown.diff?.artifact ?? '',
    files: shown.diff?.files ?? 0,
    additions: shown.diff?.additions ?? 0,
    deletions: shown.diff?.deletions ?? 0,
    canary: targets.some(target => canaries.includes(target.id)),
    targets: targets.map(target => ({
      id: target.id,
      title: target.title,
      batch: target.batch,
    })),
  };
}

function applyFilter(query: Knex.QueryBuilder, filter: TargetFilter): void {
  if (filter.status) {
    query.whereIn('status', filter.status);
  }
  if (filter.owner) {
    query.whereIn('owner', filter.owner);
  }
  if (filter.batch !== undefined) {
    query.where('batch', filter.batch);
  }
  if (filter.failure !== undefined) {
    query.where('failure_code', filter.failure);
  }
  if (filter.q !== undefined && filter.q !== '') {
    const pattern = `%${escapeLike(filter.q.toLowerCase())}%`;
    query.andWhere(where =>
      where
        .whereRaw("lower(title) like ? escape '\\'", [pattern])
        .orWhereRaw("lower(entity_ref) like ? escape '\\'", [pattern]),
    );
  }
}

function afterPlace(
  query: Knex.QueryBuilder,
  after: (string | number)[] | undefined,
): void {
  if (after) {
    const [sortKey, id] = after;
    query.andWhere(where =>
      where
        .where('sort_key', '>', sortKey)
        .orWhere(same =>
          same.where('sort_key', sortKey).andWhere('id', '>', id),
        ),
    );
  }
  query.orderBy('sort_key').orderBy('id');
}
