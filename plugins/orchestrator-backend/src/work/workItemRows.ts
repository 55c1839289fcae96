import type { Claim, WorkItem } from './WorkTransport';

/** Row of the table `work_items`, as the database gives it. */
export interface WorkItemRow {
  id: string;
  lane: string;
  kind: string;
  run_id: string;
  target_id: string | null;
  priority: number;
  run_at: string;
  state: 'ready' | 'running';
  attempt: number;
  deaths: number;
  claimed_by: string | null;
  lease_until: string | null;
  enqueued_at: string;
}

/** A new row for an item. */
export function toRow(item: WorkItem, now: string): WorkItemRow {
  return {
    id: item.id,
    lane: item.lane,
    kind: item.kind,
    run_id: item.runId,
    target_id: item.targetId ?? null,
    priority: item.priority ?? 0,
    run_at: item.runAt ? new Date(item.runAt).toISOString() : now,
    state: 'ready',
    attempt: 0,
    deaths: 0,
    claimed_by: null,
    lease_until: null,
    enqueued_at: now,
  };
}

/** The claim that a row stands for just after it was claimed. */
export function toClaim(
  row: WorkItemRow,
  times: { claimedAt: string; leaseUntil: string },
): Claim {
  return {
    item: {
      id: row.id,
      lane: row.lane,
      kind: row.kind,
      runId: row.run_id,
      ...(row.target_id === null ? {} : { targetId: row.target_id }),
      priority: row.priority,
      runAt: row.run_at,
    },
    attempt: row.attempt,
    deaths: row.deaths,
    enqueuedAt: row.enqueued_at,
    ...times,
  };
}
