import { readFile } from 'node:fs/promises';
import {
  resolvePackagePath,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { PgBoss, type Queue } from 'pg-boss';
import { KnexDatabase } from './KnexDatabase';
import { ensureWorkSchema } from './workSchema';

const SECONDS_PER_DAY = 24 * 60 * 60;
/** The most that pg-boss takes: an attempt that lasts longer is begun anew. */
const LONGEST_ATTEMPT_SECONDS = SECONDS_PER_DAY;
/** What waits is never too old; the events say what is still wanted. */
const RETENTION_SECONDS = 3_650 * SECONDS_PER_DAY;
/** As many as fit: how often an item is tried is decided by who settles it. */
const RETRY_LIMIT = 2 ** 31 - 1;
/** We have none of its flows: as seldom as it can be told to look for them. */
const FLOW_INTERVAL_SECONDS = SECONDS_PER_DAY;

const QUEUE: Omit<Queue, 'name'> = {
  expireInSeconds: LONGEST_ATTEMPT_SECONDS,
  retentionSeconds: RETENTION_SECONDS,
  retryLimit: RETRY_LIMIT,
  retryDelay: 0,
};

/** pg-boss that runs, and where its tables are. */
export interface RunningBoss {
  boss: PgBoss;
  schema: string;
}

/** pg-boss with a queue for each lane: made, and its tables brought up to date, when it is first needed. */
export class WorkQueues {
  readonly #database: Knex;
  readonly #logger: LoggerService;
  readonly #lanes = new Map<string, Promise<void>>();
  #starting?: Promise<RunningBoss>;

  constructor(options: { database: Knex; logger: LoggerService }) {
    this.#database = options.database;
    this.#logger = options.logger;
  }

  /**
   * Gives pg-boss, with queues for these lanes.
   *
   * @throws what the database throws; the next call tries again
   */
  async open(lanes: string[] = []): Promise<RunningBoss> {
    this.#starting ??= this.#start().catch(error => {
      this.#starting = undefined;
      throw error;
    });
    const running = await this.#starting;
    for (const lane of lanes) {
      let made = this.#lanes.get(lane);
      if (!made) {
        made = running.boss.createQueue(lane, QUEUE).catch(error => {
          this.#lanes.delete(lane);
          throw error;
        });
        this.#lanes.set(lane, made);
      }
      await made;
    }
    return running;
  }

  /** Ends its maintenance; the pool belongs to somebody else and stays open. */
  async close(): Promise<void> {
    const running = await this.#starting?.catch(() => undefined);
    this.#starting = undefined;
    this.#lanes.clear();
    await running?.boss.stop({ graceful: false });
  }

  async #start(): Promise<RunningBoss> {
    const schema = await ensureWorkSchema(this.#database);
    const boss = new PgBoss({
      db: new KnexDatabase(this.#database),
      schema,
      createSchema: false,
      schedule: false,
      flowIntervalSeconds: FLOW_INTERVAL_SECONDS,
    });
    boss.on('error', error =>
      this.#logger.warn(`The upkeep of the work queue failed: ${error}`),
    );
    boss.on('warning', ({ message }) =>
      this.#logger.warn(`The work queue: ${message}`),
    );
    try {
      await boss.start();
      await this.#warnOfNewer(boss);
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => {});
      throw error;
    }
    return { boss, schema };
  }

  /** pg-boss takes newer tables than its own without a word; its migrations leave what an older one uses. */
  async #warnOfNewer(boss: PgBoss): Promise<void> {
    const found = (await boss.schemaVersion()) ?? 0;
    const { version, pgboss }: { version: string; pgboss: { schema: number } } =
      JSON.parse(
        await readFile(resolvePackagePath('pg-boss', 'package.json'), 'utf8'),
      );
    if (found > pgboss.schema) {
      this.#logger.warn(
        `The work queue is newer than this release of the orchestrator: its tables have version ${found}, pg-boss ${version} makes version ${pgboss.schema}. ` +
          'This replica goes on beside newer ones; upgrade it, too',
      );
    }
  }
}
