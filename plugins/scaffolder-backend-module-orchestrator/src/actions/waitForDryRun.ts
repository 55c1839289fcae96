import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '@backstage-orchestrator/plugin-orchestrator-common';

/** A sweep in one of these is still on its way to the end of its dry run. */
const UNDER_WAY: ReadonlySet<RunSummary['status']> = new Set([
  'planned',
  'dryRunning',
]);

export interface WaitOptions {
  /** How long at most, in milliseconds. */
  forMs: number;
  /** How often to look, in milliseconds. */
  everyMs: number;
  signal?: AbortSignal;
}

/**
 * Looks at a run until its dry run has ended or the time is up.
 *
 * @returns the run as last seen
 * @throws AbortError when the task is cancelled
 */
export async function waitForDryRun(
  run: RunSummary,
  look: () => Promise<RunSummary>,
  { forMs, everyMs, signal }: WaitOptions,
): Promise<RunSummary> {
  const until = Date.now() + forMs;
  let seen = run;
  while (UNDER_WAY.has(seen.status) && Date.now() < until) {
    await sleep(Math.min(everyMs, until - Date.now()), undefined, { signal });
    seen = await look();
  }
  return seen;
}
