import { DateTime, IANAZone } from 'luxon';
import { badInput, parseInstant, type DurationParts } from '../pacing';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/**
 * Refuses a time zone that isn't known.
 *
 * @throws InputError naming the field
 */
export function checkTimezone(timezone: string, field: string): void {
  if (typeof timezone !== 'string' || !IANAZone.create(timezone).isValid) {
    throw badInput(
      field,
      timezone,
      'an IANA time zone, such as "Europe/Berlin" or "UTC"',
    );
  }
}

/**
 * The instant at which clocks in a zone show a local time. In the hour that a
 * zone skips it is read with the offset from before, in the one that it
 * repeats the first is meant (RFC 5545, section 3.3.5).
 *
 * @param floating - the local time, written down as if it were UTC
 * @returns milliseconds since 1970
 */
export function atLocalTime(floating: number, timezone: string): number {
  return Math.min(...instantsOf(floating, timezone));
}

/**
 * All instants at which clocks in a zone show a local time: two in the hour
 * that the zone repeats. A time that it skips is read with the offset from
 * before.
 *
 * @param floating - the local time, written down as if it were UTC
 * @returns milliseconds since 1970, in any order
 */
export function instantsOf(floating: number, timezone: string): number[] {
  const zone = IANAZone.create(timezone);
  const before = zone.offset(floating - MS_PER_DAY);
  const after = zone.offset(floating + MS_PER_DAY);
  if (before === after) {
    return [floating - before * MS_PER_MINUTE];
  }
  // Clocks change near by. Luxon's own choice in the repeated hour depends on
  // the day on which it is asked.
  return DateTime.fromMillis(floating, { zone: 'utc' })
    .setZone(zone, { keepLocalTime: true })
    .getPossibleOffsets()
    .map(possible => possible.toMillis());
}

/** What the clocks in a zone show at an instant, written down as if it were UTC. */
export function toFloating(instant: number, timezone: string): number {
  return DateTime.fromMillis(instant, { zone: timezone })
    .setZone('utc', { keepLocalTime: true })
    .toMillis();
}

/**
 * The instant at which a duration ends: its days are counted by the local
 * clock, the rest is exact time.
 *
 * @param start - milliseconds since 1970
 * @param floating - what the clocks show then, written down as if it were UTC
 * @returns milliseconds since 1970
 */
export function endOfDuration(
  start: number,
  floating: number,
  { days, milliseconds }: DurationParts,
  timezone: string,
): number {
  const dayEnd =
    days === 0 ? start : atLocalTime(floating + days * MS_PER_DAY, timezone);
  return dayEnd + milliseconds;
}

/**
 * Reads an end of a range: an instant, or a local time of a zone.
 *
 * @throws InputError for anything else; a date alone is refused, because
 *   people don't agree whether its day belongs to the range
 */
export function parseLocalOrInstant(
  text: string,
  timezone: string,
  field: string,
): number {
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
  if (typeof text === 'string' && local.test(text)) {
    return atLocalTime(parseInstant(`${text}Z`, field), timezone);
  }
  if (typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text)) {
    throw badInput(
      field,
      text,
      `a date with its time, such as "${text}T00:00"`,
    );
  }
  return parseInstant(text, field);
}
