/**
 * Which days somebody works.
 *
 * @public
 */
export interface WorkCalendar {
  /** IANA name of the zone whose days are counted. */
  timezone: string;
  /** ISO weekdays (1 is Monday) that are no working days. Default: Saturday and Sunday. */
  weekend?: number[];
  /** Dates (`2030-12-25`) that are no working days. */
  holidays?: string[];
}

/**
 * A date that follows from the departure of a train.
 *
 * @public
 */
export interface RelativeDate {
  /** `D-30`, `D`, `D+7` in days, or `D-90m` in exact time. */
  at: string;
  /** Whether days are counted by the calendar or by working days. Default `calendar`. */
  days?: 'calendar' | 'working';
  /** Local time, `09:00`. Left out: the local time of the departure. */
  time?: string;
}

/**
 * Departures that repeat.
 *
 * @public
 */
export interface DepartureSchedule {
  /** RFC 5545 RRULE, in the local time of the calendar's zone. */
  rrule: string;
  calendar: WorkCalendar;
  /** What a departure on a day that is no working day does. Default `before`: it is moved to the working day before. */
  onHoliday?: 'keep' | 'skip' | 'before' | 'after';
}

/**
 * One departure of a schedule.
 *
 * @public
 */
export interface Departure {
  /** ISO 8601, UTC. */
  at: string;
  /** When the rule alone would have it, where a holiday moved it. */
  movedFrom?: string;
}
