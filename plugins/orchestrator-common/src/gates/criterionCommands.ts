import type { CriterionPlace } from '../events';
import type { EvidenceLink, Postponement, ResultDraft } from '../model';

/** What can be asked of one criterion. @public */
export type CriterionCommand = CriterionPlace &
  (
    | {
        type: 'record';
        result: ResultDraft;
        by: string;
        /** When what it says came about, where that is known; left out: now. */
        at?: string;
      }
    | { type: 'postpone'; postponed: Postponement }
    | {
        type: 'tick';
        item: string;
        done: boolean;
        /** What the item said when it was looked at, see `wordsOf`; left out: what it says now. */
        says?: string;
        note?: string;
        evidence: EvidenceLink[];
        by: string;
        /** References of the person and their groups. */
        ownershipRefs: string[];
      }
    | { type: 'waive'; reason: string; expiresAt: string; by: string }
    | { type: 'revokeWaiver'; by: string }
    | {
        type: 'giveVerdict';
        status: 'pass' | 'fail';
        reason: string;
        by: string;
      }
    | {
        type: 'signCriterion';
        decision: 'approved' | 'rejected';
        comment?: string;
        /** Digest of what the signer has seen. */
        evidenceDigest: string;
        by: string;
        ownershipRefs: string[];
      }
    | { type: 'withdrawCriterionSignOff'; by: string }
  );

const CRITERION_COMMANDS = [
  'record',
  'postpone',
  'tick',
  'waive',
  'revokeWaiver',
  'giveVerdict',
  'signCriterion',
  'withdrawCriterionSignOff',
];

/** Tells the commands for a criterion from the others of its stream. @public */
export function isCriterionCommand(command: {
  type: string;
}): command is CriterionCommand {
  return CRITERION_COMMANDS.includes(command.type);
}
