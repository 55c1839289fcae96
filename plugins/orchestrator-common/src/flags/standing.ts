import type { FlagSchedule, FlagState } from './definition';

/** What a flag is at an instant, by its schedules. @public */
export interface FlagStanding {
  enabled: boolean;
  /** What those get whom no rule fits. */
  variant: string;
  /** The next change that comes by itself. */
  next?: FlagSchedule;
}

/**
 * What the schedules of a flag have made of it.
 *
 * @remarks
 * Entries whose time has come count in the order of their times, over what the flag says itself. To go back by hand,
 * the entry is taken out.
 * @param now - ISO 8601
 * @public
 */
export function flagStanding(
  flag: Pick<FlagState, 'enabled' | 'defaultVariant' | 'schedules'>,
  now: string,
): FlagStanding {
  const nowMs = Date.parse(now);
  const standing: FlagStanding = {
    enabled: flag.enabled,
    variant: flag.defaultVariant,
  };
  for (const entry of inTime(flag.schedules)) {
    if (Date.parse(entry.at) > nowMs) {
      return { ...standing, next: entry };
    }
    standing.enabled = entry.enabled ?? standing.enabled;
    standing.variant = entry.variant ?? standing.variant;
  }
  return standing;
}

function inTime(schedules: FlagSchedule[]): FlagSchedule[] {
  return [...schedules].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
