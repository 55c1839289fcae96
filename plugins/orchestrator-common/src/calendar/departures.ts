import { formatInstant, parseInstant } from '../pacing';
import { expandRule } from '../windows/expandRule';
import { atLocalTime, checkTimezone, toFloating } from '../windows/localTime';
import { parseRule } from '../windows/parseRule';
import type { Departure, DepartureSchedule } from './types';
import { isWorkingDay, nextWorkingDay } from './workingDays';

const MS_PER_DAY = 86_400_000;
// A departure that a long holiday moves may come from this far outside of the time that is asked for.
const MOVE_MARGIN_MS = 31 * MS_PER_DAY;
const MOST_DEPARTURES = 5_000;
const LOOK_AHEAD_MS = [100, 1_000, 3_660].map(days => days * MS_PER_DAY);

/**
 * Refuses a schedule that can't be read.
 *
 * @throws InputError naming the field
 * @public
 */
export function validateSchedule(
  schedule: DepartureSchedule,
  field: string = 'schedule',
): void {
  checkTimezone(schedule.calendar.timezone, `${field}.timezone`);
  parseRule(schedule.rrule, schedule.calendar.timezone, `${field}.rrule`);
}

/**
 * The departures of a schedule from one instant up to, and without, another, ascending.
 *
 * A departure that falls on a holiday or a weekend is kept, left out, or moved to the working day before or after
 * at the same local time. Two that come to the same instant are one.
 *
 * @throws InputError for a rule that can't be read
 * @public
 */
export function departuresBetween(
  schedule: DepartureSchedule,
  from: string,
  to: string,
): Departure[] {
  const { timezone } = schedule.calendar;
  const [fromMs, toMs] = [parseInstant(from, 'from'), parseInstant(to, 'to')];
  const { starts } = expandRule(
    parseRule(schedule.rrule, timezone, 'rrule'),
    toFloating(fromMs - MOVE_MARGIN_MS, timezone),
    toFloating(toMs + MOVE_MARGIN_MS, timezone),
    MOST_DEPARTURES,
  );
  const departures = new Map<number, Departure>();
  for (const start of starts) {
    const moved = moveFromHoliday(start, schedule);
    const at = moved === undefined ? undefined : atLocalTime(moved, timezone);
    if (at !== undefined && at >= fromMs && at < toMs && !departures.has(at)) {
      departures.set(at, {
        at: formatInstant(at),
        ...(moved !== start && {
          movedFrom: formatInstant(atLocalTime(start, timezone)),
        }),
      });
    }
  }
  return [...departures.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, departure]) => departure);
}

/**
 * The next departures of a schedule, after an instant.
 *
 * @param count - how many at most; fewer come where the schedule ends, or within ten years
 * @public
 */
export function nextDepartures(
  schedule: DepartureSchedule,
  after: string,
  count: number,
): Departure[] {
  const from = formatInstant(parseInstant(after, 'after') + 1);
  let found: Departure[] = [];
  for (const span of LOOK_AHEAD_MS) {
    found = departuresBetween(
      schedule,
      from,
      formatInstant(Date.parse(from) + span),
    );
    if (found.length >= count) {
      break;
    }
  }
  return found.slice(0, count);
}

/** The local time at which a departure takes place; undefined where it is left out. */
function moveFromHoliday(
  floating: number,
  { calendar, onHoliday = 'before' }: DepartureSchedule,
): number | undefined {
  const date = new Date(floating).toISOString().slice(0, 10);
  if (onHoliday === 'keep' || isWorkingDay(date, calendar)) {
    return floating;
  }
  if (onHoliday === 'skip') {
    return undefined;
  }
  const moved = nextWorkingDay(date, onHoliday === 'before' ? -1 : 1, calendar);
  return Date.parse(`${moved}T00:00:00Z`) + (floating % MS_PER_DAY);
}
