import { badInput } from './badInput';
import { parseDuration } from './duration';
import { formatInstant, parseInstant } from './instant';
import { describeRateLimit, type RateLimit } from './rateLimits';

/**
 * A limit, and the instants that it counts: of requests that were sent, and of
 * those that have their turn reserved.
 *
 * @public
 */
export interface CountedLimit {
  limit: RateLimit;
  /** ISO 8601, in any order; an instant stands once for each request. */
  taken: string[];
}

/**
 * When requests have their turn.
 *
 * @public
 */
export interface Turn {
  at: string;
  /** The limit that sets `at`, such as `80 per 1m (host)`; absent where nothing makes them wait. */
  limit?: string;
}

/** An open interval in which the requests would be one too many. */
interface Blocked {
  after: number;
  before: number;
}

/**
 * Finds the first instant at which requests may be sent all at once, so that no
 * sliding window of any limit ever holds more than it may: neither one that
 * ends with them nor one that ends with a turn reserved for later.
 *
 * Rule: semantics, section 5; the window is that of {@link admit}.
 *
 * @param counted - the limits that apply, each with what it counts
 * @param from - no turn is earlier
 * @param requests - how many, 1 or more
 * @throws InputError for an unusable limit or instant, or where a limit admits
 *   fewer requests at all
 *
 * @public
 */
export function nextTurn(
  counted: CountedLimit[],
  from: string,
  requests: number = 1,
): Turn {
  const fromMs = parseInstant(from, 'from');
  const limits = counted.map((one, index) => ({
    label: describeRateLimit(one.limit),
    blocked: blockedBy(one, requests, `limits[${index}]`),
    next: 0,
  }));
  let at = fromMs;
  let binding: string | undefined;
  for (let moved = true; moved; ) {
    moved = false;
    for (const limit of limits) {
      // Both ends of the intervals ascend, so that those that lie behind never matter again.
      for (
        let block = limit.blocked[limit.next];
        block && block.after < at;
        block = limit.blocked[limit.next]
      ) {
        if (block.before > at) {
          at = block.before;
          binding = limit.label;
          moved = true;
        }
        limit.next += 1;
      }
    }
  }
  return binding === undefined
    ? { at: formatInstant(at) }
    : { at: formatInstant(at), limit: binding };
}

/** Where any span shorter than the window would hold the limit and one more. */
function blockedBy(
  { limit, taken }: CountedLimit,
  requests: number,
  field: string,
): Blocked[] {
  const perMs = parseDuration(limit.per, `${field}.per`);
  const crowd = limit.max - requests + 1;
  if (!Number.isSafeInteger(crowd) || crowd < 1 || requests < 1) {
    throw badInput(
      `${field}.max`,
      limit.max,
      `a whole number of ${requests} or more, for ${requests} requests at once`,
    );
  }
  const ascending = taken
    .map((instant, index) => parseInstant(instant, `${field}.taken[${index}]`))
    .sort((a, b) => a - b);
  return ascending.flatMap((first, index) => {
    const last = ascending[index + crowd - 1];
    return last !== undefined && last - first < perMs
      ? [{ after: last - perMs, before: first + perMs }]
      : [];
  });
}
