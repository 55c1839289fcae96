import { relativeTime } from '../../../components/RelativeTime';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How old something is, short enough for a cell: `4m`, `3h`, `12d`. */
export function shortAge(at: string, now: string): string {
  const ms = Math.max(0, Date.parse(now) - Date.parse(at));
  if (ms < HOUR_MS) {
    return `${Math.floor(ms / MINUTE_MS)}m`;
  }
  return ms < DAY_MS
    ? `${Math.floor(ms / HOUR_MS)}h`
    : `${Math.floor(ms / DAY_MS)}d`;
}

/** How old something is, in words. */
export function ageInWords(at: string, now: string, language?: string): string {
  return relativeTime(Date.parse(at), Date.parse(now), language);
}
