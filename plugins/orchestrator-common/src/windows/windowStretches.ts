import { formatInstant, parseInstant } from '../pacing';
import { compileWindows } from './compileWindows';
import type { Window } from './types';

/**
 * When a window is active in a time, by itself: cut to the time, ascending.
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
    .stretches.map(stretch => ({
      start: Math.max(begin, stretch.start),
      stop: Math.min(end, stretch.end),
    }))
    .filter(({ start, stop }) => start < stop)
    .sort((a, b) => a.start - b.start)
    .map(({ start, stop }) => ({
      from: formatInstant(start),
      to: formatInstant(stop),
    }));
}
