import type { Actor } from './actor';
import type { SweepManifest } from '../manifest';
import type { TargetStatus } from './target';

/**
 * Where a run stands.
 *
 * @remarks
 * `planned` → `dryRunning` → `readyToStart` → `running` ⇄ `awaitingApproval` → `tracking` → `finished`.
 * `paused` and `rollingBack` remember where they came from; `cancelled` and `finished` are final,
 * apart from a rollback, which can be asked for at any time.
 *
 * @public
 */
export const RUN_STATUSES = [
  'planned',
  'dryRunning',
  'readyToStart',
  'running',
  'awaitingApproval',
  'tracking',
  'paused',
  'rollingBack',
  'finished',
  'cancelled',
] as const;

/** {@inheritDoc RUN_STATUSES} @public */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** How a run ended. @public */
export type RunOutcome =
  | 'succeeded'
  | 'partlySucceeded'
  | 'failed'
  | 'nothingToDo'
  | 'rolledBack';

/** A batch of a rollout. Its targets are rows, not listed here: a stream stays small. @public */
export interface BatchState {
  index: number;
  name: string;
  size: number;
  /** Whether a person must approve before the next batch starts. */
  approval: boolean;
  /** Wait after the batch, in milliseconds. */
  soakMs: number;
  startedAt?: string;
  finishedAt?: string;
  /** When the soak after it ends. */
  soakUntil?: string;
}

/** One person's word on an approval. @public */
export interface SignOff {
  by: string;
  at: string;
  decision: 'approved' | 'rejected';
  comment?: string;
  /** Digest of the evidence that was signed; another digest now makes the sign-off stale. */
  evidenceDigest: string;
}

/** A human gate of a run: a row that waits for people, not a job. Rule: semantics, section 3. @public */
export interface ApprovalState {
  id: string;
  title: string;
  /** Batch that has to be judged. */
  batch: number;
  required: number;
  selfApproval: boolean;
  /** Users or groups who may sign; empty: whoever has the permission to approve. */
  approvers: string[];
  openedAt: string;
  expiresAt: string;
  evidenceDigest: string;
  signOffs: SignOff[];
  state: 'open' | 'approved' | 'rejected' | 'expired';
  decidedAt?: string;
  reason?: string;
}

/** Number of targets in each status; an absent status counts none. @public */
export type TargetCounts = Partial<Record<TargetStatus, number>>;

/** The fold of a run's stream. Its size does not grow with the number of targets. @public */
export interface RunState {
  id: string;
  kind: 'Sweep';
  version: number;
  status: RunStatus;
  /** Status to go back to when a pause or a rollback ends. */
  returnTo?: RunStatus;
  outcome?: RunOutcome;
  name: string;
  title: string;
  description?: string;
  owner: string;
  labels: Record<string, string>;
  manifest: SweepManifest;
  /** Digest of the manifest: names the change that was asked for. */
  changeDigest: string;
  /** Raised by each plan; a part of what a sign-off binds to. */
  planRevision: number;
  createdBy: Actor;
  createdAt: string;
  updatedAt: string;
  startedAt?: string;
  startedBy?: string;
  finishedAt?: string;
  /** Number of targets, and of those with problems, once planned. */
  targets: number;
  problems: number;
  batches: BatchState[];
  /** Index of the batch under way. */
  currentBatch?: number;
  approvals: ApprovalState[];
  pause?: {
    reason: string;
    cause: 'person' | 'failureRate' | 'rejected' | 'expired';
    by?: string;
    at: string;
  };
  /** Failures up to here were accepted by whoever resumed after a pause for the failure rate. */
  acceptedFailures: number;
  rollback?: { reason: string; by: string; at: string };
  /** The window that holds the rollout up, while one does. Rule: semantics, section 4. */
  closedWindow?: {
    reason: string;
    /** When it opens; absent if no end is known. */
    opensAt?: string;
    since: string;
  };
  /** The newest override of closed windows; it counts until it expires. */
  windowOverride?: {
    by: string;
    reason: string;
    at: string;
    expiresAt: string;
  };
  /** Since when the run is history: nothing can be asked of it. */
  archivedAt?: string;
  /** When it came out of a file; such a run is history for good. */
  importedAt?: string;
}
