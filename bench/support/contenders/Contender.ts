import type { Knex } from 'knex';

/** A queue that does the job of the comparison: items are taken, and each ends together with a row in the log of events. */
export interface Contender<TClaim = unknown> {
  /** Puts so many items into the empty queue. */
  fill(count: number): Promise<void>;
  claim(max: number): Promise<TClaim[]>;
  /** Ends a claim and writes an event down, together where the queue can. */
  finish(claim: TClaim): Promise<void>;
  close(): Promise<void>;
}

/** Makes a queue ready on an empty database that has our tables. */
export interface ContenderKind {
  /** As it stands in the table. */
  name: string;
  open(database: Knex): Promise<Contender>;
}
