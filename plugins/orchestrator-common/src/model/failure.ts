import type { ErrorClass } from '../pacing';

/**
 * Why an attempt did not succeed.
 *
 * @remarks Classes and what follows from each: semantics, section 6 (follows Temporal).
 * @public
 */
export interface Failure {
  class: ErrorClass;
  /** A stable word to group by, such as `gateFailed`, `commandFailed`, `branchTaken`, `cloneFailed`. */
  code: string;
  /** One sentence that a person can act on; secrets are redacted. */
  message: string;
  /** For `rateLimited`: when it can go on, ISO 8601. Absent: the host asked to wait and did not say how long. */
  retryAfter?: string;
  /** What makes it wait, such as `80 per 1m (host)`; for `rateLimited` only. */
  limit?: string;
}
