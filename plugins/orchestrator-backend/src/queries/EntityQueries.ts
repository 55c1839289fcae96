import {
  entityTrain,
  type EntityTrain,
  type RunSummary,
  type TargetSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { TargetRow } from '../store/rows';
import type { TrainQueries } from '../trains/TrainQueries';
import { decodeCursor, pageOf, type Page } from './page';
import { toTargetSummary, toRunSummary } from './present';
import type { RunQueries, RunVisibility } from './RunQueries';

/** What happens to an entity. */
export interface EntitySummary
  extends Page<{ run: RunSummary; target: TargetSummary }> {
  openChanges: number;
  waitingForOwner: number;
  runsInProgress: number;
  /** Runs in the archive that touched it; not among the items. */
  archivedRuns: number;
  /** Trains under way that release it, the next departure first. */
  trains: EntityTrain[];
}

/** Reads what happens to one entity over all runs. */
export class EntityQueries {
  readonly #database: Knex;
  readonly #runs: RunQueries;
  readonly #trains: Pick<TrainQueries, 'underWay'>;

  constructor(
    database: Knex,
    runs: RunQueries,
    trains: Pick<TrainQueries, 'underWay'>,
  ) {
    this.#database = database;
    this.#runs = runs;
    this.#trains = trains;
  }

  /**
   * Targets of an entity in all runs that the caller may see, newest first, and how the trains that release it stand.
   *
   * @param now - ISO 8601: what trains have asked for by then waits
   */
  async summary(
    entityRef: string,
    visible: RunVisibility,
    now: string,
    paging: { cursor?: string; limit: number },
  ): Promise<EntitySummary> {
    const after = decodeCursor(paging.cursor, 2);
    const matching = this.#database('targets')
      .join('runs', 'runs.id', 'targets.run_id')
      .where('targets.entity_ref', entityRef)
      .modify(visible);
    const statuses: {
      status: string;
      run_status: string;
      total: number | string;
    }[] = await matching
      .clone()
      .groupBy('targets.status', 'runs.status')
      .select('targets.status as status', 'runs.status as run_status')
      .count({ total: '*' });
    const count = (test: (row: (typeof statuses)[number]) => boolean) =>
      statuses.filter(test).reduce((sum, row) => sum + Number(row.total), 0);
    if (after) {
      const [updatedAt, runId] = after;
      matching.andWhere(where =>
        where
          .where('targets.updated_at', '<', updatedAt)
          .orWhere(same =>
            same
              .where('targets.updated_at', updatedAt)
              .andWhere('targets.run_id', '<', runId),
          ),
      );
    }
    const rows: (Pick<TargetRow, 'run_id' | 'updated_at' | 'state'> & {
      run_state: string;
    })[] = await matching
      .orderBy([
        { column: 'targets.updated_at', order: 'desc' },
        { column: 'targets.run_id', order: 'desc' },
      ])
      .limit(paging.limit + 1)
      .select(
        'targets.run_id',
        'targets.updated_at',
        'targets.state',
        'runs.state as run_state',
      );
    const counts = await this.#runs.counts(rows.map(row => row.run_id));
    const trains = (await this.#trains.underWay(visible, entityRef)).flatMap(
      parts => entityTrain(parts, entityRef, now),
    );
    return {
      trains,
      openChanges: count(row => ['open', 'reverting'].includes(row.status)),
      waitingForOwner:
        count(row =>
          ['open', 'reverting', 'needsReview'].includes(row.status),
        ) + trains.reduce((sum, { waiting }) => sum + waiting.length, 0),
      runsInProgress: count(
        row => !['finished', 'cancelled'].includes(row.run_status),
      ),
      archivedRuns: await this.#archivedRuns(entityRef, visible),
      ...pageOf(
        rows,
        paging.limit,
        count(() => true),
        row => ({
          run: toRunSummary(
            JSON.parse(row.run_state),
            counts.get(row.run_id) ?? {},
          ),
          target: toTargetSummary(JSON.parse(row.state)),
        }),
        row => [row.updated_at, row.run_id],
      ),
    };
  }

  /** While a run goes into the archive or comes out of it, its targets are in both tables. */
  async #archivedRuns(
    entityRef: string,
    visible: RunVisibility,
  ): Promise<number> {
    const [{ total }]: { total: number | string }[] = await this.#database(
      'archived_targets',
    )
      .join('runs', 'runs.id', 'archived_targets.run_id')
      .where('archived_targets.entity_ref', entityRef)
      .whereNotExists(target =>
        target
          .from('targets')
          .whereRaw('targets.run_id = archived_targets.run_id')
          .whereRaw('targets.entity_ref = archived_targets.entity_ref'),
      )
      .modify(visible)
      .countDistinct({ total: 'runs.id' });
    return Number(total);
  }
}
