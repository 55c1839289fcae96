import type { Knex } from 'knex';
import type { LaneStats } from './WorkTransport';

/** As the database gives it: PostgreSQL gives sums as text. */
interface LaneStatsRow {
  lane: string;
  ready: number | string;
  scheduled: number | string;
  running: number | string;
  oldestReadyAt: string | null;
}

/** Counts the items of each lane; reads all of them, which is for operators, not for workers. */
export async function selectLaneStats(
  database: Knex,
  now: string,
): Promise<LaneStats[]> {
  const count = (condition: string, ...bindings: string[]) =>
    database.raw(`sum(case when ${condition} then 1 else 0 end)`, bindings);
  const rows: LaneStatsRow[] = await database('work_items')
    .groupBy('lane')
    .orderBy('lane')
    .select({
      lane: 'lane',
      ready: count("state = 'ready' and run_at <= ?", now),
      scheduled: count("state = 'ready' and run_at > ?", now),
      running: count("state = 'running'"),
      oldestReadyAt: database.raw(
        "min(case when state = 'ready' and run_at <= ? then run_at end)",
        [now],
      ),
    });
  return rows.map(({ lane, ready, scheduled, running, oldestReadyAt }) => ({
    lane,
    ready: Number(ready),
    scheduled: Number(scheduled),
    running: Number(running),
    ...(oldestReadyAt === null ? {} : { oldestReadyAt }),
  }));
}
