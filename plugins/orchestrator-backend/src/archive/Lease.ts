import type { Knex } from 'knex';
import type { Clock } from '../clock';

/** A duty that one replica has at a time, until it lets go or falls silent. */
export class Lease {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #duty: string;
  readonly #holder: string;
  readonly #ms: number;

  /** @param options - `ms`: how long it is held without being renewed */
  constructor(options: {
    database: Knex;
    clock: Clock;
    duty: string;
    holder: string;
    ms: number;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#duty = options.duty;
    this.#holder = options.holder;
    this.#ms = options.ms;
  }

  /** Takes it, or renews it. @returns whether this holder has it */
  async take(): Promise<boolean> {
    const now = this.#clock.now();
    const held_until = new Date(now.getTime() + this.#ms).toISOString();
    const mine = { duty: this.#duty, holder: this.#holder, held_until };
    const inserted = await this.#database('leases')
      .insert(mine)
      .onConflict('duty')
      .ignore()
      .returning('duty');
    if (inserted.length > 0) {
      return true;
    }
    const updated = await this.#database('leases')
      .where('duty', this.#duty)
      .andWhere(where =>
        where
          .where('holder', this.#holder)
          .orWhere('held_until', '<', now.toISOString()),
      )
      .update(mine);
    return updated > 0;
  }

  async letGo(): Promise<void> {
    await this.#database('leases')
      .where({ duty: this.#duty, holder: this.#holder })
      .delete();
  }
}
