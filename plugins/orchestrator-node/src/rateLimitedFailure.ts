import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';

/** An answer of a code host over HTTP. @public */
export interface HostAnswer {
  status: number;
  /** By lower-case name. */
  header(name: string): string | null | undefined;
  /** Text of the answer, where it was read. */
  body?: string;
}

const SECONDS = /^\d+$/;

/**
 * Reads from an answer whether a code host asks to wait, and until when.
 *
 * @remarks
 * Rule: semantics, section 5. `Retry-After` (seconds or a date) comes first; then `x-ratelimit-remaining: 0` (or
 * GitLab's and Gitea's `ratelimit-…`) with the time at which the limit is reset. A 429, or a 403 that speaks of a
 * secondary limit or of abuse, without either is a limit whose end the host does not tell: `retryAfter` is absent, and
 * the host is put to sleep for a minute, twice as long each time.
 *
 * @param now - for seconds
 * @returns undefined where the answer is no rate limit
 * @public
 */
export function rateLimitedFailure(
  answer: HostAnswer,
  now: Date,
): Failure | undefined {
  const { status, body = '' } = answer;
  if (status !== 403 && status !== 429) {
    return undefined;
  }
  const remaining =
    answer.header('x-ratelimit-remaining') ??
    answer.header('ratelimit-remaining');
  const retryAfter = answer.header('retry-after');
  const isLimit =
    status === 429 ||
    remaining === '0' ||
    (retryAfter ?? '') !== '' ||
    /secondary rate limit|abuse detection/i.test(body);
  if (!isLimit) {
    return undefined;
  }
  const until =
    afterHeader(retryAfter, now) ??
    (remaining === '0'
      ? resetHeader(
          answer.header('x-ratelimit-reset') ??
            answer.header('ratelimit-reset'),
        )
      : undefined);
  return {
    class: 'rateLimited',
    code: 'hostRateLimited',
    message: until
      ? `The code host takes no more requests until ${until.toISOString()}`
      : 'The code host asks to wait, and does not say how long',
    retryAfter: until?.toISOString(),
  };
}

function afterHeader(
  value: string | null | undefined,
  now: Date,
): Date | undefined {
  const text = value?.trim() ?? '';
  if (SECONDS.test(text)) {
    return dateOf(now.getTime() + Number(text) * 1000);
  }
  return text === '' ? undefined : dateOf(Date.parse(text));
}

/** Seconds since 1970. */
function resetHeader(value: string | null | undefined): Date | undefined {
  const text = value?.trim() ?? '';
  return SECONDS.test(text) ? dateOf(Number(text) * 1000) : undefined;
}

/** What is no date, or is none that can be written, tells nothing. */
function dateOf(milliseconds: number): Date | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
