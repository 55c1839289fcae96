import type {
  RunState,
  TargetState,
  WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { WHOLE_RUN } from '../store/projections';

/** Statuses of targets that are in a queue, or in the hands of a worker. */
const QUEUED = ['dryRunQueued', 'applyQueued', 'rollbackQueued'];

/** Of those that wait. */
export const OLDEST_SHOWN = 10;
const TIMERS_SHOWN = 20;

type Count = number | string;

/** Reads how much is waiting over all runs, whichever transport brings the work. */
export class WorkQueries {
  readonly #database: Knex;

  constructor(database: Knex) {
    this.#database = database;
  }

  /** Number of targets that failed for good. */
  async deadLetters(): Promise<number> {
    const [row]: { total: Count | null }[] = await this.#database(
      'target_counts',
    )
      .where({ status: 'failed', batch: WHOLE_RUN })
      .select(this.#database.raw('sum(count) as total'));
    return Number(row.total ?? 0);
  }

  /** Approvals that nobody has decided. */
  async approvals(): Promise<WorkStats['approvals']> {
    const [row]: { waiting: Count; oldest: string | null }[] =
      await this.#database('approvals')
        .where('state', 'open')
        .select(
          this.#database.raw('count(*) as waiting, min(opened_at) as oldest'),
        );
    return {
      waiting: Number(row.waiting),
      ...(row.oldest !== null && { oldest: row.oldest }),
    };
  }

  /** Targets that have been in a queue for longest, with their runs. */
  async oldest(): Promise<{ run: RunState; target: TargetState }[]> {
    const rows: { run: string; target: string }[] = await this.#database(
      'targets',
    )
      .join('runs', 'runs.id', 'targets.run_id')
      .whereIn('targets.status', QUEUED)
      .orderBy(['targets.updated_at', 'targets.run_id', 'targets.id'])
      .limit(OLDEST_SHOWN)
      .select('runs.state as run', 'targets.state as target');
    return rows.map(row => ({
      run: JSON.parse(row.run),
      target: JSON.parse(row.target),
    }));
  }

  /** Messages that wait to be told to the outside, by topic. */
  async outbox(): Promise<WorkStats['outbox']> {
    const rows: {
      topic: string;
      waiting: Count;
      oldest: string;
      attempts: Count;
    }[] = await this.#database('outbox')
      .whereNull('given_up_at')
      .groupBy('topic')
      .orderBy('topic')
      .select(
        'topic',
        this.#database.raw(
          'count(*) as waiting, min(created_at) as oldest, max(attempts) as attempts',
        ),
      );
    const topics = rows.map(row => ({
      topic: row.topic,
      waiting: Number(row.waiting),
      oldest: row.oldest,
      attempts: Number(row.attempts),
    }));
    const [oldest] = topics.map(topic => topic.oldest).sort();
    const [givenUp]: { total: Count }[] = await this.#database('outbox')
      .whereNotNull('given_up_at')
      .count({ total: '*' });
    return {
      waiting: topics.reduce((sum, { waiting }) => sum + waiting, 0),
      ...(oldest !== undefined && { oldest }),
      topics,
      givenUp: Number(givenUp.total),
    };
  }

  /** @param now - ISO 8601; what is due then is late */
  async timers(now: string): Promise<WorkStats['timers']> {
    const [row]: { waiting: Count; due: Count | null }[] = await this.#database(
      'timers',
    ).select(
      this.#database.raw(
        'count(*) as waiting, sum(case when due_at <= ? then 1 else 0 end) as due',
        [now],
      ),
    );
    const items: {
      id: string;
      run_id: string;
      run_kind: 'Sweep' | 'Train';
      kind: string;
      due_at: string;
    }[] = await this.#database('timers')
      .join('runs', 'runs.id', 'timers.run_id')
      .orderBy(['timers.due_at', 'timers.id'])
      .limit(TIMERS_SHOWN)
      .select(
        'timers.id',
        'timers.run_id',
        'runs.kind as run_kind',
        'timers.kind',
        'timers.due_at',
      );
    return {
      waiting: Number(row.waiting),
      due: Number(row.due ?? 0),
      ...(items.length > 0 && { next: items[0].due_at }),
      items: items.map(({ id, run_id, run_kind, kind, due_at }) => ({
        id,
        runId: run_id,
        runKind: run_kind,
        kind,
        dueAt: due_at,
      })),
    };
  }
}
