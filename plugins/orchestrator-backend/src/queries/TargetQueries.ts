import { NotFoundError } from '@backstage/errors';
import {
  planRollout,
  type DiffGroup,
  type RolloutPreview,
  type RunState,
  type TargetFacets,
  type TargetState,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { chunks } from '../chunks';
import { isSqlite } from '../store/openDatabase';
import { sortKeyOf } from '../store/projections';
import { readRolloutTargets, readTarget } from '../store/reads';
import type { TargetRow } from '../store/rows';
import { escapeLike } from './escapeLike';
import { beyond, decodeCursor, listedPage, pageOf, type Page } from './page';
import { toTargetSummary } from './present';

/** What targets are asked for. */
export interface TargetFilter {
  status?: string[];
  owner?: string[];
  batch?: number;
  failure?: string[];
  q?: string;
}

const STREAM_CHUNK = 500;
const IDS_PER_STATEMENT = 500;

/** Where a target stands in the rollout, or would stand. */
type Place = Pick<TargetState, 'batch' | 'position'>;

const PLACE_COLUMNS = ['sort_key', 'id'] as const;

const ORDERED_COLUMNS = ['id', 'sort_key', 'state'] as const;

type OrderedRow = Pick<TargetRow, (typeof ORDERED_COLUMNS)[number]>;

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
    const { total, rows } = await listedPage<OrderedRow>({
      database: this.#database,
      table: 'targets',
      matching: query =>
        query
          .where('run_id', runId)
          .modify(targets => applyFilter(targets, filter)),
      order: byPlace,
      after: after && beyond(PLACE_COLUMNS, '>', after),
      limit: paging.limit + 1,
      columns: ORDERED_COLUMNS,
    });
    return pageOf(
      rows,
      paging.limit,
      total,
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

  /** Where named targets of a run stand. */
  async statusesOf(
    runId: string,
    ids: string[],
  ): Promise<Pick<TargetState, 'id' | 'status'>[]> {
    const found: Pick<TargetState, 'id' | 'status'>[] = [];
    for (const some of chunks(ids, IDS_PER_STATEMENT)) {
      found.push(
        ...(await this.#database('targets')
          .where('run_id', runId)
          .whereIn('id', some)
          .select<Pick<TargetState, 'id' | 'status'>[]>('id', 'status')),
      );
    }
    return found;
  }

  /** Targets whose dry run comes before that of a pending one: they are queued, or earlier in the order of the run. */
  async dryRunsBefore(runId: string, id: string): Promise<number> {
    const [{ size }]: { size: number | string }[] = await this.#database(
      'targets',
    )
      .where('run_id', runId)
      .andWhere(before =>
        before.where('status', 'dryRunQueued').orWhere(earlier =>
          earlier
            .where('status', 'pending')
            // None is in a batch yet, so that ids alone make the order.
            .andWhere('id', '<', id),
        ),
      )
      .count({ size: '*' });
    return Number(size);
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

  /** How many targets of a run are on each code host. */
  async hostCounts(runId: string): Promise<Record<string, number>> {
    const host = isSqlite(this.#database)
      ? `substr(repository, 1, instr(repository, ':') - 1)`
      : `split_part(repository, ':', 1)`;
    const rows: { host: string; targets: number | string }[] =
      await this.#database('targets')
        .where({ run_id: runId })
        .whereNotNull('repository')
        .groupByRaw(host)
        .select(this.#database.raw(`${host} as host`))
        .count({ targets: '*' });
    return Object.fromEntries(rows.map(row => [row.host, Number(row.targets)]));
  }

  /** All targets of a run, a chunk at a time. */
  async *all(runId: string): AsyncGenerator<TargetState[]> {
    let after: (string | number)[] | undefined;
    for (;;) {
      const behind = after && beyond(PLACE_COLUMNS, '>', after);
      const rows: OrderedRow[] = await this.#database('targets')
        .where('run_id', runId)
        .modify(behind ?? (() => {}))
        .modify(byPlace)
        .limit(STREAM_CHUNK)
        .select(ORDERED_COLUMNS);
      const last = rows.at(-1);
      if (!last) {
        return;
      }
      yield rows.map(row => JSON.parse(row.state));
      after = [Number(last.sort_key), last.id];
    }
  }

  /** What the targets of a run can be filtered by; most targets first. */
  async facets(runId: string): Promise<TargetFacets> {
    const [owners, failures] = await Promise.all([
      this.#countBy(runId, 'owner'),
      this.#countBy(runId, 'failure_code'),
    ]);
    return {
      owners: owners.map(([owner, targets]) => ({ owner, targets })),
      failures: failures.map(([code, targets]) => ({ code, targets })),
    };
  }

  async #countBy(
    runId: string,
    column: 'owner' | 'failure_code',
  ): Promise<[string, number][]> {
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', runId)
      .whereNotNull(column)
      .groupBy(column)
      .select<{ value: string; size: number | string }[]>(
        this.#database.ref(column).as('value'),
        this.#database.raw('count(*) as size'),
      );
    return rows
      .map(({ value, size }): [string, number] => [value, Number(size)])
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }

  /** Batches of a run; before it starts, those that the start would make now. */
  async plannedBatches(run: RunState): Promise<RolloutPreview['batches']> {
    return run.batches.length > 0
      ? run.batches.map(({ index, name, size, approval, soakMs }) => ({
          index,
          name,
          size,
          approval,
          soakMs,
        }))
      : planRollout(
          run.manifest,
          await readRolloutTargets(this.#database, run.id),
        ).batches;
  }

  /**
   * Diffs of a run in the order of the rollout, so those of the canaries first, and equal ones once. Before the rollout
   * is planned the order is that of the plan which the start would make.
   */
  async diffs(
    run: RunState,
    paging: { cursor?: string; limit: number },
  ): Promise<Page<DiffGroup>> {
    const offset = Number(decodeCursor(paging.cursor, 1)?.[0] ?? 0);
    const plan = run.batches.length === 0 ? await this.#plan(run) : undefined;
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', run.id)
      .whereNotNull('patch_id')
      .groupBy('patch_id')
      .select<
        {
          patch_id: string;
          place: number | string;
          size: number | string;
        }[]
      >(
        'patch_id',
        this.#database.raw('min(sort_key) as place'),
        this.#database.raw('count(*) as size'),
      );
    const groups = rows.map(row => ({
      patchId: row.patch_id,
      place: plan?.firstOfPatch.get(row.patch_id) ?? Number(row.place),
      size: Number(row.size),
    }));
    groups.sort(
      (a, b) =>
        a.place - b.place ||
        b.size - a.size ||
        (a.patchId < b.patchId ? -1 : 1),
    );
    const shown = groups.slice(offset, offset + paging.limit + 1);
    const members = await this.#membersOf(
      run.id,
      shown.map(group => group.patchId),
      plan?.places ?? new Map(),
    );
    // Equal diffs look alike: the state of one of them says how large they are.
    const diffs = await this.#diffsOf(
      run.id,
      [...members.values()].map(([first]) => first.id),
    );
    const hasCanary = run.manifest.spec.rollout.canary !== false;
    return pageOf(
      shown,
      paging.limit,
      groups.length,
      ({ patchId }) =>
        toDiffGroup(
          patchId,
          diffs.get(patchId),
          members.get(patchId) ?? [],
          hasCanary,
        ),
      () => [offset + paging.limit],
    );
  }

  /** Who has which diff, in the order of the rollout; of thousands of targets, no more than a page names. */
  async #membersOf(
    runId: string,
    patchIds: string[],
    places: ReadonlyMap<string, Place>,
  ): Promise<Map<string, DiffMember[]>> {
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', runId)
      .whereIn('patch_id', patchIds)
      .orderBy('sort_key')
      .orderBy('id')
      .select('id', 'title', 'batch', 'position', 'patch_id');
    const inOrder = rows
      .map(({ id, title, batch, position, patch_id }) => {
        const own = {
          batch: batch ?? undefined,
          position: position ?? undefined,
        };
        const place = places.get(id) ?? own;
        return { patchId: patch_id ?? '', id, title, batch: own.batch, place };
      })
      .sort((a, b) => sortKeyOf(a.place) - sortKeyOf(b.place));
    const members = new Map<string, DiffMember[]>();
    for (const { patchId, ...member } of inOrder) {
      const known = members.get(patchId);
      if (known) {
        known.push(member);
      } else {
        members.set(patchId, [member]);
      }
    }
    return members;
  }

  /** Diffs of some targets, by what they change. */
  async #diffsOf(
    runId: string,
    ids: string[],
  ): Promise<Map<string, TargetState['diff']>> {
    const rows = await this.#database<TargetRow>('targets')
      .where('run_id', runId)
      .whereIn('id', ids)
      .select('patch_id', 'state');
    return new Map(
      rows.map(({ patch_id, state }) => [
        patch_id ?? '',
        (JSON.parse(state) as TargetState).diff,
      ]),
    );
  }

  /** Where the start would put each target, and the first one of each diff. */
  async #plan(run: RunState): Promise<{
    places: Map<string, Place>;
    firstOfPatch: Map<string, number>;
  }> {
    const targets = await readRolloutTargets(this.#database, run.id);
    const places = new Map(
      planRollout(run.manifest, targets).places.map(place => [place.id, place]),
    );
    const firstOfPatch = new Map<string, number>();
    for (const { id, diff } of targets) {
      const patchId = diff?.patchId ?? '';
      const place = sortKeyOf(places.get(id) ?? {});
      firstOfPatch.set(
        patchId,
        Math.min(place, firstOfPatch.get(patchId) ?? place),
      );
    }
    return { places, firstOfPatch };
  }
}

