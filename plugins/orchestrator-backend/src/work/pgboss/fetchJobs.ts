import type { Knex } from 'knex';
import { fromKnex, type Job } from 'pg-boss';
import type { ClaimOptions } from '../WorkTransport';
import { countActiveAlone } from './jobQueries';
import type { JobData } from './jobs';
import type { RunningBoss } from './WorkQueues';

/** pg-boss, and the pool that it uses. */
export interface Source extends RunningBoss {
  database: Knex;
}

/**
 * Takes jobs of several lanes: first each lane its part, then the rest from those that have more.
 *
 * @returns what could be taken, also where something failed later: it must reach its worker
 */
export async function fetchJobs(
  source: Source,
  { lanes, max, limits }: ClaimOptions,
): Promise<Job<JobData>[]> {
  const jobs: Job<JobData>[] = [];
  const exhausted = new Set<string>();
  try {
    for (const parts of [lanes.length, 1]) {
      for (const [index, lane] of lanes.entries()) {
        const left = max - jobs.length;
        const wanted = Math.ceil(left / Math.max(1, parts - index));
        if (wanted > 0 && !exhausted.has(lane)) {
          const some = await fetchLane(source, lane, wanted, limits?.[lane]);
          jobs.push(...some);
          if (some.length < wanted) {
            exhausted.add(lane);
          }
        }
      }
    }
  } catch (error) {
    if (jobs.length === 0) {
      throw error;
    }
  }
  return jobs;
}

/** Where the lane has a limit, so many that no more than that are worked on anywhere. */
async function fetchLane(
  { boss, schema, database }: Source,
  lane: string,
  wanted: number,
  limit: number | undefined,
): Promise<Job<JobData>[]> {
  if (limit === undefined) {
    return boss.fetch<JobData>(lane, { batchSize: wanted });
  }
  return database.transaction(async trx => {
    const active = await countActiveAlone(trx, schema, lane);
    const batchSize = Math.min(wanted, limit - active);
    return batchSize > 0
      ? boss.fetch<JobData>(lane, { batchSize, db: fromKnex(trx) })
      : [];
  });
}
