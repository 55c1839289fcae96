import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  SYSTEM_ACTOR,
  type TargetDescription,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CodeHost } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { CatalogTargets, EntityLookup } from './catalog';
import { isoNow, type Clock } from './clock';
import { DatabaseLocalChangesStore, LocalCodeHost } from './codehosts';
import { CommandRunner } from './commands';
import { SweepExecutor } from './executors';
import { GitWorkspaces } from './git';
import type { OperationHandlers } from './http/handlers';
import { createOperations, type RunAccess } from './operations';
import { deliverEvents } from './outbox/deliverEvents';
import { deliverNotices, NOTICE_TOPIC } from './outbox/deliverNotices';
import { EVENTS_TOPIC, OutboxDispatcher } from './outbox/OutboxDispatcher';
import { EntityQueries } from './queries/EntityQueries';
import { EventQueries } from './queries/EventQueries';
import { HistoryQueries } from './queries/HistoryQueries';
import { InboxQueries } from './queries/InboxQueries';
import { RunQueries } from './queries/RunQueries';
import { TargetQueries } from './queries/TargetQueries';
import type { OrchestratorConfig } from './readConfig';
import { AttemptHandler } from './runs/AttemptHandler';
import { enqueueMissingWork } from './runs/enqueueMissingWork';
import { KnexRunDatabase } from './runs/KnexRunDatabase';
import { RunService, type Request } from './runs/RunService';
import { GIT_LANE } from './runs/RunTransaction';
import type { Timer } from './runs/timers';
import { ArtifactStore } from './store/ArtifactStore';
import { EventLog } from './store/EventLog';
import { isSqlite } from './store/openDatabase';
import { KnexWorkTransport, TimerService, WorkerPool } from './work';

/** The local code host is compared with git so often: somebody may have merged with git directly. */
const RECONCILE_INTERVAL_MS = 30_000;
/** Heartbeats in a lease: two may fail. */
const HEARTBEATS_PER_LEASE = 3;

const SYSTEM_REQUEST: Request = { actor: SYSTEM_ACTOR, requestId: 'system' };

/** What the orchestrator is made of. */
export interface OrchestratorOptions {
  database: Knex;
  config: OrchestratorConfig;
  clock: Clock;
  logger: LoggerService;
  auth: AuthService;
  catalog: CatalogService;
  integrations: ScmIntegrations;
  events: EventsService;
  signals: SignalsService;
  notifications: NotificationService;
  /** Code hosts that modules have added. */
  codeHosts: CodeHost[];
}

