import type { BatchState } from '../model';

/** What can be asked of a run. @public */
export type RunCommand =
  | { type: 'dryRun'; by: string }
  /** The batches come from `planRollout`; without them it is only asked whether the run can be started. */
  | {
      type: 'start';
      by: string;
      batches: Pick<
        BatchState,
        'index' | 'name' | 'size' | 'approval' | 'soakMs'
      >[];
    }
  | { type: 'pause'; by: string; reason: string }
  | { type: 'resume'; by: string }
  | { type: 'cancel'; by: string; reason?: string }
  | { type: 'rollback'; by: string; reason: string }
  /** A target that had ended is worked on again. */
  | { type: 'reopen'; by: string }
  | {
      type: 'sign';
      approvalId: string;
      by: string;
      /** References of the signer and their groups. */
      ownershipRefs: string[];
      decision: 'approved' | 'rejected';
      comment?: string;
      evidenceDigest: string;
    }
  | { type: 'withdrawSignOff'; approvalId: string; by: string }
  | { type: 'expireApproval'; approvalId: string }
  | { type: 'finishSoak'; batch: number }
  /** Passes closed windows until `expiresAt`, ISO 8601. */
  | { type: 'overrideWindow'; by: string; reason: string; expiresAt: string }
  /** A window may have opened: does nothing but what follows by itself. */
  | { type: 'checkWindow' }
  | { type: 'archive'; by: string }
  | { type: 'restore'; by: string };
