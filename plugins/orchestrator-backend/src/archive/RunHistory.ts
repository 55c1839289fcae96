import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { ReadTable, TableRows } from '../store/readTables';
import type { RunFileSamples } from './runFile';

/** Where what was measured of waves is kept. */
export const SAMPLES: ReadTable = {
  name: 'train_watches',
  runColumn: 'run_id',
  key: ['run_id', 'subject'],
  json: ['records'],
};

/**
 * A run as it comes of nothing but its events, on its way into the archive, out of it, or out of a file. The kinds of
 * runs differ in this, and in nothing else of the archive.
 */
export interface RunHistory {
  readonly kind: 'Sweep' | 'Train';
  readonly runId: string;
  /** Number of events so far. */
  readonly events: number;
  /** Position of the newest event; 0 before the first one. */
  readonly position: number;
  /** Version of the run's own stream. */
  readonly version: number;
  /** Number of targets, or of products. */
  readonly members: number;
  /** Type of the event that says that it came out of a file. */
  readonly importedType: 'run.imported' | 'train.imported';

  /**
   * Takes the next event, of whatever version.
   *
   * @throws Error where it is of another run, comes at the wrong place of its stream, or is of no known type
   */
  apply(stored: EventEnvelope): void;

  /**
   * Checks what has come of the events of a file: that it has ended, that the pages can show it, that the tables can
   * hold it, and that no address in it is a script.
   *
   * @param line - line of the file up to which it has come
   * @throws InputError
   */
  check(line: number): void;

  /**
   * Takes what was measured of a wave, from a file, after its events were checked.
   *
   * @param line - line of the file
   * @throws InputError where the run has no such wave or metric
   */
  takeSamples(line: number, samples: RunFileSamples): void;

  /** What was measured of its waves: no fold of its events, and kept beside them. */
  samples(): TableRows;

  /** Rows that stay in the read tables while the events are packed away. */
  kept(): TableRows[];

  /** Whether the read tables say what the events say. */
  isInTables(database: Knex): Promise<boolean>;

  /** Writes what the run is found by once its other rows are gone, and leaves what is there already. */
  writeFinders(database: Knex): Promise<void>;

  /** Puts back the rows that grow with the run, those that are there already excepted; nobody reads them yet. */
  putBackMembers(database: Knex): Promise<void>;

  /**
   * Puts back the rest, in the transaction from which on they are read.
   *
   * @throws Error where not all of the run is back
   */
  putBack(trx: Knex.Transaction): Promise<void>;
}
