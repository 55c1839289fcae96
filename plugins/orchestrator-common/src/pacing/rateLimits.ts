import { badInput } from './badInput';
import { parseDuration } from './duration';
import { formatInstant, parseInstant } from './instant';

/**
 * What a limit counts together.
 *
 * @public
 */
export type RateLimitScope = 'global' | 'host' | 'owner' | 'run';

/**
 * Longest window that can be counted, in milliseconds: what was sent longer ago
 * is forgotten.
 *
 * @public
 */
export const MAX_RATE_WINDOW_MS = 7 * 86_400_000;

/**
 * At most `max` requests in any span of `per`.
 *
 * @public
 */
export interface RateLimit {
  scope: RateLimitScope;
  /** Requests, 1 or more. */
  max: number;
  /** Length of the sliding window, a duration. */
  per: string;
}

/**
 * Whether one more request may go now, and when it may where it may not.
 *
 * @public
 */
export type Admission =
  | { admitted: true }
  | {
      admitted: false;
      /** The first instant at which it is admitted, if nothing else is sent. */
      notBefore: string;
      /** The limit that sets `notBefore`, such as `80 per 1m (host)`. */
      limit: string;
    };

/**
 * The instants at which earlier requests were sent: one list that all limits
 * count, or a list for each scope.
 *
 * @public
 */
export type SentRequests = string[] | Partial<Record<RateLimitScope, string[]>>;

interface CountedLimit {
  max: number;
  perMs: number;
  label: string;
  /** Ascending. */
  sentMs: number[];
}

/**
 * Names a limit the way {@link admit} does: `80 per 1m (host)`.
 *
 * @public
 */
export function describeRateLimit(limit: RateLimit): string {
  return `${limit.max} per ${limit.per} (${limit.scope})`;
}

/**
 * Decides whether one more request may be sent at `at`.
 *
 * Rule: semantics, sections 5 and 9. The window slides: a request sent at `t`
 * counts while `at - per < t <= at`. Every limit must have room; the one that
 * makes the request wait longest is named. Requests reserved for later than
 * `at` don't count at `at`, but do when they move `notBefore`.
 *
 * @param limits - the limits that apply; none of them: always admitted
 * @param sent - instants of earlier requests in any order; with a list for
 *   each scope, a scope without its list is an error, not an empty one: what
 *   can't be counted isn't sent
 * @param at - the instant in question
 * @throws InputError for a limit, an instant or a missing count
 *
 * @public
 */
export function admit(
  limits: RateLimit[],
  sent: SentRequests,
  at: string,
): Admission {
  const atMs = parseInstant(at, 'at');
  const counted = countLimits(limits, sent);
  let candidate = atMs;
  let binding = '';
  for (;;) {
    let later = candidate;
    for (const limit of counted) {
      const free = firstRoom(limit, candidate);
      if (free > later) {
        later = free;
        binding = limit.label;
      }
    }
    if (later === candidate) {
      break;
    }
    candidate = later;
  }
  return candidate === atMs
    ? { admitted: true }
    : {
        admitted: false,
        notBefore: formatInstant(candidate),
        limit: binding,
      };
}

function countLimits(limits: RateLimit[], sent: SentRequests): CountedLimit[] {
  const parsed = new Map<string[], number[]>();
  return limits.map((limit, index) => {
    const field = `limits[${index}]`;
    if (!Number.isSafeInteger(limit.max) || limit.max < 1) {
      throw badInput(
        `${field}.max`,
        limit.max,
        'a whole number of 1 or more; close a window to stop everything',
      );
    }
    const perMs = parseDuration(limit.per, `${field}.per`);
    if (perMs === 0) {
      throw badInput(`${field}.per`, limit.per, 'a duration longer than 0');
    }
    const list = Array.isArray(sent) ? sent : sent[limit.scope];
    if (!list) {
      throw badInput(
        `sent.${limit.scope}`,
        list,
        `the list of requests that ${describeRateLimit(limit)} counts`,
      );
    }
    let sentMs = parsed.get(list);
    if (!sentMs) {
      sentMs = list
        .map((instant, i) => parseInstant(instant, `sent[${i}]`))
        .sort((a, b) => a - b);
      parsed.set(list, sentMs);
    }
    return { max: limit.max, perMs, label: describeRateLimit(limit), sentMs };
  });
}

/** The instant itself if the limit has room then, else when the next place in its window falls free. */
function firstRoom(limit: CountedLimit, at: number): number {
  const upToNow = countUpTo(limit.sentMs, at);
  const oldestThatMustLeave = limit.sentMs[upToNow - limit.max];
  return oldestThatMustLeave === undefined
    ? at
    : Math.max(at, oldestThatMustLeave + limit.perMs);
}

/** How many of the ascending instants are not later than `at`. */
function countUpTo(ascending: number[], at: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ascending[middle] <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
