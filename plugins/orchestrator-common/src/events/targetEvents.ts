import type {
  Attempt,
  Change,
  ChecksState,
  Failure,
  FollowUp,
  GateResult,
  ReviewState,
  StoredDiff,
  TargetDescription,
  TargetStage,
} from '../model';
import type { DesiredChange } from '../changes/types';
import type { NewEvent } from './envelope';

/** When and where an attempt ran; a part of every event that ends one. @public */
export interface AttemptData {
  attempt: Attempt;
}

/** Data of each event of a target's stream, by type. @public */
export interface TargetEventData {
  'target.discovered': TargetDescription;
  'target.queued': { stage: TargetStage; workId: string; reason?: string };
  'target.dryRunFinished': AttemptData & {
    diff: StoredDiff;
    gates: GateResult[];
  };
  'target.alreadyFine': AttemptData & { baseCommit: string };
  'target.batched': { batch: number; position: number; waitsFor: string[] };
  /** The base has moved and the diff is another one: it asks to be accepted again. */
  'target.diffChanged': AttemptData & { diff: StoredDiff; gates: GateResult[] };
  'target.diffAccepted': { by: string };
  'target.gatesFailed': AttemptData & { gates: GateResult[]; failure: Failure };
  'target.attemptFailed': AttemptData & {
    failure: Failure;
    retryAt: string;
    usesAttempt: boolean;
  };
  'target.failed': AttemptData & { failure: Failure };
  'target.retried': { by: string };
  'target.skipped': { by: string; reason: string };
  'target.cancelled': { by: string };
  'target.followUpAdded': FollowUp;
  'change.opened': AttemptData & {
    change: Change;
    diff: StoredDiff;
    gates: GateResult[];
    /** What it was made to be, with a digest in place of the body. */
    desired?: DesiredChange;
  };
  'change.observed': {
    review: ReviewState;
    checks: ChecksState;
    headCommit: string;
    /** Given where a draft became ready for review, or a draft again. */
    state?: 'draft' | 'open';
  };
  'change.merged': { by?: string; mergeCommit: string; at: string };
  /** Closed by a person: it stays closed. */
  'change.declined': { by: string; at: string };
  'change.reopened': { by?: string };
  /** Closed and its branch deleted, by a rollback. */
  'change.withdrawn': AttemptData;
  'change.revertOpened': AttemptData & { change: Change };
  /** The change that takes it back was closed by a person: what was merged stays merged. */
  'change.revertDeclined': { by: string; at: string };
  'change.reverted': { by?: string; mergeCommit: string; at: string };
}

/** @public */
export type TargetEventType = keyof TargetEventData;

/** @public */
export type TargetEvent = {
  [K in TargetEventType]: NewEvent<K, TargetEventData[K]>;
}[TargetEventType];
