/** What a trial of a kill switch does, and how it looks at what clients get. */
export interface KillSwitchTrial {
  kill(): Promise<unknown>;
  /** Whether a client that asks now is told that the flag is killed. */
  seesKill(): Promise<boolean>;
  revive(): Promise<unknown>;
  record(killedWithinMs: number): Promise<unknown>;
  now(): number;
  sleep(ms: number): Promise<void>;
}

const PAUSE_MS = 50;
/** A kill that is not seen by then has failed its trial. */
export const LONGEST_TRIAL_MS = 30_000;

/**
 * Kills a flag, waits until a client sees it, revives it, and records how long that took. The flag is revived whatever
 * happens.
 *
 * @returns milliseconds
 * @throws Error where no client sees the kill in time
 */
export async function tryKillSwitch(trial: KillSwitchTrial): Promise<number> {
  const startedAt = trial.now();
  await trial.kill();
  let killedWithinMs: number;
  try {
    while (!(await trial.seesKill())) {
      if (trial.now() - startedAt > LONGEST_TRIAL_MS) {
        throw new Error(
          `No client saw the kill within ${LONGEST_TRIAL_MS / 1000} s`,
        );
      }
      await trial.sleep(PAUSE_MS);
    }
    killedWithinMs = Math.round(trial.now() - startedAt);
  } finally {
    await trial.revive();
  }
  await trial.record(killedWithinMs);
  return killedWithinMs;
}
