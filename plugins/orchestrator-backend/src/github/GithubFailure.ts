import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** GitHub did not do what it was asked, as far as is known. */
export class GithubFailure extends FailureError {
  /** Whether it certainly has not done it: it said so, or the request never got there. */
  readonly refused: boolean;
  /** HTTP status; absent: no answer. */
  readonly status?: number;

  constructor(
    failure: Failure,
    options: { refused: boolean; status?: number; cause?: unknown },
  ) {
    super(failure, { cause: options.cause });
    this.name = 'GithubFailure';
    this.refused = options.refused;
    this.status = options.status;
  }
}
