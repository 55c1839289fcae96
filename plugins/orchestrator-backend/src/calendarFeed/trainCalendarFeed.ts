import ical, {
  ICalEventStatus,
  ICalEventTransparency,
  type ICalCalendar,
  type ICalEventData,
} from 'ical-generator';
import { DateTime } from 'luxon';
import { calendarZone } from './timezones';
import {
  trainEntries,
  type CalendarEntry,
  type CalendarTrain,
} from './trainEntries';

const PRODUCT = {
  company: 'backstage-orchestrator',
  product: 'release-trains',
  language: 'EN',
};
/** How often a calendar asks again. */
const REFRESH_S = 3_600;
/** What is an instant takes some room, so that it can be seen. */
const SHOWN_MINUTES = 30;
/** The library writes no DURATION, which alone follows the local clock in days (RFC 5545, section 3.8.5.3). */
const DURATION = 'X-ORCHESTRATOR-DURATION';

/**
 * Writes the plans of trains as an iCalendar text (RFC 5545): departures, milestones, gates, waves, windows and freezes.
 *
 * @remarks
 * Instants are in UTC. Windows that repeat are rules in their own zone, which the calendar describes, from a month
 * before the first thing that is planned to a month after the last. What is the same thing keeps its UID when it is moved, and the same plans give
 * the same text.
 *
 * @param trains - those that the feed is of: one, those of a product, those of a person
 */
export function trainCalendarFeed(
  trains: CalendarTrain[],
  options: { name: string },
): string {
  const calendar = ical({
    prodId: PRODUCT,
    name: options.name,
    ttl: REFRESH_S,
    timezone: {
      name: null,
      generator: timezone => calendarZone(timezone).component ?? null,
    },
  });
  trains.forEach(train => addTrain(calendar, train));
  return calendar.toString().replaceAll(`\r\n${DURATION}:`, '\r\nDURATION:');
}

function addTrain(calendar: ICalCalendar, train: CalendarTrain): void {
  const { id, plan, url, updatedAt, cancelled } = train;
  const stamp = DateTime.fromISO(updatedAt, { zone: 'utc' });
  for (const entry of trainEntries(train)) {
    calendar.createEvent({
      id: `${id}.${entry.key}@orchestrator`,
      stamp,
      lastModified: stamp,
      sequence: plan.revision,
      summary: entry.summary,
      description: url,
      url,
      categories: [{ name: entry.kind }],
      // A date of a train keeps nobody from taking another appointment.
      transparency: ICalEventTransparency.TRANSPARENT,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      ...timesOf(entry),
    });
  }
}

function timesOf({
  when,
}: CalendarEntry): Pick<
  ICalEventData,
  'start' | 'end' | 'timezone' | 'repeating' | 'x'
> {
  if ('at' in when) {
    const start = utc(when.at);
    return { start, end: start.plus({ minutes: SHOWN_MINUTES }) };
  }
  if ('from' in when) {
    return { start: utc(when.from), end: utc(when.to) };
  }
  const { start, rule, duration } = when.repetition;
  const zone = calendarZone(when.timezone).name;
  return {
    start: DateTime.fromISO(start, { zone }),
    timezone: zone,
    repeating: `RRULE:${rule}`,
    x: [{ key: DURATION, value: duration }],
  };
}

function utc(instant: string): DateTime {
  return DateTime.fromISO(instant, { zone: 'utc' });
}
