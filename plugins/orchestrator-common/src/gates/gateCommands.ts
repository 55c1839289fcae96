import type { CriterionCommand } from './criterionCommands';

/** What can be asked of a gate. @public */
export type GateCommand =
  | CriterionCommand
  | {
      type: 'sign';
      decision: 'approved' | 'rejected';
      comment?: string;
      /** Digest of what the signer has seen. */
      evidenceDigest: string;
      by: string;
      /** References of the signer and their groups. */
      ownershipRefs: string[];
    }
  | { type: 'withdrawSignOff'; by: string }
  | { type: 'reopen'; by: string; reason: string };
