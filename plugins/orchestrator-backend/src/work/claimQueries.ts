import type { Knex } from 'knex';
import type { Head, Share } from './RunTurns';
import type { WorkItemRow } from './workItemRows';

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
  return database.select('*').from(
    database.raw(
      `(with recursive heads(lane, priority, run_id, run_at) as (
          ${headsOf(lanes)}
        )
        select lane, priority, run_id as "runId", run_at as "runAt" from heads) as heads`,
      lanes,
    ),
  );
}

/** SQLite has no `lateral`, and of a comparison of rows it uses only the first column of an index. */
function headsOf(lanes: string[]): string {
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

/** Counts the items of a lane that are being worked on. */
export async function countRunning(
  database: Knex,
  lane: string,
): Promise<number> {
  const row = await database<WorkItemRow>('work_items')
    .where({ state: 'running', lane })
    .count<{ items: number }[]>({ items: '*' })
    .first();
  return row?.items ?? 0;
}

/** Claims the oldest due items of each share, as many as its quota. */
export async function claimShares(
  database: Knex,
  shares: Share[],
  claim: { worker: string; now: string; leaseUntil: string },
): Promise<WorkItemRow[]> {
  const picks = shares.map(
    (_, index) => `select id from (
      select id from work_items
      where state = 'ready' and lane = ? and priority = ? and run_id = ? and run_at <= ?
      order by run_at limit ?
    ) as pick_${index}`,
  );
  const bindings = shares.flatMap(({ lane, priority, runId, quota }) => [
    ...[lane, priority, runId],
    ...[claim.now, quota],
  ]);
  return await database<WorkItemRow>('work_items')
    .whereRaw(`id in (${picks.join(' union all ')})`, bindings)
    .update({
      state: 'running',
      attempt: database.raw('attempt + 1') as unknown as number,
      claimed_by: claim.worker,
      lease_until: claim.leaseUntil,
    })
    .returning('*');
}
