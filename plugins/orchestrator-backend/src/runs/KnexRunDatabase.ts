import type { Knex } from 'knex';
import type { EventLog } from '../store/EventLog';
import type { WorkTransport } from '../work/WorkTransport';
import { inTransaction } from './inTransaction';
import { KnexRunRecords } from './KnexRunRecords';
import type { RunDatabase, RunRecords } from './RunRecords';
import type { Timers } from './timers';

/** What keeps the parts of a run. */
export interface RunStores {
  log: EventLog;
  transport: WorkTransport;
  timers: Timers;
}

/** Runs in the plugin's own database. */
export class KnexRunDatabase implements RunDatabase {
  readonly #database: Knex;
  readonly #stores: RunStores;

  constructor(database: Knex, stores: RunStores) {
    this.#database = database;
    this.#stores = stores;
  }

  transaction<T>(
    work: (records: RunRecords) => Promise<T>,
    onConflict?: () => void,
  ): Promise<T> {
    return inTransaction(
      this.#database,
      trx => work(this.within(trx)),
      onConflict,
    );
  }

  /** The records of a transaction that somebody else has begun, and ends. */
  within(trx: Knex.Transaction): RunRecords {
    return new KnexRunRecords(trx, this.#stores);
  }
}
