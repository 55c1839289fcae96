import type { Knex } from 'knex';
import { LEVEL_OFFSET, ROUNDS, UNPLACED_BELOW } from './priorities';

const JOBS_PER_STATEMENT = 5_000;
const WAITING = `state < 'active' and not blocked`;
const FRESH = `name = any(:lanes) and ${WAITING} and priority < ${UNPLACED_BELOW} and start_after <= now()`;

/**
 * Gives the jobs that have become due their place among the runs.
 *
 * @remarks
 * Start-time fair queueing, as in `RunTurns`, but written down: the n-th waiting item of a run is served in the n-th
 * round from now, whichever replica fetches it. A run that is new, or comes back after a pause, starts in the round
 * that is served now. It is done when a job is due, not when it is enqueued: a thousand retries that waited an hour
 * must not come with the rounds of an hour ago.
 *
 * One statement: the row of a run in `work_turns` keeps two replicas from giving out the same round, and jobs that
 * another one places just now are stepped over. A replica that dies in it has changed nothing.
 */
export async function giveTurns(
  database: Knex,
  options: { schema: string; lanes: string[] },
): Promise<void> {
  const { schema, lanes } = options;
  // Asked first: most claims find nothing new, and the large statement takes longer to plan than to run.
  const { rows }: { rows: unknown[] } = await database.raw(
    `select from ${schema}.job where ${FRESH} limit 1`,
    { lanes },
  );
  for (let more = rows.length > 0; more; ) {
    const { rowCount }: { rowCount: number } = await database.raw(
      statement(schema),
      { lanes },
    );
    more = rowCount === JOBS_PER_STATEMENT;
  }
}

function statement(schema: string): string {
  return `
    with fresh as materialized (
      select name, id, group_id, created_on, priority + ${LEVEL_OFFSET} as level
      from ${schema}.job
      where ${FRESH}
      order by created_on limit ${JOBS_PER_STATEMENT}
      for update skip locked
    ), numbered as (
      select *, row_number() over (
        partition by name, level, group_id order by created_on, id
      ) as nth from fresh
    ), fronts as (
      select name, level, coalesce((
        select fresh.level * ${ROUNDS} - job.priority - 1 from ${schema}.job
        where job.name = fresh.name and ${WAITING}
          and job.priority < fresh.level * ${ROUNDS}
          and job.priority > (fresh.level - 1) * ${ROUNDS}
        order by job.priority desc limit 1
      ), (
        select max(round) from work_turns as turns
        where turns.lane = fresh.name and turns.level = fresh.level
      ), 0) as front
      from (select distinct name, level from fresh) as fresh
    ), given as (
      insert into work_turns as turns (lane, level, run_id, round, items)
      select name, level, group_id, front + count(*), count(*)
      from fresh join fronts using (name, level)
      group by name, level, group_id, front
      order by name, level, group_id
      on conflict (lane, level, run_id) do update set
        round = greatest(turns.round, excluded.round - excluded.items) + excluded.items,
        items = excluded.items
      returning lane, level, run_id, round - items as before
    )
    update ${schema}.job
    set priority = numbered.level * ${ROUNDS}
      - least(${ROUNDS} - 1, given.before + numbered.nth)
    from numbered join given on given.lane = numbered.name
      and given.level = numbered.level and given.run_id = numbered.group_id
    where job.name = numbered.name and job.id = numbered.id`;
}

/** Forgets the turns of lanes where nothing waits: all runs start anew there, and the rounds begin at the first. */
export async function forgetTurns(
  database: Knex,
  schema: string,
): Promise<void> {
  await database.raw(`
    delete from work_turns where (lane, level, run_id) in (
      select lane, level, run_id from work_turns as turns where not exists (
        select from ${schema}.job
        where job.name = turns.lane and ${WAITING}
          and priority < turns.level * ${ROUNDS}
          and priority > (turns.level - 1) * ${ROUNDS}
      )
      for update skip locked
    )`);
}
