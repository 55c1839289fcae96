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
  /** When a rate-limited host said that it can be asked again, ISO 8601. */
  retryAfter?: string;
}
