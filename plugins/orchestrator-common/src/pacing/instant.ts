import { badInput } from './badInput';

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an instant: an ISO 8601 date and time with its offset.
 *
 * The offset is demanded because a time without one means another instant on
 * each machine that reads it.
 *
 * @param text - such as `2026-03-01T09:00:00Z` or `2026-03-01T10:00+01:00`
 * @param field - where the text stands, for the error message
 * @returns milliseconds since 1970-01-01T00:00:00Z
 * @throws InputError saying what was found and what is accepted
 *
 * @public
 */
export function parseInstant(text: string, field: string): number {
  const match = typeof text === 'string' ? INSTANT.exec(text) : undefined;
  const milliseconds = match ? Date.parse(text) : Number.NaN;
  // Date.parse lets 30 February roll over into March.
  if (!match || Number.isNaN(milliseconds) || !dayExists(match)) {
    throw badInput(
      field,
      text,
      'a date and time with its offset, such as "2026-03-01T09:00:00Z"',
    );
  }
  return milliseconds;
}

/**
 * Writes milliseconds since 1970 as an ISO 8601 instant in UTC.
 *
 * @public
 */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function dayExists([, year, month, day]: RegExpExecArray): boolean {
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0));
  return Number(day) <= lastDay.getUTCDate();
}
