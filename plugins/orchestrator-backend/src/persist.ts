import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How something is tried again and again. */
export interface PersistOptions {
  /** Subject of the sentence in the log: `The start of …`. */
  what: string;
  logger: LoggerService;
  /** Aborted where it is not wanted any more. */
  signal: AbortSignal;
}

/**
 * Does something until it succeeds, with pauses that grow; each failure is an error in the log.
 *
 * @returns when it has succeeded, or is not wanted any more
 */
export async function persist(
  work: () => Promise<void>,
  { what, logger, signal }: PersistOptions,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await work();
      if (failures > 0) {
        logger.info(`${what} succeeded after ${failures} failures`);
      }
      return;
    } catch (error) {
      const pauseMs = Math.min(
        LONGEST_PAUSE_MS,
        FIRST_PAUSE_MS * 2 ** failures,
      );
      logger.error(
        `${what} failed; it is tried again in ${pauseMs / 1000} s`,
        error instanceof Error ? error : new Error(String(error)),
      );
      // An abort ends the pause, and with it the loop.
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}
