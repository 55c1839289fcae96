import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';

/** An error that says how the attempt that threw it is to be counted. @public */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}
