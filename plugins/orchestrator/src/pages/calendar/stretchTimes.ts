/** Different times of a week that are named; of a window that comes every hour there are many. */
const NAMED = 3;
/** Days in a row that are written as a span: Mon–Wed. */
const SPAN = 3;

const HOUR_MS = 3_600_000;
/** Longer than any day. */
const LONG_MS = 26 * HOUR_MS;
/** Shorter than any day: where it goes over midnight, its end is earlier on the clock than its beginning. */
const NIGHT_MS = 22 * HOUR_MS;
/** The names of the days alone would have people count. */
const WITH_DATES_MS = 3 * 24 * HOUR_MS;

/** Days on which something is active from one time to another. */
interface SameTimes {
  times: string;
  days: { number: number; name: string }[];
}

/** When a window is active in a week, in words. */
export interface StretchTimes {
  /** Such as `Mon–Fri 09:00–17:00`. */
  named: string[];
  /** How many other times there are. */
  more: number;
}

/**
 * When stretches of a week are, with days of the same times named together.
 *
 * @param stretches - ascending
 * @param timezone - whose clocks are read; left out: the viewer's
 */
export function stretchTimes(
  stretches: { from: string; to: string }[],
  language?: string,
  timezone?: string,
): StretchTimes {
  const clock = (at: string) =>
    new Date(at).toLocaleTimeString(language, {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: timezone,
    });
  const day = (at: string | number) =>
    new Date(at).toLocaleDateString(language, {
      weekday: 'short',
      timeZone: timezone,
    });
  const date = (at: string) =>
    new Date(at).toLocaleDateString(language, {
      day: 'numeric',
      month: 'short',
      timeZone: timezone,
    });
  const groups: SameTimes[] = [];
  stretches.forEach(({ from, to }) => {
    const length = Date.parse(to) - Date.parse(from);
    const name = (at: string) =>
      length > WITH_DATES_MS ? `${day(at)} ${date(at)}` : day(at);
    // What ends at midnight is on one day only, but for a whole day: there both of its ends show the same time.
    const isShort =
      length < NIGHT_MS ||
      (day(Date.parse(to) - 1) === day(from) &&
        clock(from) !== clock(to) &&
        length < LONG_MS);
    const times = isShort
      ? `${clock(from)}–${clock(to)}`
      : `${clock(from)} – ${name(to)} ${clock(to)}`;
    const group = groups.find(known => known.times === times) ?? {
      times,
      days: [],
    };
    if (group.days.length === 0) {
      groups.push(group);
    }
    group.days.push({ number: dayNumber(from, timezone), name: name(from) });
  });
  return {
    named: groups
      .slice(0, NAMED)
      .map(({ days, times }) => `${spansOf(days)} ${times}`),
    more: Math.max(0, groups.length - NAMED),
  };
}

/** The number of a day on the clocks of a zone, counted from 1970. */
function dayNumber(at: string, timezone?: string): number {
  const [year, month, date] = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone: timezone,
  })
    .format(new Date(at))
    .split('-')
    .map(Number);
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

/** `Mon–Fri`, or `Mon, Wed`. */
function spansOf(days: { number: number; name: string }[]): string {
  const runs: { number: number; name: string }[][] = [];
  for (const day of days) {
    const run = runs[runs.length - 1];
    const last = run?.[run.length - 1];
    if (last && day.number === last.number + 1) {
      run.push(day);
    } else if (day.number !== last?.number) {
      // Clocks that go back show the same times twice on one day.
      runs.push([day]);
    }
  }
  return runs
    .flatMap(run =>
      run.length >= SPAN
        ? [`${run[0].name}–${run[run.length - 1].name}`]
        : run.map(({ name }) => name),
    )
    .join(', ');
}
