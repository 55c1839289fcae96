import { badInput, parseDurationParts } from '../pacing';
import { expandRule } from './expandRule';
import {
  atLocalTime,
  checkTimezone,
  endOfDuration,
  instantsOf,
  parseLocalOrInstant,
  toFloating,
} from './localTime';
import { parseRule } from './parseRule';
import type { Stretch, Window } from './types';

const MS_PER_DAY = 86_400_000;
// A local clock is at most 26 hours off another, and a day lasts up to 25.
const CLOCK_MARGIN_MS = 2 * MS_PER_DAY;
const MAX_REPETITIONS = 10_000;

/** The active times of a window, as far as they were followed. */
export interface ActiveTimes {
  stretches: Stretch[];
  /** From here on it isn't known. */
  knownUntil: number;
  /** Whether these are all that will ever be. */
  exhausted: boolean;
}

/** A window that was checked. */
export interface CompiledWindow {
  kind: Window['kind'];
  /** How it is called in a reason. */
  label: string;
  /** All active times that touch the time between two instants. */
  activeBetween(from: number, to: number): ActiveTimes;
}

/**
 * Checks windows and makes them ready to be asked.
 *
 * @throws InputError naming window and field
 */
export function compileWindows(
  windows: Window[],
  field: string = 'windows',
): CompiledWindow[] {
  return windows.map((window, index) =>
    compileWindow(window, index, `${field}[${index}]`),
  );
}

function compileWindow(
  window: Window,
  index: number,
  field: string,
): CompiledWindow {
  const { kind, timezone, reason } = window;
  if (kind !== 'allow' && kind !== 'deny') {
    throw badInput(`${field}.kind`, kind, 'allow or deny');
  }
  checkTimezone(timezone, `${field}.timezone`);
  if (window.rrule === undefined && !window.ranges?.length) {
    throw badInput(field, window, 'a window with an rrule, or with ranges');
  }
  const repeated = compileRule(window, field);
  const ranges = compileRanges(window, field);
  return {
    kind,
    label: reason ? `“${reason}”` : `number ${index + 1}`,
    activeBetween(from, to) {
      const { stretches, ...known } = repeated(from, to);
      return { stretches: [...stretches, ...ranges], ...known };
    },
  };
}

function compileRule(
  { rrule, duration, timezone }: Window,
  field: string,
): CompiledWindow['activeBetween'] {
  if (rrule === undefined) {
    if (duration !== undefined) {
      throw badInput(
        `${field}.duration`,
        duration,
        'a duration beside an rrule only; ranges have their end',
      );
    }
    return (_, to) => ({ stretches: [], knownUntil: to, exhausted: true });
  }
  const rule = parseRule(rrule, timezone, `${field}.rrule`);
  if (duration === undefined) {
    throw badInput(
      `${field}.duration`,
      duration,
      'the duration of each repetition of the rrule',
    );
  }
  const length = parseDurationParts(duration, `${field}.duration`);
  const lengthMs = length.days * MS_PER_DAY + length.milliseconds;
  if (lengthMs === 0) {
    throw badInput(`${field}.duration`, duration, 'a duration longer than 0');
  }
  // What comes every hour comes in both of the hours in which clocks show the same.
  const beginnings = (floating: number) =>
    rule.frequency === 'HOURLY'
      ? instantsOf(floating, timezone)
      : [atLocalTime(floating, timezone)];
  return (from, to) => {
    const { starts, truncatedAt, exhausted } = expandRule(
      rule,
      toFloating(from - lengthMs, timezone) - CLOCK_MARGIN_MS,
      toFloating(to, timezone),
      MAX_REPETITIONS,
    );
    return {
      exhausted,
      stretches: starts.flatMap(floating =>
        beginnings(floating).map(start => ({
          start,
          end: endOfDuration(start, floating, length, timezone),
        })),
      ),
      knownUntil:
        truncatedAt === undefined ? to : atLocalTime(truncatedAt, timezone),
    };
  };
}

function compileRanges(
  { ranges = [], timezone }: Window,
  field: string,
): Stretch[] {
  return ranges.map(({ from, to }, index) => {
    const at = `${field}.ranges[${index}]`;
    const start = parseLocalOrInstant(from, timezone, `${at}.from`);
    const end = parseLocalOrInstant(to, timezone, `${at}.to`);
    if (end <= start) {
      throw badInput(`${at}.to`, to, `a time after from, ${from}`);
    }
    return { start, end };
  });
}
