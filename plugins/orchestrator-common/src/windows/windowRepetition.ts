import { parseDurationParts, parseInstant } from '../pacing';
import { expandRule } from './expandRule';
import { atLocalTime, toFloating } from './localTime';
import { parseRule, type ParsedRule } from './parseRule';
import type { Window } from './types';

/**
 * A window that repeats, in the way in which calendars write it. Rule: RFC 5545, sections 3.8.2.5 and 3.8.5.3.
 *
 * @public
 */
export interface WindowRepetition {
  /** The first repetition: a local time of the window's zone, `2030-01-07T09:00:00`. */
  start: string;
  /** The RRULE, without DTSTART; its UNTIL is in UTC. */
  rule: string;
  /** ISO 8601. Its days follow the local clock, the rest is exact time. */
  duration: string;
}

/**
 * The repetitions of a window from one instant up to another, as a rule that begins with the first of them, as RFC 5545
 * wants it of DTSTART. A rule with COUNT begins with its own first one.
 *
 * @returns undefined for a window that doesn't repeat, or not in that time
 * @throws InputError naming the field
 * @public
 */
export function windowRepetition(
  { rrule, duration, timezone }: Window,
  from: string,
  to: string,
): WindowRepetition | undefined {
  if (rrule === undefined || duration === undefined) {
    return undefined;
  }
  const rule = parseRule(rrule, timezone, 'rrule');
  const toMs = parseInstant(to, 'to');
  const { starts } = expandRule(
    rule,
    rule.counted
      ? rule.start
      : toFloating(parseInstant(from, 'from'), timezone),
    toFloating(toMs, timezone),
    1,
  );
  return starts.length === 0
    ? undefined
    : {
        start: new Date(starts[0]).toISOString().slice(0, 19),
        rule: [rule.parts, ...limitOf(rule, toMs, timezone)].join(';'),
        duration: isoDuration(duration),
      };
}

/** COUNT and UNTIL exclude each other. */
function limitOf(rule: ParsedRule, toMs: number, timezone: string): string[] {
  if (rule.counted) {
    return [];
  }
  const until =
    rule.until === undefined
      ? toMs
      : Math.min(toMs, atLocalTime(rule.until, timezone));
  return [
    `UNTIL=${new Date(until).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
  ];
}

function isoDuration(text: string): string {
  const { days, milliseconds } = parseDurationParts(text, 'duration');
  const seconds = Math.round(milliseconds / 1000);
  const time = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ]
    .filter(([amount]) => amount !== 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join('');
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`;
}
