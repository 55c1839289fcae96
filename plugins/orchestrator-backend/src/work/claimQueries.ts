import type { Knex } from 'knex';
import type { Head, Share } from './RunTurns';
import type { WorkItemRow } from './workItemRows';

/** Where several processes share the tables, and hold locks on rows that are better stepped over than waited for. */
export function isPostgres(database: Knex): boolean {
  return database.client.dialect === 'postgresql';
}

/**
 * Lists the oldest ready item of each lane, priority and run, due or not.
 *
 * @remarks
 * It jumps through the index from one (lane, priority, run) to the next, so that its cost grows with the number of
 * runs that have work, not with the amount of work they have.
 */
export async function selectHeads(
  database: Knex,
  lanes: string[],
): Promise<Head[]> {
  if (lanes.length === 0) {
    return [];
  }
  const response = await database.raw(
    `with recursive heads(lane, priority, run_id, run_at) as (
      ${isPostgres(database) ? postgresHeads(lanes) : sqliteHeads(lanes)}
    )
    select lane, priority, run_id as "runId", run_at as "runAt" from heads`,
    lanes,
  );
  return rowsOf<Head>(response);
}

/** With `lateral ... limit 1` PostgreSQL can't but step through the index, however old its statistics are. */
function postgresHeads(lanes: string[]): string {
  return `select first.* from (values ${lanes
    .map(() => '(?)')
    .join(', ')}) as wanted(lane)
    cross join lateral (
      select item.lane, item.priority, item.run_id, item.run_at from work_items as item
      where item.state = 'ready' and item.lane = wanted.lane
      order by item.priority, item.run_id, item.run_at limit 1
    ) as first
    union all
    select next.* from heads cross join lateral (
      select item.lane, item.priority, item.run_id, item.run_at from work_items as item
      where item.state = 'ready' and item.lane = heads.lane
        and (item.priority, item.run_id) > (heads.priority, heads.run_id)
      order by item.priority, item.run_id, item.run_at limit 1
    ) as next`;
}

/** SQLite has no `lateral`, and of a comparison of rows it uses only the first column of an index. */
function sqliteHeads(lanes: string[]): string {
  const firstOfLane = lanes.map(
    () => `select (
      select id from work_items where state = 'ready' and lane = ?
      order by priority, run_id, run_at limit 1
    ) as id`,
  );
  return `select item.lane, item.priority, item.run_id, item.run_at
    from (${firstOfLane.join(' union all ')}) as first
    join work_items as item on item.id = first.id
    union all
    select item.lane, item.priority, item.run_id, item.run_at
    from heads join work_items as item on item.id = coalesce((
      select id from work_items
      where state = 'ready' and lane = heads.lane
        and priority = heads.priority and run_id > heads.run_id
      order by run_id, run_at limit 1
    ), (
      select id from work_items
      where state = 'ready' and lane = heads.lane and priority > heads.priority
      order by priority, run_id, run_at limit 1
    ))`;
}

/** Claims the oldest due items of each share, as many as its quota, as far as nobody else just does. */
export async function claimShares(
  database: Knex,
  shares: Share[],
  claim: { worker: string; now: string; leaseUntil: string },
): Promise<WorkItemRow[]> {
  const picks = shares.map(
    (_, index) => `select id from (
      select id from work_items
      where state = 'ready' and lane = ? and priority = ? and run_id = ? and run_at <= ?
      order by run_at limit ? ${
        isPostgres(database) ? 'for update skip locked' : ''
      }
    ) as pick_${index}`,
  );
  const bindings = shares.flatMap(({ lane, priority, runId, quota }) => [
    ...[lane, priority, runId],
    ...[claim.now, quota],
  ]);
  return await database<WorkItemRow>('work_items')
    // A common table, because PostgreSQL may run a subquery that locks more than once.
    .with('picked', database.raw(picks.join(' union all '), bindings))
    .whereIn('id', database.select('id').from('picked'))
    .update({
      state: 'running',
      attempt: database.raw('attempt + 1') as unknown as number,
      claimed_by: claim.worker,
      lease_until: claim.leaseUntil,
    })
    .returning('*');
}

/** Knex hands the driver's own response through. */
function rowsOf<TRow>(response: TRow[] | { rows: TRow[] }): TRow[] {
  return Array.isArray(response) ? response : response.rows;
}
