import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { SharedTime } from './databaseTime';
import { hostKey } from './limits';
import { lockKeys } from '../store/lockKeys';
import type { SleepingHostRow } from './rows';

const FIRST_SLEEP_MS = 60_000;
/** The longest window over which a known host counts; a longer sleep gains nothing. */
const LONGEST_UNTOLD_SLEEP_MS = 3_600_000;
/** Whatever a header says. */
const LONGEST_SLEEP_MS = 24 * 3_600_000;
/** A host that asked for nothing for so long begins anew with the shortest sleep. */
const FORGET_MS = 3_600_000;
const LONGEST_REASON = 1000;

/** Code of the failure of who meets a host that sleeps already. */
export const HOST_ASLEEP = 'hostAsleep';

/** A code host that asked to wait. */
export interface Sleep {
  /** ISO 8601 */
  until: string;
  reason: string;
}

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
    const at = row && (now ?? (await this.#time(database))).toISOString();
    return row && at && row.until > at
      ? { until: row.until, reason: row.reason }
      : undefined;
  }

  /**
   * Puts a host to sleep.
   *
   * @param until - as the host said; where it did not, a minute, twice as long each time in a row, at most an hour
   * @returns how long it sleeps; a sleep never gets shorter
   */
  async putToSleep(
    host: string,
    until: string | undefined,
    reason: string,
  ): Promise<Sleep> {
    return inTransaction(this.#database, async trx => {
      await lockKeys(trx, [hostKey(host)]);
      const now = (await this.#time(trx)).getTime();
      const known = await hosts(trx).where({ host }).first();
      const knownUntil = known ? Date.parse(known.until) : 0;
      // Others may have heard the same at the same time: that is one time, not several in a row.
      const asleep = knownUntil > now;
      const recent = known !== undefined && knownUntil + FORGET_MS > now;
      const before = recent ? known.in_a_row : 0;
      const inARow = until === undefined && !asleep ? before + 1 : before;
      const wakes =
        until === undefined
          ? now +
            Math.min(
              LONGEST_UNTOLD_SLEEP_MS,
              FIRST_SLEEP_MS * 2 ** Math.max(0, inARow - 1),
            )
          : Math.min(Date.parse(until), now + LONGEST_SLEEP_MS);
      const row: SleepingHostRow = {
        host,
        until: new Date(
          asleep && until === undefined && before > 0
            ? knownUntil
            : Math.max(knownUntil, wakes),
        ).toISOString(),
        in_a_row: inARow,
        reason: reason.slice(0, LONGEST_REASON),
      };
      await hosts(trx).insert(row).onConflict('host').merge();
      return { until: row.until, reason: row.reason };
    });
  }
}

function hosts(database: Knex) {
  return database<SleepingHostRow>('sleeping_hosts');
}
