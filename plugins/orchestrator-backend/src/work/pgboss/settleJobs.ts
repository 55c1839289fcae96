import type { CommandResponse, Db, PgBoss } from 'pg-boss';
import type { Claim } from '../WorkTransport';
import { attemptOf, dataAfter, jobIdOf } from './jobs';
import { unplaced } from './priorities';

/** A queue, in the transaction of a caller. */
export interface QueueInTransaction {
  boss: PgBoss;
  lane: string;
  db: Db;
}

/** A claim that comes again: at a time, or, given back unused, at once and in the same place. */
export interface Again {
  claim: Claim;
  /** ISO 8601 */
  runAt?: string;
}

/**
 * Removes the jobs of claims; nothing is left to be cleared away.
 *
 * @returns the claims that had been lost
 */
export async function removeJobs(
  { boss, lane, db }: QueueInTransaction,
  claims: Claim[],
): Promise<Claim[]> {
  if (claims.length === 0) {
    return [];
  }
  const attempts = claims.map(attemptOf);
  return lostOf(claims, await boss.deleteJob(lane, attempts, { db }));
}

/**
 * Has the jobs of claims wait again.
 *
 * @returns the claims that had been lost
 */
export async function waitAgain(
  { boss, lane, db }: QueueInTransaction,
  all: Again[],
): Promise<Claim[]> {
  if (all.length === 0) {
    return [];
  }
  const claims = all.map(({ claim }) => claim);
  const attempts = claims.map(attemptOf);
  const answer = await boss.fail(lane, attempts, undefined, { db });
  const lost = lostOf(claims, answer);
  for (const { claim, runAt } of all) {
    if (!lost.includes(claim)) {
      const id = jobIdOf(claim.item.id);
      if (runAt === undefined) {
        await boss.update(lane, dataAfter(claim), { id, db });
      } else {
        const at = new Date(runAt).toISOString();
        const priority = unplaced(claim.item.priority ?? 0);
        await boss.update(lane, dataAfter(claim, at), {
          ...{ id, startAfter: at, priority, db },
        });
      }
    }
  }
  return lost;
}

/** What pg-boss answers, and does not declare. */
interface Affected {
  affected: number;
  settled?: string[];
}

function lostOf(claims: Claim[], answer: CommandResponse): Claim[] {
  const { affected, settled = [] } = answer as Affected;
  return affected === claims.length
    ? []
    : claims.filter(({ item }) => !settled.includes(jobIdOf(item.id)));
}
