import { badInput } from '../pacing';
import type { WorkCalendar } from './types';

const MS_PER_DAY = 86_400_000;
const DEFAULT_WEEKEND = [6, 7];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
// Holidays on end for longer than this are a mistake, and the search has to end.
const LONGEST_BREAK_DAYS = 366;

/**
 * Whether people work on a date.
 *
 * @param date - `2030-12-24`
 * @throws InputError for a date that doesn't exist
 * @public
 */
export function isWorkingDay(date: string, calendar: WorkCalendar): boolean {
  const weekday = new Date(toUtc(date)).getUTCDay() || 7;
  return (
    !(calendar.weekend ?? DEFAULT_WEEKEND).includes(weekday) &&
    !(calendar.holidays ?? []).includes(date)
  );
}

/**
 * A date some calendar days later, or earlier for a negative number.
 *
 * @public
 */
export function addDays(date: string, days: number): string {
  return toDate(toUtc(date) + days * MS_PER_DAY);
}

/**
 * A date some working days later, or earlier for a negative number. The date itself isn't counted, whether
 * it is a working day or not: one working day before a Sunday or a Monday is the Friday.
 *
 * @throws InputError where a year goes by without a working day
 * @public
 */
export function addWorkingDays(
  date: string,
  days: number,
  calendar: WorkCalendar,
): string {
  const step = days < 0 ? -1 : 1;
  let at = date;
  for (let left = Math.abs(days); left > 0; left -= 1) {
    at = nextWorkingDay(addDays(at, step), step, calendar);
  }
  return at;
}

/**
 * The first working day from a date on, the date included.
 *
 * @param direction - 1 for later days, -1 for earlier ones
 * @throws InputError where a year goes by without a working day
 * @public
 */
export function nextWorkingDay(
  date: string,
  direction: 1 | -1,
  calendar: WorkCalendar,
): string {
  for (let distance = 0; distance <= LONGEST_BREAK_DAYS; distance += 1) {
    const candidate = addDays(date, direction * distance);
    if (isWorkingDay(candidate, calendar)) {
      return candidate;
    }
  }
  throw badInput(
    'calendar',
    `no working day within a year of ${date}`,
    'a calendar with working days',
  );
}

function toUtc(date: string): number {
  const milliseconds = DATE.test(date)
    ? Date.parse(`${date}T00:00:00Z`)
    : Number.NaN;
  if (Number.isNaN(milliseconds) || toDate(milliseconds) !== date) {
    throw badInput('date', date, 'a date such as "2030-12-24"');
  }
  return milliseconds;
}

function toDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
