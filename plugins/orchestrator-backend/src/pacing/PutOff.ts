import type { Clock } from '../clock';

/** Work that has to wait for a code host, and comes again. */
export interface PutOff {
  host: string;
  /** `limit`: one of the limits that are set here; `asked`: the host asked to wait. */
  cause: 'limit' | 'asked';
  /** How long, in milliseconds. */
  ms: number;
}

/** Hears of it once each time that work is put off. */
export type OnPutOff = (putOff: PutOff) => void;

/** What work waits for whose host asked to wait, in the place of the name of a limit. */
export function askedToWait(host: string): string {
  return `${host} asked to wait`;
}

/** @param limit - what it waits for, in words */
export function causeOf(host: string, limit: string): PutOff['cause'] {
  return limit === askedToWait(host) ? 'asked' : 'limit';
}

/** @param until - ISO 8601 */
export function putOffOf(
  clock: Clock,
  host: string,
  cause: PutOff['cause'],
  until: string,
): PutOff {
  const ms = Math.max(0, Date.parse(until) - clock.now().getTime());
  return { host, cause, ms };
}
