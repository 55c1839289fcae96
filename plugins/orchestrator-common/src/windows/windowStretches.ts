import { formatInstant, parseInstant } from '../pacing';
import { compileWindows } from './compileWindows';
import type { Window } from './types';

/**
 * When a window is active in a time, by itself: ascending, and whole, those that begin before it or end after it
 * included.
 *
 * @throws InputError naming the field
 * @public
 */
export function windowStretches(
  window: Window,
  from: string,
  to: string,
): { from: string; to: string }[] {
  const [begin, end] = [parseInstant(from, 'from'), parseInstant(to, 'to')];
  const [compiled] = compileWindows([window]);
  return compiled
    .activeBetween(begin, end)
    .stretches.filter(stretch => stretch.start < end && stretch.end > begin)
    .sort((a, b) => a.start - b.start)
    .map(stretch => ({
      from: formatInstant(stretch.start),
      to: formatInstant(stretch.end),
    }));
}
