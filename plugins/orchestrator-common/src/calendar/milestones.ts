import { formatInstant, parseInstant } from '../pacing';
import { atLocalTime, toFloating } from '../windows/localTime';
import { parseOffset } from './offset';
import type { RelativeDate, WorkCalendar } from './types';
import { addDays, addWorkingDays } from './workingDays';

/**
 * When a milestone is, given the departure of its train.
 *
 * Days are counted on the local calendar of the train, so that nine o'clock stays nine o'clock when clocks
 * change; exact offsets (`D-90m`) are exact. A local time that a zone skips is read with the offset from before.
 *
 * @param date - offset, how days are counted, local time
 * @param departure - an instant
 * @param calendar - zone, weekend and holidays of the train
 * @returns ISO 8601, UTC
 * @throws InputError for an offset that can't be read
 * @public
 */
export function milestoneAt(
  date: RelativeDate,
  departure: string,
  calendar: WorkCalendar,
): string {
  const departureMs = parseInstant(departure, 'departure');
  const offset = parseOffset(date.at, 'at');
  if ('milliseconds' in offset) {
    return formatInstant(departureMs + offset.milliseconds);
  }
  const local = new Date(toFloating(departureMs, calendar.timezone))
    .toISOString()
    .slice(0, -1);
  const [departureDay, departureTime] = local.split('T');
  const day =
    date.days === 'working'
      ? addWorkingDays(departureDay, offset.days, calendar)
      : addDays(departureDay, offset.days);
  const time = date.time ?? departureTime;
  return formatInstant(
    atLocalTime(Date.parse(`${day}T${time}Z`), calendar.timezone),
  );
}
