import type { ExpectedTurn, TurnFacts } from './turnFacts';

const MINUTE_MS = 60_000;

/**
 * When something comes up that nothing but its code host, a time or the queue keeps waiting.
 *
 * @remarks Rule: semantics, sections 5 and 8 (runs share workers fairly).
 * @param facts - `retryAt`: ISO 8601, not before
 * @returns undefined where it isn't ready in its queue, and nothing says why
 */
export function turnInLine({
  now,
  host,
  retryAt,
  place,
  startsPerMinute = 0,
}: Pick<TurnFacts, 'now' | 'host' | 'place' | 'startsPerMinute'> & {
  retryAt?: string;
}): ExpectedTurn | undefined {
  if (host && host.at > now) {
    return { waitsFor: 'limit', ...host };
  }
  if (retryAt !== undefined && retryAt > now) {
    return { waitsFor: 'retry', at: retryAt };
  }
  return place?.state === 'ready'
    ? turnAtWorker(now, place.ahead, startsPerMinute)
    : undefined;
}

function turnAtWorker(
  now: string,
  ahead: number,
  startsPerMinute: number,
): ExpectedTurn {
  if (startsPerMinute <= 0) {
    return { waitsFor: 'slot', ahead };
  }
  const ms = ((ahead + 1) / startsPerMinute) * MINUTE_MS;
  return {
    waitsFor: 'slot',
    ahead,
    at: new Date(Date.parse(now) + Math.round(ms)).toISOString(),
    estimated: true,
  };
}
