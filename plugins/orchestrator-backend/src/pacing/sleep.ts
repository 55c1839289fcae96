import type { SleepingHostRow } from './rows';

const FIRST_SLEEP_MS = 60_000;
/** The longest window over which a known host counts; a longer sleep gains nothing. */
const LONGEST_UNTOLD_SLEEP_MS = 3_600_000;
/** Whatever a header says. */
const LONGEST_SLEEP_MS = 24 * 3_600_000;
/** A host that asked for nothing for so long begins anew with the shortest sleep. */
const FORGET_MS = 3_600_000;
const LONGEST_REASON = 1000;

/** A code host that asked to wait. */
export interface Sleep {
  /** ISO 8601 */
  until: string;
  reason: string;
}

/** A host that has asked to wait just now. */
export interface AskedToWait {
  host: string;
  /** As the host said, ISO 8601; absent where it did not. */
  until: string | undefined;
  reason: string;
}

/** The sleep of a host, where what is known of it has not ended. */
export function sleepAt(
  known: SleepingHostRow | undefined,
  now: Date,
): Sleep | undefined {
  return known && known.until > now.toISOString()
    ? { until: known.until, reason: known.reason }
    : undefined;
}

/**
 * Says for how long a host is left alone: as it said; where it did not, a minute, twice as long each time in a row, at
 * most an hour. A sleep never gets shorter.
 *
 * @remarks Rule: semantics, section 5.
 */
export function decideSleep(
  known: SleepingHostRow | undefined,
  { host, until, reason }: AskedToWait,
  now: Date,
): SleepingHostRow {
  const nowMs = now.getTime();
  const knownUntil = known ? Date.parse(known.until) : 0;
  // Others may have heard the same at the same time: that is one time, not several in a row.
  const asleep = knownUntil > nowMs;
  const recent = known !== undefined && knownUntil + FORGET_MS > nowMs;
  const before = recent ? known.in_a_row : 0;
  const inARow = until === undefined && !asleep ? before + 1 : before;
  const wakes =
    until === undefined
      ? nowMs +
        Math.min(
          LONGEST_UNTOLD_SLEEP_MS,
          FIRST_SLEEP_MS * 2 ** Math.max(0, inARow - 1),
        )
      : Math.min(Date.parse(until), nowMs + LONGEST_SLEEP_MS);
  return {
    host,
    until: new Date(
      asleep && until === undefined && before > 0
        ? knownUntil
        : Math.max(knownUntil, wakes),
    ).toISOString(),
    in_a_row: inARow,
    reason: reason.slice(0, LONGEST_REASON),
  };
}
