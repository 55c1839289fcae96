import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import type { HistoryCommands } from '../runs/historyCommands';
import { Loop } from '../work/Loop';
import { Archiver } from './Archiver';
import {
  deleteArtifactsOfArchive,
  deleteArtifactsOfImports,
} from './deleteArtifacts';
import { Lease } from './Lease';

const INTERVAL_MS = 10 * 60 * 1000;
/** Longer than one run takes to be packed. */
const LEASE_MS = 15 * 60 * 1000;

/** When what has ended goes; both in milliseconds, absent for never. */
export interface RetentionSettings {
  archiveAfterMs?: number;
  /** From the day of the archive on. */
  deleteArtifactsAfterMs?: number;
}

/** Brings runs that have ended into the archive, on one replica at a time. */
export class Retention {
  readonly #database: Knex;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #settings: RetentionSettings;
  readonly #archiver: Archiver;
  readonly #lease: Lease;
  readonly #loop: Loop;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: {
    database: Knex;
    clock: Clock;
    logger: LoggerService;
    runs: HistoryCommands;
    settings: RetentionSettings;
    /** Name of this process. */
    holder: string;
  }) {
    const { database, clock, logger, runs, settings, holder } = options;
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
    this.#settings = settings;
    this.#archiver = new Archiver({ database, clock, runs });
    this.#lease = new Lease({
      database,
      clock,
      duty: 'retention',
      holder,
      ms: LEASE_MS,
    });
    this.#loop = new Loop({
      step: () => this.pass(),
      logger,
      what: 'The archive of runs',
    });
  }

  start(): void {
    this.#loop.start();
    this.#timer = setInterval(() => this.#loop.poke(), INTERVAL_MS);
    this.#timer.unref();
  }

  /** Lets the step that is under way end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#loop.stop();
  }

  /** Does all that is due, unless another replica is at it. */
  async pass(): Promise<void> {
    if (!(await this.#lease.take())) {
      return;
    }
    const { archiveAfterMs, deleteArtifactsAfterMs } = this.#settings;
    if (archiveAfterMs !== undefined) {
      await this.#each(
        await this.#archiver.due(this.#ago(archiveAfterMs)),
        runId => this.#archiver.seal(runId),
      );
    }
    await this.#each(await this.#archiver.unfinished(), async runId => {
      if (await this.#archiver.pack(runId)) {
        this.#logger.info(`Run ${runId} is in the archive`);
      }
    });
    const now = this.#clock.now();
    await deleteArtifactsOfImports(this.#database, now);
    if (deleteArtifactsAfterMs !== undefined) {
      const before = this.#ago(deleteArtifactsAfterMs);
      for (const runId of await deleteArtifactsOfArchive(
        this.#database,
        before,
        now,
      )) {
        this.#logger.info(
          `Artifacts that only the archived run ${runId} had are deleted`,
        );
      }
    }
    await this.#lease.letGo();
  }

  /** One run that can't be archived keeps no other from it. */
  async #each(
    runIds: string[],
    work: (runId: string) => Promise<void>,
  ): Promise<void> {
    for (const runId of runIds) {
      if (this.#stopped || !(await this.#lease.take())) {
        return;
      }
      try {
        await work(runId);
      } catch (error) {
        this.#logger.error(
          `Run ${runId} could not be archived; it is tried again`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
    }
  }

  #ago(ms: number): string {
    return new Date(this.#clock.now().getTime() - ms).toISOString();
  }
}
