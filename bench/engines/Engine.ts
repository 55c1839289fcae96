import type { Pool } from 'pg';

/** Table that the job of every engine writes a row into: what a step of real work leaves behind at the least. */
export const ENGINE_EVENTS = 'engine_events';

/** What an engine gets for one measurement. */
export interface EngineTask {
  /** An empty PostgreSQL database. */
  connection: string;
  /** Jobs to do. */
  items: number;
  /** How many at once. */
  slots: number;
}

/** A queue, with the same job to do as the others: each item writes one row, at least once. */
export interface Engine {
  readonly name: string;
  /**
   * Enqueues all items, then works them off.
   *
   * @returns how long the second took, in milliseconds; undefined where the engine can't run here
   */
  run(task: EngineTask): Promise<number | undefined>;
}

/** Counts jobs down and says when the last one is done. */
export class Countdown {
  readonly done: Promise<void>;
  #left: number;
  #finish = () => {};

  constructor(items: number) {
    this.#left = items;
    this.done = new Promise(resolve => {
      this.#finish = resolve;
    });
  }

  tick(count = 1): void {
    this.#left -= count;
    if (this.#left <= 0) {
      this.#finish();
    }
  }
}

/** The job itself. */
export async function writeEvent(pool: Pool, id: string): Promise<void> {
  await pool.query(`insert into ${ENGINE_EVENTS} (item, at) values ($1, $2)`, [
    id,
    new Date().toISOString(),
  ]);
}

/** Makes the table of the job. */
export async function createEvents(pool: Pool): Promise<void> {
  await pool.query(
    `create table ${ENGINE_EVENTS} (position bigserial primary key, item text not null, at text not null)`,
  );
}

/** @throws Error when an item has no row */
export async function expectAll(pool: Pool, items: number): Promise<void> {
  const { rows } = await pool.query(
    `select count(distinct item)::int as items from ${ENGINE_EVENTS}`,
  );
  if (rows[0].items !== items) {
    throw new Error(`${rows[0].items} of ${items} items were worked on`);
  }
}
