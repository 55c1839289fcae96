import { formatInstant } from '../pacing';
import { parseLocalOrInstant } from './localTime';
import type { Window } from './types';

/**
 * The ranges of a window as instants: a time without an offset is one of the window's own zone.
 *
 * @returns ISO 8601, in UTC
 * @throws InputError naming the range and what is accepted
 * @public
 */
export function windowRanges({
  ranges = [],
  timezone,
}: Pick<Window, 'ranges' | 'timezone'>): { from: string; to: string }[] {
  return ranges.map(({ from, to }, index) => ({
    from: instantOf(from, timezone, `ranges[${index}].from`),
    to: instantOf(to, timezone, `ranges[${index}].to`),
  }));
}

function instantOf(text: string, timezone: string, field: string): string {
  return formatInstant(parseLocalOrInstant(text, timezone, field));
}
