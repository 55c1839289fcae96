import {
  expectedTurn,
  IN_FLIGHT_STATUSES,
  type ExpectedTurn,
  type QueuePlace,
  type RunState,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import type { TurnQueries } from '../pacing';

/** What of a target says when its turn is. */
export type TurnTarget = Pick<
  TargetState,
  'id' | 'status' | 'retryAt' | 'batch' | 'workId'
>;

/** Where it is looked up. */
export interface ExpectedTurnsOptions {
  clock: Clock;
  turns: Pick<TurnQueries, 'ofTargets'>;
  /** Where items of work are in their queues. */
  places(ids: string[]): Promise<Map<string, QueuePlace>>;
  /** How fast work was taken lately, by queue, on all replicas. */
  startsPerMinute(): Promise<Record<string, number>>;
}

/** Finds out what targets wait for, and when their turn is expected. */
export class ExpectedTurns {
  readonly #options: ExpectedTurnsOptions;

  constructor(options: ExpectedTurnsOptions) {
    this.#options = options;
  }

  /** By target; those that have none are left out. */
  async ofTargets(
    run: RunState,
    targets: TurnTarget[],
  ): Promise<Map<string, ExpectedTurn>> {
    const { clock, turns, places, startsPerMinute } = this.#options;
    const queued = targets.filter(({ status }) =>
      IN_FLIGHT_STATUSES.includes(status),
    );
    const hosts = await turns.ofTargets(
      run.id,
      queued.map(({ id }) => id),
    );
    // Rows of a list don't tell: all places of a queue would be reckoned for each page.
    const workIds = queued.flatMap(({ workId }) => workId ?? []);
    const found =
      workIds.length === 0
        ? new Map<string, QueuePlace>()
        : await places(workIds);
    const rates = found.size === 0 ? {} : await startsPerMinute();
    const now = isoNow(clock);
    const expected = new Map<string, ExpectedTurn>();
    for (const target of targets) {
      const place = found.get(target.workId ?? '');
      const turn = expectedTurn({
        now,
        run,
        target,
        host: hosts.get(target.id),
        place,
        startsPerMinute: place?.state === 'ready' ? rates[place.lane] : 0,
      });
      if (turn) {
        expected.set(target.id, turn);
      }
    }
    return expected;
  }
}
