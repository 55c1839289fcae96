/**
 * A time in which work may go on (`allow`) or must not (`deny`, a freeze).
 *
 * @public
 */
export interface Window {
  kind: 'allow' | 'deny';
  /** IANA name, such as `Europe/Berlin`. */
  timezone: string;
  /**
   * When it begins, again and again: an RFC 5545 RRULE, optionally after a
   * DTSTART line. Without DTSTART it repeats in the local time of `timezone`.
   */
  rrule?: string;
  /**
   * How long each repetition lasts. Days follow the local clock, hours and
   * less are exact time.
   */
  duration?: string;
  /**
   * Times that don't repeat, `from` included and `to` not. ISO 8601 with an
   * offset, or without one in the local time of `timezone`.
   */
  ranges?: { from: string; to: string }[];
  /** Why, for people. */
  reason?: string;
}

/**
 * Whether work may go on, and when that changes.
 *
 * @public
 */
export interface WindowState {
  open: boolean;
  /** One sentence. */
  reason: string;
  /** The next instant at which it opens. While closed, absent means that no end is known. */
  nextOpen?: string;
  /** The next instant at which it closes. Absent if none is known. */
  nextClose?: string;
}

/** A stretch of time in milliseconds since 1970, its start included and its end not. */
export interface Stretch {
  start: number;
  end: number;
}
