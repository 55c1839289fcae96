import type { QueuePlace } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { Claim, LaneStats } from '../WorkTransport';
import { attemptOf, jobIdOf, type JobAttempt } from './jobs';

/*
 * Questions that pg-boss has no call for, or only one for a single job. They read its table; what they change is the
 * removal of waiting jobs.
 */

/** An attempt, and its queue. */
export interface HeldAttempt extends JobAttempt {
  name: string;
}

const HELD = 'name, id, retry_count as "retryCount"';
/** Only active jobs of a group are in the index that this condition names. */
const ACTIVE = `state = 'active' and group_id is not null`;

/** The jobs that are still in the hands of these claims. `lock` leaves those out that are being settled just now. */
export async function selectHeld(
  database: Knex,
  schema: string,
  claims: Claim[],
  options: { lock: boolean },
): Promise<HeldAttempt[]> {
  const attempts = claims.map(attemptOf);
  const { rows } = await database.raw(
    `select ${HELD} from ${schema}.job
    where name = any(:lanes) and id = any(:ids) and ${ACTIVE}
      and (id::text || ' ' || retry_count) = any(:attempts)
    ${options.lock ? 'for update skip locked' : ''}`,
    {
      lanes: [...new Set(claims.map(({ item }) => item.lane))],
      ids: attempts.map(({ id }) => id),
      attempts: attempts.map(({ id, retryCount }) => `${id} ${retryCount}`),
    },
  );
  return rows;
}

/** Locks the jobs whose worker has not been heard of for so long; `silentMs` undefined means all that are worked on. */
export async function lockOrphans(
  trx: Knex.Transaction,
  schema: string,
  silentMs: number | undefined,
): Promise<HeldAttempt[]> {
  const { rows } = await trx.raw(
    `select ${HELD} from ${schema}.job where ${ACTIVE}
    ${
      silentMs === undefined
        ? ''
        : `and heartbeat_on < now() - ? * interval '1 millisecond'`
    }
    order by id for update skip locked`,
    silentMs === undefined ? [] : [silentMs],
  );
  return rows;
}

/** Removes jobs that nobody works on; those that are just being fetched are left. */
export async function deleteWaiting(
  trx: Knex.Transaction,
  schema: string,
  itemIds: string[],
): Promise<Set<string>> {
  const { rows }: { rows: { id: string }[] } = await trx.raw(
    `with waiting as materialized (
      select name, id from ${schema}.job
      where name in (select name from ${schema}.queue) and id = any(?)
        and state < 'active'
      for update skip locked
    )
    delete from ${schema}.job using waiting
    where job.name = waiting.name and job.id = waiting.id
    returning job.id`,
    [itemIds.map(jobIdOf)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Which of the items have a job. */
export async function selectPresent(
  trx: Knex.Transaction,
  schema: string,
  itemIds: string[],
): Promise<Set<string>> {
  const { rows }: { rows: { id: string }[] } = await trx.raw(
    `select id from ${schema}.job
    where name in (select name from ${schema}.queue) and id = any(?)`,
    [itemIds.map(jobIdOf)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Waits until no other replica counts the jobs of this lane, then counts those that are worked on. */
export async function countActiveAlone(
  trx: Knex.Transaction,
  schema: string,
  lane: string,
): Promise<number> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `${schema}/${lane}`,
  ]);
  const { rows }: { rows: { active: string }[] } = await trx.raw(
    `select count(*) as active from ${schema}.job where name = ? and ${ACTIVE}`,
    [lane],
  );
  return Number(rows[0].active);
}

/** Milliseconds until the first job becomes due that is not; undefined where there is none. */
export async function msUntilNext(
  database: Knex,
  schema: string,
  lanes: string[],
): Promise<number | undefined> {
  const { rows }: { rows: { ms: string | number | null }[] } =
    await database.raw(
      `select extract(epoch from min(start_after) - now()) * 1000 as ms
      from ${schema}.job where name = any(?) and state < 'active' and not blocked
        and start_after > now()`,
      [lanes],
    );
  return rows[0].ms === null ? undefined : Number(rows[0].ms);
}

interface PlaceRow {
  id: string;
  name: string;
  active: boolean;
  start_after: Date;
  /** Of what is due: pg-boss gives counts as text. */
  place: string | null;
}

/**
 * Finds out where items are in their queues; what is in none is left out.
 *
 * @remarks
 * The order is that in which pg-boss fetches. What has become due just now has no turn yet, see `giveTurns`, and counts
 * as the last.
 */
export async function selectPlaces(
  database: Knex,
  schema: string,
  itemIds: string[],
): Promise<Map<string, QueuePlace>> {
  const items = new Map(itemIds.map(id => [jobIdOf(id), id]));
  const { rows }: { rows: PlaceRow[] } = await database.raw(
    `with mine as (
      select name, id, state, start_after from ${schema}.job
      where name in (select name from ${schema}.queue) and id = any(:ids)
        and state <= 'active'
    ), served as (
      select name, id, row_number() over (
        partition by name order by priority desc, created_on, id
      ) as place
      from ${schema}.job
      where name in (select name from mine) and state < 'active'
        and not blocked and start_after <= now()
    )
    select mine.id, mine.name, mine.state = 'active' as active,
      mine.start_after, served.place
    from mine left join served on served.name = mine.name and served.id = mine.id`,
    { ids: [...items.keys()] },
  );
  return new Map(rows.map(row => [items.get(row.id) ?? row.id, toPlace(row)]));
}

function toPlace({ name, active, start_after, place }: PlaceRow): QueuePlace {
  if (active) {
    return { state: 'running' };
  }
  return place === null
    ? { state: 'later', at: start_after.toISOString() }
    : { state: 'ready', ahead: Number(place) - 1, lane: name };
}

/** Counts the jobs of each lane; reads all of them, which is for operators, not for workers. */
export async function selectJobStats(
  database: Knex,
  schema: string,
): Promise<LaneStats[]> {
  const ready = `state < 'active' and start_after <= now()`;
  const { rows }: { rows: Record<string, string | Date | null>[] } =
    await database.raw(
      `select name, count(*) filter (where ${ready}) as ready,
        count(*) filter (where state < 'active' and start_after > now()) as scheduled,
        count(*) filter (where state = 'active') as running,
        min(start_after) filter (where ${ready}) as oldest
      from ${schema}.job where group_id is not null and state <= 'active'
      group by name order by name`,
    );
  return rows.map(({ name, ready: due, scheduled, running, oldest }) => ({
    lane: String(name),
    ready: Number(due),
    scheduled: Number(scheduled),
    running: Number(running),
    ...(oldest instanceof Date ? { oldestReadyAt: oldest.toISOString() } : {}),
  }));
}
