/** A month of the viewer's calendar. */
export interface Month {
  year: number;
  /** From 0. */
  month: number;
}

/** Reads `2030-03`; the month of `now` where it is something else. */
export function parseMonth(text: string | undefined, now = new Date()): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text ?? '');
  return match
    ? { year: Number(match[1]), month: Number(match[2]) - 1 }
    : { year: now.getFullYear(), month: now.getMonth() };
}

/** A month as it stands in the address. */
export function monthText({ year, month }: Month): string {
  return `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** The month so many months later. */
export function addMonths({ year, month }: Month, count: number): Month {
  const date = new Date(year, month + count, 1);
  return { year: date.getFullYear(), month: date.getMonth() };
}

/** Days of whole weeks, Monday first, that hold the month. */
export function weeksOf({ year, month }: Month): Date[][] {
  const first = new Date(year, month, 1);
  const offset = (first.getDay() + 6) % 7;
  const weeks: Date[][] = [];
  for (
    let day = 1 - offset;
    new Date(year, month, day) < endOf(year, month);

  ) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        return new Date(year, month, day + index);
      }),
    );
    day += 7;
  }
  return weeks;
}

function endOf(year: number, month: number): Date {
  return new Date(year, month + 1, 1);
}

/** The midnights between which the days of a week lie: one more than it has days. */
export function midnightsOf(week: Date[]): Date[] {
  const last = week[week.length - 1];
  return [
    ...week,
    new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1),
  ];
}

/** Whether something from an instant on, up to another, touches a day of the viewer. */
export function touches(
  entry: { from: string; to?: string },
  day: Date,
): boolean {
  const start = day.getTime();
  const end = new Date(
    day.getFullYear(),
    day.getMonth(),
    day.getDate() + 1,
  ).getTime();
  const from = Date.parse(entry.from);
  const to = entry.to === undefined ? from : Date.parse(entry.to);
  return from < end && (to > start || from >= start);
}
