import {
  ENDED_PHASES,
  type LimitWait,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';

/** When a target or a step expects its turn at a code host, and under which limit it waits. */
export interface HostTurn {
  at: string;
  limit: string;
}

/** Reads who waits for a turn at a code host. */
export class TurnQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Targets of a run that wait, by the limit that they wait for. */
  async ofRun(runId: string): Promise<LimitWait[]> {
    const rows: {
      limit_name: string | null;
      total: number | string;
      until: string;
    }[] = await this.#waiting(runId)
      .groupBy('limit_name')
      .orderBy('limit_name')
      .select('limit_name')
      .count({ total: '*' })
      .max({ until: 'at' });
    return rows.map(row => ({
      limit: row.limit_name ?? '',
      targets: Number(row.total),
      until: row.until,
    }));
  }

  /** Turns of named targets of a run, by target. */
  ofTargets(
    runId: string,
    targetIds: string[],
  ): Promise<Map<string, HostTurn>> {
    return this.#turnsBy('target_id', runId, targetIds);
  }

  /** Turns of pieces of work, by their id. */
  ofWork(runId: string, workIds: string[]): Promise<Map<string, HostTurn>> {
    return this.#turnsBy('work_id', runId, workIds);
  }

  async #turnsBy(
    column: 'target_id' | 'work_id',
    runId: string,
    ids: string[],
  ): Promise<Map<string, HostTurn>> {
    const rows: { id: string; at: string; limit_name: string | null }[] =
      ids.length === 0
        ? []
        : await this.#waiting(runId)
            .whereIn(column, ids)
            .select({ id: column, at: 'at', limit_name: 'limit_name' });
    return new Map(
      rows.map(({ id, at, limit_name: limit }) => [
        id,
        { at, limit: limit ?? '' },
      ]),
    );
  }

  #waiting(runId: string): Knex.QueryBuilder {
    return stillWaiting(this.#database).where({ run_id: runId });
  }
}

/** Places in the queues. What has ended meanwhile keeps its row for a while, but not its work. */
export function stillWaiting(database: Knex): Knex.QueryBuilder {
  return database('code_host_writes')
    .where({ state: 'waiting' })
    .andWhere(place =>
      place
        .whereExists(target =>
          target
            .from('targets')
            .whereRaw('targets.run_id = code_host_writes.run_id')
            .whereRaw('targets.id = code_host_writes.target_id')
            .whereIn('targets.status', ['applyQueued', 'rollbackQueued']),
        )
        // The step of a train takes its place out of the queue when it is not to be done any more.
        .orWhereExists(train =>
          train
            .from('runs')
            .whereRaw('runs.id = code_host_writes.run_id')
            .where('runs.kind', 'Train')
            .whereNotIn('runs.status', ENDED_PHASES),
        ),
    );
}
