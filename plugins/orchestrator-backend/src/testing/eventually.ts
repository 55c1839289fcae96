import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 10;
const PATIENCE_MS = 30_000;

/**
 * Waits until something holds, however slow the machine is.
 *
 * @throws Error that names what did not come true
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const until = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > until) {
      throw new Error(`Not within ${patienceMs} ms: ${what}`);
    }
    await sleep(PAUSE_MS);
  }
}
