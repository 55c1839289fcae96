import { RRule } from 'rrule';
import type { Frequency, ParsedRule } from './parseRule';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const YEARS_PER_GREGORIAN_CYCLE = 400;
// 400 Gregorian years are a whole number of weeks, so that calendars repeat.
const MS_PER_GREGORIAN_CYCLE = 146_097 * MS_PER_DAY;
const LAST_YEAR_OF_LIBRARY = 9_999;

/** Steps of equal length on a local clock. Months and years have none, and need none: they are few. */
const STEP_MS: Partial<Record<Frequency, number>> = {
  WEEKLY: 7 * MS_PER_DAY,
  DAILY: MS_PER_DAY,
  HOURLY: MS_PER_HOUR,
};

/** Repetitions of a rule, as far as they were followed. */
export interface Expansion {
  /** Local times, written down as if they were UTC, ascending. */
  starts: number[];
  /** Where the search ended early, because there were too many. */
  truncatedAt?: number;
  /** Whether there are none after these, ever. */
  exhausted: boolean;
}

/**
 * Lists the repetitions of a rule from one local time up to, and without,
 * another.
 *
 * A rule that never comes true (30 February) makes the library count up to the
 * year 9999, for seconds. Therefore the days are counted as close to that year
 * as the 400-year cycle of the calendar allows, where the search is soon over.
 *
 * @param rule - checked
 * @param from - local time, written down as if it were UTC
 * @param to - likewise
 * @param most - repetitions at most
 */
export function expandRule(
  rule: ParsedRule,
  from: number,
  to: number,
  most: number,
): Expansion {
  const lastYear = new Date(to).getUTCFullYear();
  const cycles = Math.max(
    0,
    Math.floor((LAST_YEAR_OF_LIBRARY - lastYear) / YEARS_PER_GREGORIAN_CYCLE),
  );
  const shift = cycles * MS_PER_GREGORIAN_CYCLE;
  const recurrence = new RRule({
    ...RRule.parseString(rule.parts),
    dtstart: new Date(startNear(rule, from) + shift),
    ...(rule.until !== undefined && { until: new Date(rule.until + shift) }),
  });
  const expansion: Expansion = { starts: [], exhausted: true };
  recurrence.all(date => {
    const start = date.getTime() - shift;
    if (start >= to) {
      expansion.exhausted = false;
      return false;
    }
    if (expansion.starts.length >= most) {
      expansion.exhausted = false;
      expansion.truncatedAt = start;
      return false;
    }
    if (start >= from) {
      expansion.starts.push(start);
    }
    return true;
  });
  return expansion;
}

/** Moves the start of a rule by whole steps, so that years gone by aren't counted through. */
function startNear(rule: ParsedRule, from: number): number {
  const step = (STEP_MS[rule.frequency] ?? 0) * rule.interval;
  if (step === 0 || rule.counted || rule.start >= from) {
    return rule.start;
  }
  return rule.start + Math.floor((from - rule.start) / step) * step;
}
