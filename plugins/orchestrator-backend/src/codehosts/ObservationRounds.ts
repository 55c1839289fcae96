import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import { isSqlite } from '../store/openDatabase';
import { isoNow, type Clock } from '../clock';

/** Ticks that the one who does a round may be silent. */
const LEASE_TICKS = 4;

interface RoundRow {
  host: string;
  holder: string;
  lease_until: string;
  after_run: string;
  after_target: string;
}

/** A place in the order of all open changes. */
export interface RoundPlace {
  runId: string;
  id: string;
}

/** Makes sure that one process at a time goes round the changes of a host, and keeps the place where it is. */
export class ObservationRounds {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #holder: string;

  constructor(options: { database: Knex; clock: Clock; holder: string }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#holder = options.holder;
  }

  /**
   * Takes or keeps the round of a host.
   *
   * @returns the place after which it goes on; undefined where another process does it
   */
  async take(host: string, tickMs: number): Promise<RoundPlace | undefined> {
    const now = isoNow(this.#clock);
    return inTransaction(this.#database, async trx => {
      await trx<RoundRow>('observation_rounds')
        .insert({
          host,
          holder: '',
          lease_until: '',
          after_run: '',
          after_target: '',
        })
        .onConflict('host')
        .ignore();
      const query = trx<RoundRow>('observation_rounds').where({ host }).first();
      const row = await (isSqlite(trx) ? query : query.forUpdate());
      if (!row || (row.holder !== this.#holder && row.lease_until > now)) {
        return undefined;
      }
      await trx<RoundRow>('observation_rounds')
        .where({ host })
        .update({
          holder: this.#holder,
          lease_until: new Date(
            Date.parse(now) + LEASE_TICKS * tickMs,
          ).toISOString(),
        });
      return { runId: row.after_run, id: row.after_target };
    });
  }

  /** Notes how far the round is. */
  async reached(host: string, place: RoundPlace): Promise<void> {
    await this.#database<RoundRow>('observation_rounds')
      .where({ host, holder: this.#holder })
      .update({ after_run: place.runId, after_target: place.id });
  }
}
