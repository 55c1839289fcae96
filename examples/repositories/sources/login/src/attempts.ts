export interface Attempts {
  failed: number;
  lastFailedAt?: Date;
}

/** Failures that cost nothing, so that a typing mistake locks nobody out. */
const FREE = 3;
const MAX_WAIT_SECONDS = 900;

/** How long the next attempt must wait after the last failure: it doubles each time. */
export function waitSeconds(failed: number): number {
  return failed <= FREE ? 0 : Math.min(2 ** (failed - FREE), MAX_WAIT_SECONDS);
}

export function mayTry(attempts: Attempts, now: Date): boolean {
  if (!attempts.lastFailedAt) {
    return true;
  }
  const waited = (now.getTime() - attempts.lastFailedAt.getTime()) / 1000;
  return waited >= waitSeconds(attempts.failed);
}
