import { badInput } from './badInput';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const DAYS_PER_WEEK = 7;
const LONGEST_TEXT = 64;

const ACCEPTED =
  'a duration such as "PT5M", "P2D", "5m", "1h30m", "2d", "30s" or "500ms"';

const ISO_DURATION =
  /^P(?=\d|T\d)(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=\d)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const SHORT_DURATION =
  /^(?=\d)(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const ISO_YEARS_OR_MONTHS = /^P(?:\d+(?:[.,]\d+)?W)?\d+(?:[.,]\d+)?[YM]/;

/**
 * A duration in the two parts that a calendar treats differently: whole days,
 * which follow the local clock (a day may last 23 or 25 hours), and the rest,
 * which is exact time (RFC 5545, section 3.3.6).
 *
 * @public
 */
export interface DurationParts {
  /** Whole days, weeks included. */
  days: number;
  /** What is left, in milliseconds. */
  milliseconds: number;
}

/**
 * Reads a duration and keeps its days apart from its exact time.
 *
 * @param text - ISO 8601 (`PT5M`, `P1DT12H`, `P2W`) or short (`5m`, `1h30m`,
 *   `2d`, `30s`, `500ms`, largest unit first)
 * @param field - where the text stands, for the error message
 * @throws InputError when the text is neither form, negative, or too long to count
 *   in milliseconds; years and months are refused because they have no fixed length
 *
 * @public
 */
export function parseDurationParts(
  text: string,
  field: string = 'duration',
): DurationParts {
  if (typeof text !== 'string' || text.length > LONGEST_TEXT) {
    throw badInput(field, text, ACCEPTED);
  }
  const match = ISO_DURATION.exec(text) ?? SHORT_DURATION.exec(text);
  if (!match) {
    throw badInput(
      field,
      text,
      ISO_YEARS_OR_MONTHS.test(text)
        ? `${ACCEPTED}; years and months have no fixed length, count them in days`
        : ACCEPTED,
    );
  }
  const [weeks, days, hours, minutes, seconds, milliseconds] = [
    1, 2, 3, 4, 5, 6,
  ].map(group => Number((match[group] ?? '0').replace(',', '.')));
  const allDays = weeks * DAYS_PER_WEEK + days;
  const wholeDays = Math.floor(allDays);
  const parts = {
    days: wholeDays,
    milliseconds: Math.round(
      (allDays - wholeDays) * MS_PER_DAY +
        hours * MS_PER_HOUR +
        minutes * MS_PER_MINUTE +
        seconds * MS_PER_SECOND +
        milliseconds,
    ),
  };
  if (!Number.isSafeInteger(toMilliseconds(parts))) {
    throw badInput(field, text, `${ACCEPTED}, of at most 285,000 years`);
  }
  return parts;
}

/**
 * Reads a duration as milliseconds; a day counts 24 hours.
 *
 * Rule: semantics, section 9.
 *
 * @param text - ISO 8601 (`PT5M`) or short (`5m`, `1h30m`, `2d`, `30s`, `500ms`)
 * @param field - where the text stands, for the error message
 * @returns milliseconds, a whole number of 0 or more
 * @throws InputError saying what was found and what is accepted
 *
 * @public
 */
export function parseDuration(
  text: string,
  field: string = 'duration',
): number {
  return toMilliseconds(parseDurationParts(text, field));
}

/**
 * Writes milliseconds in the short form, largest unit first: `1h30m`, `2d`,
 * `0s`. {@link parseDuration} reads it back to the same number.
 *
 * @throws InputError when it is not a whole number of 0 or more
 *
 * @public
 */
export function formatDuration(milliseconds: number): string {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw badInput(
      'milliseconds',
      milliseconds,
      'a whole number of milliseconds, 0 or more',
    );
  }
  const units: [string, number][] = [
    ['d', MS_PER_DAY],
    ['h', MS_PER_HOUR],
    ['m', MS_PER_MINUTE],
    ['s', MS_PER_SECOND],
    ['ms', 1],
  ];
  let left = milliseconds;
  let text = '';
  for (const [unit, size] of units) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    text += amount > 0 ? `${amount}${unit}` : '';
  }
  return text || '0s';
}

function toMilliseconds(parts: DurationParts): number {
  return parts.days * MS_PER_DAY + parts.milliseconds;
}
