import type { CalendarEntry } from '../../data';

/** A time in which a window is active, and where it is drawn. */
export interface LaneStretch {
  /** It may begin before the week. */
  from: string;
  /** It may end after the week. */
  to: string;
  /** Parts of the week's width, within it: 0 is Monday 0:00, 1 is a week later. */
  start: number;
  end: number;
}

/** A window in a week, with all its occurrences: one row however often it repeats, and however many trains have it. */
export interface WindowLane {
  key: string;
  window: 'allow' | 'deny';
  title: string;
  /** IANA name. */
  timezone?: string;
  repeats: boolean;
  /** The trains that have this window; none where it is of all. */
  trains: { id: string; title: string }[];
  /** Ascending; those that touch or overlap are one. */
  stretches: LaneStretch[];
}

/**
 * The windows of a week as lanes: freezes first, then what happens once, then by title.
 *
 * @param entries - entries of the calendar, of any kind and of any time
 * @param midnights - with which its days begin for the viewer, and the one with which it ends
 */
export function lanesOfWeek(
  entries: CalendarEntry[],
  midnights: Date[],
): WindowLane[] {
  const edges = midnights.map(midnight => midnight.getTime());
  const lanes = new Map<string, WindowLane>();
  for (const entry of entries) {
    const stretch = stretchOf(entry, edges);
    if (entry.window === undefined || stretch === undefined) {
      continue;
    }
    const key = keyOf(entry);
    const lane = lanes.get(key) ?? {
      key,
      window: entry.window,
      title: entry.title,
      timezone: entry.timezone,
      repeats: entry.repeats !== undefined,
      trains: [],
      stretches: [],
    };
    lanes.set(key, lane);
    lane.stretches.push(stretch);
    const { train, trainTitle = train } = entry;
    if (train !== undefined && !lane.trains.some(({ id }) => id === train)) {
      lane.trains.push({ id: train, title: trainTitle ?? train });
    }
  }
  return [...lanes.values()]
    .map(lane => ({ ...lane, stretches: merged(lane.stretches) }))
    .sort(
      (a, b) =>
        Number(a.window === 'allow') - Number(b.window === 'allow') ||
        Number(a.repeats) - Number(b.repeats) ||
        a.title.localeCompare(b.title),
    );
}

/** Windows with one key are the same to the reader, whichever trains have them. */
function keyOf(entry: CalendarEntry): string {
  const { window, title, timezone, repeats, from, to } = entry;
  return JSON.stringify(
    repeats
      ? [window, title, timezone, repeats.rrule, repeats.duration]
      : [window, title, timezone, from, to],
  );
}

function stretchOf(
  { from, to = from }: CalendarEntry,
  edges: number[],
): LaneStretch | undefined {
  const first = edges[0];
  const last = edges[edges.length - 1];
  const begin = Math.max(Date.parse(from), first);
  const stop = Math.min(Date.parse(to), last);
  return begin < stop
    ? {
        from,
        to,
        start: placeOf(begin, edges),
        end: placeOf(stop, edges),
      }
    : undefined;
}

/** Every day is as wide as the others, also that of 23 or 25 hours on which clocks change. */
function placeOf(at: number, edges: number[]): number {
  const days = edges.length - 1;
  const after = edges.findIndex(edge => edge > at);
  const day = after === -1 ? days : after - 1;
  const length = edges[day + 1] - edges[day];
  return day === days ? 1 : (day + (at - edges[day]) / length) / days;
}

/** Several trains have the same occurrences, and one may end as the next begins. */
function merged(stretches: LaneStretch[]): LaneStretch[] {
  const result: LaneStretch[] = [];
  for (const next of [...stretches].sort(
    (a, b) => Date.parse(a.from) - Date.parse(b.from),
  )) {
    const last = result[result.length - 1];
    if (!last || next.start > last.end) {
      result.push({ ...next });
    } else if (next.to > last.to) {
      last.end = next.end;
      last.to = next.to;
    }
  }
  return result;
}
