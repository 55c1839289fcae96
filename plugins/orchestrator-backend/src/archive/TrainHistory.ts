import { InputError } from '@backstage/errors';
import {
  trainContextOf,
  trainHistoryObstacle,
  type EventEnvelope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { inTransaction } from '../runs/inTransaction';
import type { TableRows } from '../store/readTables';
import { compareRun } from '../store/RunRebuild';
import type { TrainWatchRow } from '../trains/rows';
import { TrainLogFold } from '../trains/TrainLogFold';
import { trainTables } from '../trains/trainTables';
import { checkImportedTrain } from './checkImportedTrain';
import { refuse } from './readRunFile';
import { SAMPLES, type RunHistory } from './RunHistory';
import type { RunFileSamples } from './runFile';
import { checkSamples, rowOfSamples } from './waveSamples';

/**
 * A train. It has few products and gates, so their rows stay where they are: only its events, which are many, are
 * packed away. What was measured of its waves stays beside them.
 */
export class TrainHistory implements RunHistory {
  readonly kind = 'Train';
  readonly importedType = 'train.imported';
  readonly #log: TrainLogFold;
  readonly #samples = new Map<string, TrainWatchRow>();

  constructor(readonly runId: string) {
    this.#log = new TrainLogFold(runId);
  }

  get events(): number {
    return this.#log.events;
  }

  get position(): number {
    return this.#log.position;
  }

  get version(): number {
    return this.#log.parts.train.version;
  }

  get members(): number {
    return this.#log.parts.train.plan.products.length;
  }

  apply(stored: EventEnvelope): void {
    this.#log.apply(stored);
  }

  check(line: number): void {
    const { parts } = this.#log;
    checkImportedTrain(parts, line);
    const obstacle = trainHistoryObstacle(
      parts.train,
      trainContextOf(parts, parts.train.updatedAt),
    );
    if (obstacle !== undefined) {
      throw new InputError(`Line ${line}: ${obstacle}`);
    }
  }

  takeSamples(line: number, samples: RunFileSamples): void {
    checkSamples(this.#log.parts.train, samples, line);
    const row = rowOfSamples(this.runId, samples);
    if (this.#samples.has(row.subject)) {
      throw refuse(
        line,
        `samples of ${row.subject} once more`,
        'one line for each round and stage of a wave',
      );
    }
    this.#samples.set(row.subject, row);
  }

  samples(): TableRows {
    return { table: SAMPLES, rows: [...this.#samples.values()] };
  }

  kept(): TableRows[] {
    return trainTables(this.#log.parts);
  }

  isInTables(database: Knex): Promise<boolean> {
    return inTransaction(database, async trx => {
      for (const { table, rows } of this.kept()) {
        if ((await compareRun(trx, this.runId, table, rows)).length > 0) {
          return false;
        }
      }
      return true;
    });
  }

  /** It is found by the rows of its products. */
  async writeFinders(): Promise<void> {}

  async putBackMembers(): Promise<void> {}

  async putBack(): Promise<void> {}
}
