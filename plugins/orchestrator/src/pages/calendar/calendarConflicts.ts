import type { CalendarEntry } from '../../data';

/** Two entries that don't go together. */
export type CalendarConflict =
  | { kind: 'window'; entry: CalendarEntry; window: CalendarEntry }
  | { kind: 'sameDay'; entry: CalendarEntry; other: CalendarEntry };

const dayOf = (at: string) => new Date(at).toDateString();

/** Departures and waves in a closed window, and departures of several trains on one day of the viewer. */
export function calendarConflicts(
  entries: CalendarEntry[],
): CalendarConflict[] {
  const closed = entries.filter(({ window }) => window === 'deny');
  const departures = entries.filter(({ kind }) => kind === 'departure');
  const moving = entries.filter(
    ({ kind }) => kind === 'departure' || kind === 'wave',
  );
  return [
    ...moving.flatMap(entry =>
      closed
        .filter(
          window =>
            // A window of one train does not close others.
            (window.train === undefined || window.train === entry.train) &&
            window.from <= entry.from &&
            (window.to === undefined || entry.from < window.to),
        )
        .map((window): CalendarConflict => ({ kind: 'window', entry, window })),
    ),
    ...departures.flatMap((entry, index) =>
      departures
        .slice(index + 1)
        .filter(
          other =>
            other.train !== entry.train &&
            dayOf(other.from) === dayOf(entry.from),
        )
        .map((other): CalendarConflict => ({ kind: 'sameDay', entry, other })),
    ),
  ];
}