/** All parts of the orchestrator of one process, and their start and stop. */
export class Orchestrator {
  readonly #options: OrchestratorOptions;
  readonly #codeHosts: Map<string, CodeHost>;
  readonly #localCodeHost: LocalCodeHost | undefined;
  readonly #transport: KnexWorkTransport;
  readonly #timers: TimerService<Timer>;
  readonly #outbox: OutboxDispatcher;
  readonly #artifacts: ArtifactStore;
  readonly #runDatabase: KnexRunDatabase;
  readonly #workerId = `${hostname()}-${process.pid}-${randomBytes(3).toString(
    'hex',
  )}`;
  readonly runs: RunService;
  #pool: WorkerPool | undefined;
  #reconciling: NodeJS.Timeout | undefined;

  constructor(options: OrchestratorOptions) {
    const { database, config, clock, logger } = options;
    this.#options = options;
    this.#localCodeHost =
      config.localDirectory === undefined
        ? undefined
        : new LocalCodeHost({
            directory: config.localDirectory,
            store: new DatabaseLocalChangesStore({ db: database, clock }),
            clock,
            logger,
            mergeAuthor: config.author,
          });
    const hosts = [
      ...(this.#localCodeHost ? [this.#localCodeHost] : []),
      ...options.codeHosts,
    ];
    this.#codeHosts = new Map(hosts.map(host => [host.type, host]));
    this.#transport = new KnexWorkTransport({
      database,
      clock,
      leaseMs: config.workers.leaseMs,
    });
    this.#timers = new TimerService<Timer>({ database, clock, logger });
    this.#outbox = new OutboxDispatcher({
      database,
      clock,
      logger,
      topics: {
        [EVENTS_TOPIC]: { deliver: deliverEvents(options) },
        [NOTICE_TOPIC]: deliverNotices(options.notifications),
      },
    });
    this.#artifacts = new ArtifactStore({ database, clock });
    this.#runDatabase = new KnexRunDatabase(database, {
      log: new EventLog(),
      transport: this.#transport,
      timers: this.#timers,
    });
    this.runs = new RunService({
      database: this.#runDatabase,
      clock,
      random: Math.random,
      onCommitted: () => this.#outbox.wake(),
    });
    this.#localCodeHost?.onChanged(async (change, { runId, targetId, by }) => {
      if (runId !== undefined && targetId !== undefined) {
        await this.runs.observe(runId, targetId, change, by, SYSTEM_REQUEST);
      }
    });
  }

  /** The operations of the HTTP API. */
  operations(access: RunAccess): OperationHandlers {
    const { database, clock } = this.#options;
    const runQueries = new RunQueries(database);
    const targets = this.#catalogTargets();
    return createOperations({
      clock,
      access,
      runs: this.runs,
      runQueries,
      targetQueries: new TargetQueries(database),
      eventQueries: new EventQueries(database),
      inboxQueries: new InboxQueries(database),
      entityQueries: new EntityQueries(database, runQueries),
      historyQueries: new HistoryQueries(database, clock),
      artifacts: this.#artifacts,
      localCodeHost: this.#localCodeHost,
      discover: async (manifest, caller) => {
        const found: TargetDescription[] = [];
        for await (const target of targets.discover(
          manifest.spec.targets,
          caller.credentials,
        )) {
          found.push(target);
        }
        return found;
      },
      workStats: () => this.#workStats(),
    });
  }

  /** Takes up what was left, then begins to work. */
  async start(): Promise<void> {
    const { database, logger, config } = this.#options;
    const missing = await enqueueMissingWork(database, this.#transport);
    if (missing > 0) {
      logger.info(
        `Put ${missing} items of work back into the queue that the events know of`,
      );
    }
    this.#timers.start((timer, trx) => this.#onTimer(timer, trx));
    this.#outbox.start();
    await this.#reconcile();
    this.#reconciling = setInterval(
      () => this.#reconcile(),
      RECONCILE_INTERVAL_MS,
    );
    this.#reconciling.unref();
    if (config.workers.slots > 0) {
      this.#pool = await this.#createPool();
      await this.#pool.start();
    }
  }

  /** Ends what is under way, or hands it back, within the grace. */
  async stop(): Promise<void> {
    clearInterval(this.#reconciling);
    await this.#pool?.stop();
    await this.#timers.stop();
    await this.#outbox.stop();
  }

  async #createPool(): Promise<WorkerPool> {
    const { database, config, clock, logger } = this.#options;
    const { slots, graceMs, leaseMs } = config.workers;
    const handler = new AttemptHandler({
      database,
      clock,
      logger,
      runs: this.runs,
      transport: this.#transport,
      artifacts: this.#artifacts,
      executor: await this.#createExecutor(),
      workerId: this.#workerId,
    });
    return new WorkerPool({
      transport: this.#transport,
      database,
      handlers: {
        'target.dryRun': handler,
        'target.apply': handler,
        'target.rollback': handler,
      },
      lanes: [GIT_LANE],
      slots,
      clock,
      logger,
      workerId: this.#workerId,
      heartbeatMs: leaseMs / HEARTBEATS_PER_LEASE,
      graceMs,
      onlyWorker: isSqlite(database),
    });
  }

  async #createExecutor(): Promise<SweepExecutor> {
    const { config, auth, catalog, clock, logger } = this.#options;
    const commands = await CommandRunner.create({
      settings: {
        allow: config.commands.allow,
        allowFromRepository: config.commands.allowFromRepository,
        sandbox: config.commands.sandbox,
        maxOutputBytes: config.commands.maxOutputBytes,
        readOnlyPaths: config.commands.readOnlyPaths,
      },
    });
    if (!commands.sandboxed) {
      logger.warn(
        'Commands of sweeps run without a sandbox: install bubblewrap, and set orchestrator.commands.sandbox to required to insist on it',
      );
    }
    const entities = new EntityLookup({ catalog, clock });
    return new SweepExecutor({
      codeHosts: this.#codeHosts,
      git: await GitWorkspaces.create({ workDir: config.workDirectory }),
      commands,
      entityOf: async entityRef =>
        entities.entityOf(entityRef, await auth.getOwnServiceCredentials()),
      identity: config.author,
    });
  }

  #catalogTargets(): CatalogTargets {
    const { catalog, integrations } = this.#options;
    return new CatalogTargets({
      catalog,
      integrations,
      codeHosts: this.#codeHosts,
      access: repository => {
        const host = this.#codeHosts.get(repository.host);
        if (!host) {
          throw new Error(`There is no code host ${repository.host}`);
        }
        return host.access(repository);
      },
    });
  }

  async #reconcile(): Promise<void> {
    try {
      await this.#localCodeHost?.reconcile();
    } catch (error) {
      this.#options.logger.error(
        'The local code host could not be compared with git',
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  async #onTimer(timer: Timer, trx: Knex.Transaction): Promise<void> {
    const { batch, approvalId } = timer.payload;
    const records = this.#runDatabase.within(trx);
    if (timer.kind === 'soak' && batch !== undefined) {
      await this.runs.within(
        records,
        timer.runId,
        { type: 'finishSoak', batch },
        SYSTEM_REQUEST,
      );
    }
    if (timer.kind === 'approvalExpiry' && approvalId !== undefined) {
      await this.runs.within(
        records,
        timer.runId,
        { type: 'expireApproval', approvalId },
        SYSTEM_REQUEST,
      );
    }
  }

  async #workStats(): ReturnType<OperationHandlers['getWork']> {
    const { database, clock } = this.#options;
    const pool = this.#pool?.stats();
    const [deadLetters]: { total: number | string | null }[] = await database(
      'target_counts',
    )
      .where({ status: 'failed', batch: -1 })
      .select(database.raw('sum(count) as total'));
    const [timers]: { waiting: number | string; next: string | null }[] =
      await database('timers').select(
        database.raw('count(*) as waiting, min(due_at) as next'),
      );
    return {
      transport: this.#transport.name,
      lanes: await this.#transport.stats(),
      workers: pool
        ? [
            {
              id: this.#workerId,
              slots: pool.slots,
              busy: pool.busy,
              startedAt: pool.startedAt ?? isoNow(clock),
            },
          ]
        : [],
      deadLetters: Number(deadLetters.total ?? 0),
      outbox: await this.#outbox.stats(),
      timers: {
        waiting: Number(timers.waiting),
        next: timers.next ?? undefined,
      },
    };
  }
}
