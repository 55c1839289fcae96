import type { SleepingHosts } from '../pacing/SleepingHosts';
import type { SleepingHostRow } from '../pacing/rows';
import { decideSleep, sleepAt, type Sleep } from '../pacing/sleep';

/** Knows which code hosts sleep, for all replicas together: the real decision, over rows in memory. */
export class VirtualSleepingHosts
  implements Pick<SleepingHosts, 'of' | 'putToSleep'>
{
  readonly #rows = new Map<string, SleepingHostRow>();
  readonly #now: () => Date;

  /** @param now - the time of the database */
  constructor(now: () => Date) {
    this.#now = now;
  }

  async of(host: string): Promise<Sleep | undefined> {
    return this.sleepOf(host);
  }

  sleepOf(host: string): Sleep | undefined {
    return sleepAt(this.#rows.get(host), this.#now());
  }

  async putToSleep(
    host: string,
    until: string | undefined,
    reason: string,
  ): Promise<Sleep> {
    const asked = { host, until, reason };
    const row = decideSleep(this.#rows.get(host), asked, this.#now());
    this.#rows.set(host, row);
    return row;
  }
}
