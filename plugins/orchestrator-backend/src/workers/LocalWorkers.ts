import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CodeHost } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { EntityLookup } from '../catalog';
import type { Clock } from '../clock';
import { CommandRunner } from '../commands';
import { SweepExecutor } from '../executors';
import type { GitWorkspaces } from '../git';
import type { OrchestratorConfig } from '../readConfig';
import { isSqlite } from '../store/openDatabase';
import {
  WorkerPool,
  type Lane,
  type WorkerPoolOptions,
  type WorkHandler,
  type WorkTransport,
} from '../work';

/**
 * Heartbeats in a lease: two may fail, a third is on its way. Dead workers are looked for as often, so that on
 * PostgreSQL their work goes on within 15 seconds.
 */
export const HEARTBEATS_PER_LEASE = 4;

/** What work is done with. */
export interface WorkTools {
  executor: SweepExecutor;
  commands: CommandRunner;
}

/** What the workers of a process need. */
export interface LocalWorkersOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  config: Pick<OrchestratorConfig, 'workers' | 'commands' | 'author'>;
  auth: AuthService;
  catalog: CatalogService;
  codeHosts: ReadonlyMap<string, CodeHost>;
  workspaces(): Promise<GitWorkspaces>;
  transport: WorkTransport;
  /** Names this process in the queue. */
  workerId: string;
  leaseMs: number;
  /** Who does the work, by the kind of item. */
  handlers(tools: WorkTools): Record<string, WorkHandler>;
  within: WorkerPoolOptions['within'];
}

/** The workers of this process; none where it serves pages only. */
export class LocalWorkers {
  readonly #options: LocalWorkersOptions;
  #tools: WorkTools | undefined;
  #pool: WorkerPool | undefined;

  constructor(options: LocalWorkersOptions) {
    this.#options = options;
  }

  /**
   * Makes ready what work needs of this machine: the sandbox, the folder of the checkouts.
   *
   * @throws an error where the machine is not as the config wants it
   */
  async prepare(): Promise<void> {
    const { slots, serves } = this.#options.config.workers;
    if (slots > 0 && serves.length > 0) {
      this.#tools = await this.#createTools();
    }
  }

  /** Whether there is what work is done with. */
  get prepared(): boolean {
    return this.#tools !== undefined;
  }

  /** Whether they have begun to work. */
  get started(): boolean {
    return this.#pool !== undefined;
  }

  /** Takes up what was left, then begins to work; to be called once they are prepared. */
  async start(): Promise<void> {
    if (this.#tools) {
      const pool = this.#createPool(this.#tools);
      await pool.start();
      this.#pool = pool;
    }
  }

  /** Ends what is under way, or hands it back, within the grace. */
  async stop(): Promise<void> {
    await this.#pool?.stop();
  }

  /** How busy they are; there are none before they start. */
  busy(): { slots: number; busy: number; lanes: readonly Lane[] } {
    return this.#pool
      ? { ...this.#pool.stats(), lanes: this.#options.config.workers.serves }
      : { slots: 0, busy: 0, lanes: [] };
  }

  async #createTools(): Promise<WorkTools> {
    const { config, auth, catalog, clock, logger, codeHosts } = this.#options;
    const commands = await CommandRunner.create({ settings: config.commands });
    if (!commands.sandboxed) {
      logger.warn(
        'Commands of sweeps run without a sandbox: install bubblewrap, and set orchestrator.commands.sandbox to required to insist on it',
      );
    }
    const entities = new EntityLookup({ catalog, clock });
    const executor = new SweepExecutor({
      codeHosts,
      git: await this.#options.workspaces(),
      commands,
      entityOf: async entityRef =>
        entities.entityOf(entityRef, await auth.getOwnServiceCredentials()),
      identity: config.author,
    });
    return { executor, commands };
  }

  #createPool(tools: WorkTools): WorkerPool {
    const { database, clock, logger, transport, workerId } = this.#options;
    const { config, leaseMs, handlers, within } = this.#options;
    const { slots, graceMs, serves, limits } = config.workers;
    return new WorkerPool({
      transport,
      database,
      handlers: handlers(tools),
      lanes: serves,
      limits,
      slots,
      clock,
      logger,
      workerId,
      heartbeatMs: leaseMs / HEARTBEATS_PER_LEASE,
      graceMs,
      onlyWorker: isSqlite(database),
      within,
    });
  }
}
