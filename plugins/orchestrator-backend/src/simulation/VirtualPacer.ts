import {
  admit,
  windowState,
  type RateLimit,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Pacing } from './Scenario';

/** Without a known end of a closed window, it is looked at again so late. */
const RECHECK_MS = 3_600_000;

/**
 * Lets writes to the code host through, for all replicas together, with the real decisions.
 *
 * @remarks
 * Rules: semantics, sections 4 and 5. Time is that of the database, not that of the replica: with clocks of their own,
 * two replicas would count the same window differently and could exceed a limit together.
 */
export class VirtualPacer {
  /** Instants of the writes that were let through. */
  readonly #sent: string[] = [];
  readonly #limits: RateLimit[];
  readonly #windows: Window[];
  #asleepUntil = '';

  constructor(pacing: Pacing) {
    this.#limits = pacing.limits;
    this.#windows = pacing.windows;
  }

  /**
   * Takes a place for one write.
   *
   * @param emergency - a rollback, which no window holds up
   * @returns undefined if it may be made now; else the instant at which to ask again
   */
  take(now: string, emergency: boolean): string | undefined {
    if (now < this.#asleepUntil) {
      return this.#asleepUntil;
    }
    const window = emergency ? undefined : windowState(this.#windows, now);
    if (window?.open === false) {
      return (
        window.nextOpen ?? new Date(Date.parse(now) + RECHECK_MS).toISOString()
      );
    }
    const admission = admit(this.#limits, this.#sent, now);
    if (!admission.admitted) {
      return admission.notBefore;
    }
    this.#sent.push(now);
    return undefined;
  }

  /** The host has asked all to wait. */
  sleep(until: string): void {
    this.#asleepUntil = until;
  }
}
