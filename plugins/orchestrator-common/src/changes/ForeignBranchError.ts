import { ConflictError } from '@backstage/errors';
import type { ActualBranch } from './types';

/**
 * The branch of a change is there already, and isn't ours. Permanent: only a
 * person can decide what becomes of it.
 *
 * @public
 */
export class ForeignBranchError extends ConflictError {
  readonly branch: string;
  /** Whose it is, if the code host tells. */
  readonly owner?: string;
  readonly errorClass = 'permanent' as const;

  constructor(branch: ActualBranch) {
    super(
      `The branch ${branch.name} exists and belongs to ${
        branch.owner ?? 'somebody whom the code host doesn’t name'
      }. Delete or rename it, then retry.`,
    );
    this.branch = branch.name;
    this.owner = branch.owner;
  }
}
