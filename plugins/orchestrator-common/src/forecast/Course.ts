/** What is never reached within this is not told to the day. */
export const HORIZON_MS = 10 * 365 * 86_400_000;

/** Where time stands in one way in which it may go, and what it went into; milliseconds. */
export class Course<Limit extends string> {
  now: number;
  /** By `limit` or `limit:detail`. */
  readonly spent = new Map<string, number>();

  constructor(now: number) {
    this.now = now;
  }

  /** Goes on to a later instant, because of something. */
  advance(to: number, limit: Limit, detail?: string): void {
    if (to > this.now) {
      const key = detail === undefined ? limit : `${limit}:${detail}`;
      this.spent.set(key, (this.spent.get(key) ?? 0) + to - this.now);
      this.now = to;
    }
  }
}

/** What the time of many courses went into, most first; the shares add up to 1. */
export function limitsOf<Limit extends string>(
  courses: { spent: ReadonlyMap<string, number> }[],
): { limit: Limit; share: number; detail?: string }[] {
  const spent = new Map<string, number>();
  let total = 0;
  for (const course of courses) {
    for (const [key, ms] of course.spent) {
      const bounded = Math.min(ms, HORIZON_MS);
      spent.set(key, (spent.get(key) ?? 0) + bounded);
      total += bounded;
    }
  }
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .map(([key, ms]) => {
      const [limit, ...detail] = key.split(':');
      return {
        limit: limit as Limit,
        share: Math.round((1000 * ms) / total) / 1000,
        ...(detail.length > 0 && { detail: detail.join(':') }),
      };
    });
}

/**
 * When something is reached in half of all cases, and in nine of ten: an instant of one of the cases, never one
 * between two of them, which might lie in a closed window.
 *
 * @param values - of every case, milliseconds since 1970
 * @param from - nothing is told that lies more than ten years after it
 */
export function instantOf(
  values: number[],
  from: number,
): { p50: string; p90: string } {
  const sorted = values
    .map(value => Math.min(value, from + HORIZON_MS))
    .sort((a, b) => a - b);
  const instant = (quantile: number) =>
    new Date(
      Math.round(sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)]),
    ).toISOString();
  return { p50: instant(0.5), p90: instant(0.9) };
}
