import {
  historyOf,
  type AttemptData,
  type ForecastHistory,
  type Measured,
  type RunState,
  type TargetEventType,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import { toEnvelope } from '../store/EventLog';
import type { EventRow, RunRow, TargetRow } from '../store/rows';
import { Kept } from './Kept';

/** The newest so many say how it goes today. */
const ATTEMPTS = 2_000;
const REVIEWS = 500;
const RUNS = 100;
/** Further back in the log nobody looks for them. */
const RECENT_EVENTS = 100_000;
/** What changes slowly need not be asked for at every forecast. */
const KEPT_MS = 60_000;

type MeasuredResult = Measured['attempts'][number]['result'];

const RESULTS: Partial<Record<TargetEventType, MeasuredResult>> = {
  'target.dryRunFinished': 'done',
  'target.alreadyFine': 'alreadyFine',
  'change.opened': 'done',
  'target.attemptFailed': 'retried',
  'target.failed': 'failed',
  'target.gatesFailed': 'failed',
};

/** Reads how long things took in earlier runs: durations and shares, nothing of what was changed. */
export class HistoryQueries {
  readonly #database: Knex;
  readonly #kept: Kept<ForecastHistory>;

  constructor(database: Knex, clock: Clock) {
    this.#database = database;
    this.#kept = new Kept(clock, KEPT_MS, async () =>
      historyOf(await this.#measure()),
    );
  }

  /** How it went lately; may be a minute old. */
  history(): Promise<ForecastHistory> {
    return this.#kept.get();
  }

  async #measure(): Promise<Measured> {
    const [{ head }]: { head: number | string | null }[] = await this.#database(
      'events',
    ).max({ head: 'position' });
    const since = Number(head ?? 0) - RECENT_EVENTS;
    return {
      attempts: await this.#attempts(since),
      reviewsMs: await this.#reviews(since),
      approvalsMs: await this.#approvals(),
    };
  }

  async #attempts(since: number): Promise<Measured['attempts']> {
    const rows = await this.#database<EventRow>('events')
      .where('position', '>', since)
      .whereIn('type', Object.keys(RESULTS))
      .orderBy('position', 'desc')
      .limit(ATTEMPTS);
    return rows.flatMap(row => {
      const { type, data } = toEnvelope(row);
      const { attempt } = data as AttemptData;
      const result = RESULTS[type as TargetEventType];
      return result === undefined || attempt.stage === 'rollback'
        ? []
        : {
            stage: attempt.stage,
            durationMs: between(attempt.startedAt, attempt.finishedAt),
            result,
          };
    });
  }

  async #reviews(since: number): Promise<number[]> {
    const rows: Pick<TargetRow, 'state'>[] = await this.#database<EventRow>(
      'events',
    )
      .join('targets', join =>
        join
          .on('targets.run_id', 'events.run_id')
          .andOn('targets.id', 'events.target_id'),
      )
      .where('events.position', '>', since)
      .andWhere('events.type', 'change.merged')
      .orderBy('events.position', 'desc')
      .limit(REVIEWS)
      .select('targets.state');
    return rows.flatMap(({ state }) => {
      const { change } = JSON.parse(state) as TargetState;
      return change?.mergedAt === undefined
        ? []
        : between(change.openedAt, change.mergedAt);
    });
  }

  async #approvals(): Promise<number[]> {
    const rows = await this.#database<RunRow>('runs')
      .where('kind', 'Sweep')
      .orderBy('created_at', 'desc')
      .limit(RUNS)
      .select('state');
    return rows.flatMap(({ state }) =>
      (JSON.parse(state) as RunState).approvals.flatMap(approval =>
        approval.state === 'approved' && approval.decidedAt !== undefined
          ? between(approval.openedAt, approval.decidedAt)
          : [],
      ),
    );
  }
}

/** Clocks of several machines may disagree: nothing takes less than no time. */
function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
