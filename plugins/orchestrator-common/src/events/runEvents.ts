import type {
  Actor,
  BatchState,
  RunOutcome,
  RunState,
  SignOff,
  TargetCounts,
} from '../model';
import type { SweepManifest } from '../manifest';
import type { NewEvent } from './envelope';

/** Data of each event of a run's stream, by type. @public */
export interface RunEventData {
  'run.created': {
    id: string;
    kind: 'Sweep';
    manifest: SweepManifest;
    /** The text as it was handed in, comments kept, so that it can be shown and downloaded. */
    source?: string;
    changeDigest: string;
    createdBy: Actor;
    /** Do the dry run as soon as the plan is there. */
    dryRun: boolean;
  };
  'run.planned': { revision: number; targets: number; problems: number };
  'run.dryRunStarted': { by: string };
  'run.dryRunFinished': { counts: TargetCounts };
  'run.started': {
    by: string;
    batches: Pick<
      BatchState,
      'index' | 'name' | 'size' | 'approval' | 'soakMs'
    >[];
  };
  'batch.started': { batch: number; name: string; size: number };
  'batch.finished': { batch: number; name: string; counts: TargetCounts };
  'batch.soakStarted': { batch: number; until: string };
  'batch.soakFinished': { batch: number };
  'approval.opened': {
    id: string;
    title: string;
    batch: number;
    required: number;
    selfApproval: boolean;
    approvers: string[];
    expiresAt: string;
    evidenceDigest: string;
  };
  /** What was to be judged has changed: earlier sign-offs are stale and do not count. */
  'approval.evidenceChanged': { id: string; evidenceDigest: string };
  'approval.signed': { id: string; signOff: SignOff };
  'approval.withdrawn': { id: string; by: string };
  'approval.decided': {
    id: string;
    state: 'approved' | 'rejected' | 'expired';
    by: string[];
    reason?: string;
  };
  'run.paused': NonNullable<Omit<NonNullable<RunState['pause']>, 'at'>>;
  'run.resumed': { by: string; acceptedFailures: number };
  /** A window closed over a rollout that has work: no change is opened until it opens. */
  'window.closed': { reason: string; opensAt?: string };
  'window.opened': { reason: string };
  /** A person lets the rollout pass closed windows until `expiresAt`. */
  'window.overridden': { by: string; reason: string; expiresAt: string };
  'run.cancelled': { by: string; reason?: string };
  'run.rollbackStarted': { by: string; reason: string };
  'run.rollbackFinished': { counts: TargetCounts };
  'run.finished': { outcome: RunOutcome; counts: TargetCounts };
  /** A target was retried after the run had ended: it goes on. */
  'run.reopened': { by: string };
  /** It is history from now on; its rows are packed, and nothing can be asked of it. */
  'run.archived': { by: string };
  'run.restored': { by: string };
  /** Last event of a run that came out of a file: what is before it happened in another portal. */
  'run.imported': { by: string; exportedAt: string };
}

/** @public */
export type RunEventType = keyof RunEventData;

/** @public */
export type RunEvent = {
  [K in RunEventType]: NewEvent<K, RunEventData[K]>;
}[RunEventType];
