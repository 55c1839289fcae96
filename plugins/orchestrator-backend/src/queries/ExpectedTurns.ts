import {
  expectedTrainTurn,
  expectedTurn,
  IN_FLIGHT_STATUSES,
  isForetold,
  unsettled,
  type ExpectedTurn,
  type QueuePlace,
  type RunState,
  type RunTurns,
  type TargetState,
  type TrainWork,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import type { TurnQueries } from '../pacing';
import type { TargetQueries } from './TargetQueries';

/** What of a target says when its turn is. */
export type TurnTarget = Pick<
  TargetState,
  'id' | 'status' | 'retryAt' | 'batch' | 'position' | 'workId'
> &
  Partial<Pick<TargetState, 'waitsFor'>>;

/** What is looked up besides, where there is time for it. */
export interface TurnLookups {
  /** Asked only where the forecast of the run says more. */
  foretell?(
    run: RunState,
  ): Promise<RunTurns | undefined> | RunTurns | undefined;
  /** Targets of the run whose dry run comes before that of a pending one. */
  dryRunsBefore?(runId: string, targetId: string): Promise<number>;
}

/** Where it is looked up. */
export interface ExpectedTurnsOptions {
  clock: Clock;
  turns: Pick<TurnQueries, 'ofTargets' | 'ofWork'>;
  targets: Pick<TargetQueries, 'statusesOf'>;
  /** Where items of work are in their queues. */
  places(ids: string[]): Promise<Map<string, QueuePlace>>;
  /** How fast work was taken lately, by queue, on all replicas. */
  startsPerMinute(): Promise<Record<string, number>>;
}

/** Finds out what targets, and steps and messages of trains, wait for, and when their turn is expected. */
export class ExpectedTurns {
  readonly #options: ExpectedTurnsOptions;

  constructor(options: ExpectedTurnsOptions) {
    this.#options = options;
  }

  /** By target; those that have none are left out. */
  async ofTargets(
    run: RunState,
    targets: TurnTarget[],
    lookups: TurnLookups = {},
  ): Promise<Map<string, ExpectedTurn>> {
    const { clock, turns, startsPerMinute } = this.#options;
    const queued = targets.filter(({ status }) =>
      IN_FLIGHT_STATUSES.includes(status),
    );
    const hosts = await turns.ofTargets(
      run.id,
      queued.map(({ id }) => id),
    );
    const places = await this.#placesOf(queued);
    const rates = places.size === 0 ? {} : await startsPerMinute();
    const unsettledIds = await this.#unsettledOf(run, targets);
    const foretold = targets.some(target => isForetold(run, target))
      ? await lookups.foretell?.(run)
      : undefined;
    const now = isoNow(clock);
    const expected = new Map<string, ExpectedTurn>();
    for (const target of targets) {
      const place = places.get(target.workId ?? '');
      const turn = expectedTurn({
        now,
        run,
        target,
        host: hosts.get(target.id),
        place,
        startsPerMinute: place?.state === 'ready' ? rates[place.lane] : 0,
        dryRunsBefore:
          target.status === 'pending'
            ? await lookups.dryRunsBefore?.(run.id, target.id)
            : undefined,
        dependencyUnsettled: target.waitsFor?.some(id => unsettledIds.has(id)),
        foretold,
      });
      if (turn) {
        expected.set(target.id, turn);
      }
    }
    return expected;
  }

  /** Of one train, by piece of work; those that are in no queue, or with a worker, are left out. */
  async ofTrain(
    trainId: string,
    works: readonly TrainWork[],
  ): Promise<Map<string, ExpectedTurn>> {
    const { clock, turns, places, startsPerMinute } = this.#options;
    const ids = works.map(({ workId }) => workId);
    const found = ids.length === 0 ? new Map() : await places(ids);
    if (found.size === 0) {
      return new Map();
    }
    const hosts = await turns.ofWork(trainId, ids);
    const rates = await startsPerMinute();
    const now = isoNow(clock);
    return new Map(
      works.flatMap((work): [string, ExpectedTurn][] => {
        const place: QueuePlace | undefined = found.get(work.workId);
        const turn = expectedTrainTurn({
          now,
          work,
          host: hosts.get(work.workId),
          place,
          startsPerMinute: place?.state === 'ready' ? rates[place.lane] : 0,
        });
        return turn ? [[work.workId, turn]] : [];
      }),
    );
  }

  async #placesOf(queued: TurnTarget[]): Promise<Map<string, QueuePlace>> {
    // Rows of a list don't tell: all places of a queue would be reckoned for each page.
    const workIds = queued.flatMap(({ workId }) => workId ?? []);
    return workIds.length === 0 ? new Map() : this.#options.places(workIds);
  }

  /** What keeps targets waiting whose batch has begun. */
  async #unsettledOf(
    { id, currentBatch = -1, manifest }: RunState,
    targets: TurnTarget[],
  ): Promise<Set<string>> {
    const ids = targets
      .filter(
        ({ status, batch = Infinity }) =>
          status === 'ready' && batch <= currentBatch,
      )
      .flatMap(({ waitsFor = [] }) => waitsFor);
    const statuses =
      ids.length === 0
        ? []
        : await this.#options.targets.statusesOf(id, [...new Set(ids)]);
    const { advanceOn } = manifest.spec.rollout;
    return new Set(
      statuses
        .filter(({ status }) => unsettled({ [status]: 1 }, advanceOn) > 0)
        .map(one => one.id),
    );
  }
}
