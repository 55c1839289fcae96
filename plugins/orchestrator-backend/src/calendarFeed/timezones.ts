import { tzlib_get_ical_block as describeZone } from 'timezones-ical-library';

/** A time zone as calendars describe it. */
export interface CalendarZone {
  /** The name that it goes by there; an old name of a zone becomes its new one. */
  name: string;
  /** VTIMEZONE; absent for a zone that calendars have to know by its name. */
  component?: string;
}

/** The zone of an IANA name. */
export function calendarZone(timezone: string): CalendarZone {
  const [component] = describeZone(timezone, false);
  const name = /^TZID:(.+?)\r?$/m.exec(component ?? '')?.[1];
  return name === undefined ? { name: timezone } : { name, component };
}