/** A target that has a diff, with its place in the rollout, or the one that it would have. */
export interface DiffMember
  extends Pick<TargetState, 'id' | 'title' | 'batch'> {
  place: Place;
}

/** @param targets - in the order of the rollout */
export function toDiffGroup(
  patchId: string,
  diff: TargetState['diff'],
  targets: DiffMember[],
  hasCanary: boolean,
): DiffGroup {
  const isCanary = (place: Place) => hasCanary && place.batch === 0;
  return {
    patchId,
    artifact: diff?.artifact ?? '',
    files: diff?.files ?? 0,
    additions: diff?.additions ?? 0,
    deletions: diff?.deletions ?? 0,
    canary: targets.some(({ place }) => isCanary(place)),
    targets: targets.map(({ id, title, batch, place }) => ({
      id,
      title,
      batch,
      canary: isCanary(place),
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
    query.whereIn('failure_code', filter.failure);
  }
  if (filter.q !== undefined && filter.q !== '') {
    const pattern = `%${escapeLike(filter.q.toLowerCase())}%`;
    query.andWhere(where =>
      where
        .whereRaw("lower(title) like ? escape '\\'", [pattern])
        .orWhereRaw("lower(entity_ref) like ? escape '\\'", [pattern])
        .orWhereRaw("lower(repository) like ? escape '\\'", [pattern]),
    );
  }
}

function byPlace(query: Knex.QueryBuilder): void {
  query.orderBy('sort_key').orderBy('id');
}
