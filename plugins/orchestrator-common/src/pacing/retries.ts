import { badInput } from './badInput';
import { parseDuration } from './duration';
import { formatInstant, parseInstant } from './instant';

/**
 * What an error means for the attempt that met it.
 *
 * - `transient`: may succeed when tried again
 * - `rateLimited`: the other side asks to wait; costs no attempt
 * - `permanent`: will fail again, however often it is tried
 * - `cancelled`: somebody stopped it
 *
 * @public
 */
export type ErrorClass =
  | 'transient'
  | 'rateLimited'
  | 'permanent'
  | 'cancelled';

/**
 * How often and how soon a failed attempt is repeated.
 *
 * @public
 */
export interface RetryPolicy {
  /** Wait before the first retry, a duration. */
  initialInterval: string;
  /** Each further wait is this many times longer; 1 or more. */
  coefficient: number;
  /** No wait is longer than this, before jitter; a duration. */
  maxInterval: string;
  /** Retries after the first attempt; 0 means one attempt only. */
  maxRetries: number;
}

/**
 * The failure of one attempt.
 *
 * @public
 */
export interface AttemptFailure {
  class: ErrorClass;
  /**
   * When the other side allows the next request: an instant, or a duration
   * from now (`60s`). An earlier retry is never planned.
   */
  retryAfter?: string;
  /**
   * For `rateLimited` without `retryAfter`: the rate-limited answers in a row,
   * this one included. Default 1.
   */
  rateLimitedInARow?: number;
}

/**
 * What happens after a failed attempt.
 *
 * @public
 */
export type RetryDecision =
  | { kind: 'retry'; at: string; usesAttempt: boolean }
  | { kind: 'deadLetter' }
  | { kind: 'cancelled' };

/**
 * 60 s, then twice as long each time up to 10 min, 3 retries. Rule: semantics, section 6.
 *
 * @public
 */
export const defaultRetryPolicy: RetryPolicy = Object.freeze({
  initialInterval: '60s',
  coefficient: 2,
  maxInterval: '10m',
  maxRetries: 3,
});

const LEAST_JITTER = 0.8;
const JITTER_SPAN = 0.4;
const SECONDARY_LIMIT_WAIT_MS = 60_000;
// The longest window over which GitHub counts; a longer sleep gains nothing.
const LONGEST_SECONDARY_LIMIT_WAIT_MS = 3_600_000;

/**
 * Refuses a policy that could not be followed.
 *
 * @throws InputError naming the field
 *
 * @public
 */
export function validateRetryPolicy(
  policy: RetryPolicy,
  field: string = 'retry',
): void {
  parseDuration(policy.initialInterval, `${field}.initialInterval`);
  parseDuration(policy.maxInterval, `${field}.maxInterval`);
  if (!Number.isFinite(policy.coefficient) || policy.coefficient < 1) {
    throw badInput(
      `${field}.coefficient`,
      policy.coefficient,
      'a number of 1 or more',
    );
  }
  if (!Number.isSafeInteger(policy.maxRetries) || policy.maxRetries < 0) {
    throw badInput(
      `${field}.maxRetries`,
      policy.maxRetries,
      'a whole number of 0 or more',
    );
  }
}

/**
 * How long to wait before retry number `attempt`:
 * `min(maxInterval, initialInterval × coefficient^(attempt-1))`, spread evenly
 * over ±20 %.
 *
 * Rule: semantics, section 6, follows Temporal. The spread comes after the
 * cap, so that a wait may be 20 % longer than `maxInterval`.
 *
 * @param policy - durations as texts
 * @param attempt - 1 for the first retry
 * @param random - gives numbers from 0 up to, and without, 1
 * @returns whole milliseconds
 * @throws InputError for an unusable policy or an attempt below 1
 *
 * @public
 */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  random: () => number,
): number {
  validateRetryPolicy(policy);
  if (!Number.isSafeInteger(attempt) || attempt < 1) {
    throw badInput('attempt', attempt, 'a whole number of 1 or more');
  }
  const initial = parseDuration(policy.initialInterval);
  const longest = parseDuration(policy.maxInterval);
  // 0 × Infinity would be NaN.
  const grown = initial && initial * policy.coefficient ** (attempt - 1);
  const jitter = LEAST_JITTER + JITTER_SPAN * random();
  return Math.round(Math.min(longest, grown) * jitter);
}

/**
 * Decides what happens after a failed attempt.
 *
 * Rule: semantics, sections 5 and 6. A transient error is retried until the
 * retries are used up, never before `retryAfter`; a rate limit waits until
 * `retryAfter`, or 60 s doubling up to an hour, and uses no attempt; a
 * permanent error, or the last transient one, goes to the dead letters.
 *
 * @param policy - see {@link RetryPolicy}
 * @param failure - what went wrong
 * @param attemptsUsed - attempts that count so far, the failed one included
 *   (1 after the very first attempt); ignored for `rateLimited`
 * @param now - the instant of the failure
 * @param random - gives numbers from 0 up to, and without, 1
 * @throws InputError for an unusable policy, instant or number
 *
 * @public
 */
export function afterFailure(
  policy: RetryPolicy,
  failure: AttemptFailure,
  attemptsUsed: number,
  now: string,
  random: () => number,
): RetryDecision {
  const nowMs = parseInstant(now, 'now');
  switch (failure.class) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'permanent':
      return { kind: 'deadLetter' };
    case 'rateLimited': {
      const at = retryAfterMs(failure, nowMs) ?? nowMs + secondaryWait(failure);
      return {
        kind: 'retry',
        at: formatInstant(Math.max(nowMs, at)),
        usesAttempt: false,
      };
    }
    case 'transient': {
      const wait = retryDelay(policy, attemptsUsed, random);
      if (attemptsUsed > policy.maxRetries) {
        return { kind: 'deadLetter' };
      }
      const at = Math.max(nowMs + wait, retryAfterMs(failure, nowMs) ?? nowMs);
      return { kind: 'retry', at: formatInstant(at), usesAttempt: true };
    }
    default:
      throw badInput(
        'failure.class',
        failure.class,
        'transient, rateLimited, permanent or cancelled',
      );
  }
}

function retryAfterMs(
  { retryAfter }: AttemptFailure,
  nowMs: number,
): number | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  const field = 'failure.retryAfter';
  return /^\d{4}-/.test(retryAfter)
    ? parseInstant(retryAfter, field)
    : nowMs + parseDuration(retryAfter, field);
}

function secondaryWait({ rateLimitedInARow = 1 }: AttemptFailure): number {
  if (!Number.isSafeInteger(rateLimitedInARow) || rateLimitedInARow < 1) {
    throw badInput(
      'failure.rateLimitedInARow',
      rateLimitedInARow,
      'a whole number of 1 or more',
    );
  }
  return Math.min(
    LONGEST_SECONDARY_LIMIT_WAIT_MS,
    SECONDARY_LIMIT_WAIT_MS * 2 ** (rateLimitedInARow - 1),
  );
}
