/** Where time comes from, so that tests and the simulator can set it. */
export interface Clock {
  now(): Date;
}

/** Time of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** ISO 8601 in UTC with milliseconds: the form of all times in the database. */
export function isoNow(clock: Clock): string {
  return clock.now().toISOString();
}
