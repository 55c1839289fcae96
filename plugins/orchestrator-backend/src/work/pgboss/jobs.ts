import { createHash } from 'node:crypto';
import type { Job, JobInsert } from 'pg-boss';
import type { Claim, WorkItem } from '../WorkTransport';
import { unplaced } from './priorities';

/** What a job of pg-boss carries of an item; its queue is the lane, its group the run. */
export interface JobData {
  id: string;
  kind: string;
  targetId?: string;
  priority: number;
  /** ISO 8601 */
  runAt: string;
  /** ISO 8601 */
  enqueuedAt: string;
  /** Attempts that ended otherwise than by the silence of their worker, the last settled one included. */
  spent: number;
}

/** An attempt as pg-boss fences it. */
export type JobAttempt = Pick<Job, 'id' | 'retryCount'>;

/** pg-boss wants UUIDs; an item has the same one each time (version 8: made from a digest). */
export function jobIdOf(itemId: string): string {
  const hex = createHash('sha256').update(itemId).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A new job for an item. */
export function toJob(item: WorkItem, now: string): JobInsert<JobData> {
  const priority = item.priority ?? 0;
  const runAt = item.runAt && new Date(item.runAt).toISOString();
  return {
    id: jobIdOf(item.id),
    priority: unplaced(priority),
    group: { id: item.runId },
    ...(runAt ? { startAfter: runAt } : {}),
    data: {
      id: item.id,
      kind: item.kind,
      ...(item.targetId === undefined ? {} : { targetId: item.targetId }),
      priority,
      runAt: runAt ?? now,
      enqueuedAt: now,
      spent: 0,
    },
  };
}

/** The claim that a job stands for just after it was fetched. */
export function toClaim(
  job: Job<JobData>,
  times: { claimedAt: string; leaseUntil: string },
): Claim {
  const { id, kind, targetId, priority, runAt, enqueuedAt, spent } = job.data;
  return {
    item: {
      id,
      lane: job.name,
      kind,
      runId: job.groupId ?? '',
      ...(targetId === undefined ? {} : { targetId }),
      priority,
      runAt,
    },
    attempt: job.retryCount + 1,
    deaths: job.retryCount - spent,
    enqueuedAt,
    ...times,
  };
}

/** Names the very attempt that a claim is: what pg-boss fences by. */
export function attemptOf({ item, attempt }: Claim): JobAttempt {
  return { id: jobIdOf(item.id), retryCount: attempt - 1 };
}

/**
 * The data of a job that waits again, though its worker did not fall silent.
 *
 * @param runAt - of a retry, which forgets earlier deaths; without it the claim was given back unused
 */
export function dataAfter(claim: Claim, runAt?: string): JobData {
  const { item, attempt, deaths, enqueuedAt } = claim;
  return {
    id: item.id,
    kind: item.kind,
    ...(item.targetId === undefined ? {} : { targetId: item.targetId }),
    priority: item.priority ?? 0,
    runAt: runAt ?? item.runAt ?? enqueuedAt,
    enqueuedAt,
    spent: runAt === undefined ? attempt - deaths : attempt,
  };
}
