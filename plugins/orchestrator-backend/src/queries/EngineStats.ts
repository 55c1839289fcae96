import type { WorkStats } from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import type { Health } from '../health';
import type { TrainDeadLetterQueries } from '../trains/TrainDeadLetterQueries';
import type { TrainWorkQueries } from '../trains/TrainWorkQueries';
import { LANES, type Lane, type WorkTransport } from '../work';
import type { WorkerRegistry } from '../workers';
import type { ExpectedTurns } from './ExpectedTurns';
import { oldestOfTrains, oldestWaiting } from './oldestWaiting';
import type { WorkQueries } from './WorkQueries';

/** Where the numbers of the engine are read. */
export interface EngineStatsOptions {
  clock: Clock;
  work: WorkQueries;
  trains: {
    deadLetters: Pick<TrainDeadLetterQueries, 'count'>;
    work: TrainWorkQueries;
  };
  transport: Pick<WorkTransport, 'name' | 'stats'>;
  registry: Pick<WorkerRegistry, 'list'>;
  expected: ExpectedTurns;
  health: Pick<Health, 'databaseTroubles'>;
  /** By lane: how many items all processes together may work on at once. */
  limits?: Partial<Record<Lane, number>>;
}

/** Who works, and how many items of each lane all of them together may work on at once. */
export type Workforce = Pick<WorkStats, 'workers'> & {
  lanes: Pick<WorkStats['lanes'][number], 'lane' | 'maxConcurrent'>[];
};

/** What the engine knows of itself, for its operators. */
export class EngineStats {
  readonly #options: EngineStatsOptions;

  constructor(options: EngineStatsOptions) {
    this.#options = options;
  }

  /** The numbers of the engine. */
  async look(): Promise<
    Omit<WorkStats, 'transport' | 'workers' | 'oldest' | 'oldestOfTrains'>
  > {
    const { clock, work, trains, transport, health, limits } = this.#options;
    const at = isoNow(clock);
    const troubles = health.databaseTroubles();
    return {
      at,
      lanes: (await transport.stats()).map(stats => ({
        ...stats,
        maxConcurrent: limits?.[stats.lane as Lane],
      })),
      deadLetters: await work.deadLetters(),
      trainDeadLetters: await trains.deadLetters.count(),
      approvals: await work.approvals(),
      gates: await trains.work.gates(),
      outbox: await work.outbox(),
      timers: await work.timers(at),
      ...(troubles.length > 0 && { databaseTroubles: troubles }),
    };
  }

  /** Asks nothing of the work itself, so that it costs little however much waits. */
  async workforce(): Promise<Workforce> {
    const { registry, limits } = this.#options;
    return {
      workers: await registry.list(),
      lanes: LANES.map(lane => ({ lane, maxConcurrent: limits?.[lane] })),
    };
  }

  /** The numbers, and who works and what has waited for longest. */
  async all(): Promise<WorkStats> {
    const { transport, registry, work, trains, expected } = this.#options;
    return {
      ...(await this.look()),
      transport: transport.name,
      workers: await registry.list(),
      oldest: await oldestWaiting(work, expected),
      oldestOfTrains: await oldestOfTrains(trains.work, expected),
    };
  }
}
