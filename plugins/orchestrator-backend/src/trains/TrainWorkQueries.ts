import {
  ENDED_PHASES,
  type GateState,
  type TrainState,
  type WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { gateIsInTheWay } from './gateIsInTheWay';

/** Reads what trains wait for, over all of them. */
export class TrainWorkQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Gates that are open and that nobody has decided. */
  async gates(): Promise<WorkStats['gates']> {
    const rows: { train: string; gate: string }[] = await trainsUnderWay(
      this.#database,
    )
      .join('train_gates', 'train_gates.run_id', 'runs.id')
      .where('train_gates.status', 'open')
      .select('runs.state as train', 'train_gates.state as gate');
    const opened = rows
      .map(row => ({
        train: JSON.parse(row.train) as TrainState,
        gate: JSON.parse(row.gate) as GateState,
      }))
      .filter(({ train, gate }) => gateIsInTheWay(train, gate))
      .map(({ gate }) => gate.openedAt ?? gate.createdAt)
      .sort();
    return {
      waiting: opened.length,
      ...(opened.length > 0 && { oldest: opened[0] }),
    };
  }
}

/** Trains that have not ended, of which there are few. */
export function trainsUnderWay(database: Knex): Knex.QueryBuilder {
  return database('runs')
    .where('runs.kind', 'Train')
    .whereNotIn('runs.status', ENDED_PHASES);
}
