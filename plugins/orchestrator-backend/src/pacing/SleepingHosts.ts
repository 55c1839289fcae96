import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { SharedTime } from './databaseTime';
import { hostKey } from './limits';
import { lockKeys } from '../store/lockKeys';
import type { SleepingHostRow } from './rows';
import { decideSleep, sleepAt, type Sleep } from './sleep';

/** Code of the failure of who meets a host that sleeps already. */
export const HOST_ASLEEP = 'hostAsleep';

/**
 * Knows which code hosts sleep: nobody, on whatever machine, sends anything to them until they wake up.
 *
 * @remarks Rule: semantics, section 5.
 */
export class SleepingHosts {
  readonly #database: Knex;
  readonly #time: SharedTime;

  constructor(options: { database: Knex; time: SharedTime }) {
    this.#database = options.database;
    this.#time = options.time;
  }

  /** The sleep of a host, if it is asleep. */
  async of(
    host: string,
    database: Knex = this.#database,
    now?: Date,
  ): Promise<Sleep | undefined> {
    const row = await hosts(database).where({ host }).first();
    return row && sleepAt(row, now ?? (await this.#time(database)));
  }

  /**
   * Puts a host to sleep.
   *
   * @param until - as the host said; where it did not, it is as {@link decideSleep} says
   * @returns how long it sleeps; a sleep never gets shorter
   */
  async putToSleep(
    host: string,
    until: string | undefined,
    reason: string,
  ): Promise<Sleep> {
    return inTransaction(this.#database, async trx => {
      await lockKeys(trx, [hostKey(host)]);
      const now = await this.#time(trx);
      const known = await hosts(trx).where({ host }).first();
      const row = decideSleep(known, { host, until, reason }, now);
      await hosts(trx).insert(row).onConflict('host').merge();
      return { until: row.until, reason: row.reason };
    });
  }
}

function hosts(database: Knex) {
  return database<SleepingHostRow>('sleeping_hosts');
}
