import type { DesiredChange } from '../changes/types';
import type {
  Change,
  Failure,
  GateResult,
  StoredDiff,
  TargetStage,
} from '../model';

/**
 * What an attempt came to. Returned by an executor, turned into events by `decideTarget`.
 *
 * @public
 */
export type TargetOutcome =
  | { type: 'dryRunFinished'; diff: StoredDiff; gates: GateResult[] }
  | { type: 'alreadyFine'; baseCommit: string }
  | { type: 'diffChanged'; diff: StoredDiff; gates: GateResult[] }
  | { type: 'gatesFailed'; gates: GateResult[] }
  | {
      type: 'changeOpened';
      /** As it was opened. */
      change: Change;
      diff: StoredDiff;
      gates: GateResult[];
      /** What it was made to be, with a digest in place of the body. */
      desired?: DesiredChange;
      /** As it is now, where people may have acted on it meanwhile. */
      seen?: Change;
    }
  | { type: 'withdrawn' }
  /** `seen`: as it is now. */
  | { type: 'revertOpened'; change: Change; seen?: Change }
  /** There is nothing to take back: the change was never opened, or was taken back already. */
  | { type: 'nothingToRollBack' }
  | { type: 'failed'; failure: Failure };

/** Where and when an attempt ran. @public */
export interface AttemptFacts {
  startedAt: string;
  finishedAt: string;
  worker?: string;
  /** Digest of the log's artifact. */
  log?: string;
}

/** What can be asked of a target. @public */
export type TargetCommand =
  /** `reason`: why it is rolled back, where a person asked for this target alone. */
  | { type: 'queue'; stage: TargetStage; reason?: string }
  | {
      type: 'complete';
      workId: string;
      outcome: TargetOutcome;
      facts: AttemptFacts;
    }
  | { type: 'batch'; batch: number; position: number; waitsFor: string[] }
  | { type: 'retry'; by: string }
  | { type: 'skip'; by: string; reason: string }
  | { type: 'acceptDiff'; by: string }
  | { type: 'cancel'; by: string }
  /** The code host was looked at: this is the change now, and who did what. */
  | { type: 'observe'; change: Change; by?: string };
