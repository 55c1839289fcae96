import { AsyncResource } from 'node:async_hooks';
import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type {
  CodeHost,
  FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import type { Clock } from './clock';
import { createCodeHosts, type LocalReconciler } from './codehosts';
import { createEngine, type Engine } from './createEngine';
import { createPacing } from './createPacing';
import { createRuns, type Runs } from './createRuns';
import { sharedWorkspaces } from './git';
import {
  Health,
  hearDatabase,
  tellDisk,
  tellQueue,
  tellSchema,
} from './health';
import type { OperationHandlers } from './http/handlers';
import {
  createOperations,
  createOperationTools,
  type RunAccess,
} from './operations';
import { forgetWebhooks } from './outbox/webhooks';
import type { Pacer } from './pacing';
import { persist } from './persist';
import { EngineStats } from './queries/EngineStats';
import { ExpectedTurns } from './queries/ExpectedTurns';
import { TargetQueries } from './queries/TargetQueries';
import { WorkQueries } from './queries/WorkQueries';
import type { OrchestratorConfig } from './readConfig';
import { enqueueMissingWork } from './runs/enqueueMissingWork';
import { EngineGauges, Telemetry } from './telemetry';
import type { TrainServiceAdditions } from './TrainServiceAdditions';
import {
  HEARTBEATS_PER_LEASE,
  LocalWorkers,
  thisWorker,
  WorkerRegistry,
} from './workers';

/** The local code host is compared with git so often: somebody may have merged with git directly. */
const RECONCILE_INTERVAL_MS = 30_000;
/** A heartbeat of the replica is also its look at the database: no rarer, so that a probe soon knows. */
const MAX_HEARTBEAT_MS = 5_000;
/** Traces of requests are looked through for old ones so often. */
const FORGET_INTERVAL_MS = 60 * 60_000;

/** What the orchestrator is made of. */
export interface OrchestratorOptions {
  database: Knex;
  config: OrchestratorConfig;
  clock: Clock;
  logger: LoggerService;
  metrics: MetricsService;
  tracing: TracingService;
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  integrations: ScmIntegrations;
  events: EventsService;
  signals: SignalsService;
  notifications: NotificationService;
  /** Code hosts that modules have added. */
  codeHosts: CodeHost[];
  /** What modules have added to what trains reach. */
  trainAdditions?: TrainServiceAdditions;
  /** Systems of feature flags that modules have added. */
  flagProviders?: FlagProvider[];
}

/** All parts of the orchestrator of one process, and their start and stop. */
export class Orchestrator {
  readonly #options: OrchestratorOptions;
  readonly #engine: Engine;
  readonly #pacer: Pacer;
  readonly #workers: LocalWorkers;
  readonly #registry: WorkerRegistry;
  readonly #gauges: EngineGauges;
  readonly #reconciler: LocalReconciler | undefined;
  readonly #hearNoMore: () => void;
  readonly #repeating: NodeJS.Timeout[] = [];
  readonly #stopping = new AbortController();
  #starting: Promise<void> | undefined;
  readonly telemetry: Telemetry;
  readonly health: Health;
  readonly runs: Runs;
  /** The operations of the HTTP API. */
  readonly operations: (access: RunAccess) => OperationHandlers;

  constructor(given: OrchestratorOptions) {
    const telemetry = new Telemetry(given);
    // Whatever logs below here says what it is about.
    const options = { ...given, logger: telemetry.logger };
    const { database, config, clock, logger, tracing } = options;
    const base = { database, clock, logger };
    const { metrics } = telemetry;
    const { signal } = this.#stopping;
    const health = new Health({
      logger,
      clock,
      onTrouble: trouble => metrics.add('databaseTroubles', { trouble }),
    });
    this.#hearNoMore = hearDatabase(database, error => health.notice(error));

    const hosts = createCodeHosts({
      ...base,
      localDirectory: config.localDirectory,
      author: config.author,
      added: options.codeHosts,
      signal,
    });
    const { byType: codeHosts, local } = hosts;
    const workspaces = sharedWorkspaces({
      workDirectory: config.workDirectory,
      tracing,
    });

    const identity = thisWorker(config.workers);
    const { id: workerId } = identity;
    const engine = createEngine({
      ...options,
      plainLogger: given.logger,
      telemetry,
      health,
      webhooks: config.webhooks,
      portalUrl: config.portalUrl,
      leaseMs: config.workers.leaseMs,
      signal,
    });
    const { transport, leaseMs } = engine;
    const pacing = createPacing({
      ...options,
      metrics,
      config: config.pacing,
      codeHosts,
    });
    const runs = createRuns({
      ...options,
      telemetry,
      engine,
      pacing,
      codeHosts: hosts,
      workspaces,
      workerId,
    });
    const { sweeps, trains, flags, artifacts } = runs;
    const workers = new LocalWorkers({
      ...options,
      codeHosts,
      workspaces,
      transport,
      workerId,
      leaseMs,
      handlers: runs.handlers,
      within: telemetry.within,
    });
    const registry = new WorkerRegistry({
      database,
      clock,
      identity,
      heartbeatMs: Math.min(leaseMs / HEARTBEATS_PER_LEASE, MAX_HEARTBEAT_MS),
      leaseMs,
      busy: () => workers.busy().busy,
      starts: () => engine.starts.perMinute(),
      onBeat: error => health.tell('database', error),
    });

    const expectedTurns = new ExpectedTurns({
      clock,
      turns: pacing.turns,
      targets: new TargetQueries(database),
      places: ids => transport.places(ids),
      startsPerMinute: () => registry.startsPerMinute(),
    });
    const stats = new EngineStats({
      clock,
      work: new WorkQueries(database),
      trains,
      transport,
      registry,
      expected: expectedTurns,
      health,
      limits: config.workers.limits,
    });
    this.#gauges = new EngineGauges({
      metrics,
      look: () => stats.look(),
      worker: () => workers.busy(),
      health: () => health.state(),
    });
    this.#options = options;
    this.#reconciler = local?.reconciler;
    this.#engine = engine;
    this.#pacer = pacing.pacer;
    this.#workers = workers;
    this.#registry = registry;
    this.telemetry = telemetry;
    this.health = health;
    this.runs = runs;
    this.operations = access =>
      createOperations(
        createOperationTools({
          database,
          clock,
          auditor: options.auditor,
          catalog: options.catalog,
          integrations: options.integrations,
          access,
          runs: sweeps,
          codeHosts,
          turnQueries: pacing.turns,
          expectedTurns,
          pacingQueries: pacing.queries,
          artifacts,
          flags,
          trains,
          limits: config.limits,
          pacing: config.pacing,
          localCodeHost: local?.host,
          givenUp: engine.givenUp,
          workStats: () => stats.all(),
          workforce: () => stats.workforce(),
        }),
      );
  }

  /**
   * Makes ready what work needs of this machine: the sandbox, the folder of the checkouts.
   *
   * @throws an error where the machine is not as the config wants it: the backend must not start then
   */
  prepare(): Promise<void> {
    return this.#workers.prepare();
  }

  /**
   * Takes up what was left, then begins to work. Tried until it succeeds or `stop` is called: Backstage only writes
   * down that a startup hook has failed, and the backend would go on without workers. Where the database can't be
   * reached it resolves all the same, so that the pages say what is wrong.
   */
  async start(): Promise<void> {
    // Before anything that may have to be tried again: evaluations need the snapshot alone.
    this.runs.flags.start();
    await new Promise<void>(resolve => {
      this.#starting ??= persist(() => this.#begin().finally(resolve), {
        what: 'The start of the orchestrator',
        logger: this.#options.logger,
        signal: this.#stopping.signal,
      });
    });
  }

  /** Ends what is under way, or hands it back, within the grace. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#starting;
    // Nothing can be posted any more.
    await Promise.all(this.#engine.webhooks.map(webhook => webhook.stop()));
    await this.runs.flags.stop();
    this.#repeating.splice(0).forEach(timer => clearInterval(timer));
    this.#gauges.stop();
    await this.runs.observer.stop();
    await this.#workers.stop();
    this.#pacer.stop();
    await this.#engine.timers.stop();
    await this.#engine.outbox.stop();
    await this.runs.retention.stop();
    await this.#reconciler?.ended();
    await this.#engine.transport.stop();
    await this.#registry.stop();
    this.#hearNoMore();
  }

  /** What may fail comes first and can be done again; then the parts start that look after themselves. */
  async #begin(): Promise<void> {
    const { database, logger, config } = this.#options;
    await this.#engine.transport.start().catch(error => {
      this.health.tell('queue', error);
      throw error;
    });
    const missing =
      (await enqueueMissingWork(database, this.#engine.transport)) +
      (await this.runs.trains.begin());
    if (missing > 0) {
      logger.info(
        `Put ${missing} items of work back into the queue that the events know of`,
      );
    }
    if (this.#workers.prepared) {
      await this.#probeDisk();
      await this.#workers.start();
      this.#repeat(MAX_HEARTBEAT_MS, () => this.#probeDisk());
    }
    this.#repeat(MAX_HEARTBEAT_MS, () => tellSchema(this.health, database));
    this.#repeat(MAX_HEARTBEAT_MS, () => this.#probeQueue());
    await this.#registry.start();
    this.#engine.timers.start(AsyncResource.bind(this.runs.onTimer));
    this.#engine.outbox.start();
    this.#engine.webhooks.forEach(webhook => webhook.start());
    this.runs.retention.start();
    this.#pacer.start();
    this.#gauges.start();
    if (config.workers.serves.includes('git') && this.#workers.started) {
      // Who only serves pages may not even reach the code hosts.
      this.runs.observer.start();
      this.#reconciler?.begin();
      this.#repeat(RECONCILE_INTERVAL_MS, () => this.#reconciler?.begin());
    }
    this.#repeat(FORGET_INTERVAL_MS, () => this.#forget());
  }

  #repeat(everyMs: number, work: () => unknown): void {
    const timer = setInterval(work, everyMs);
    timer.unref();
    this.#repeating.push(timer);
  }

  async #forget(): Promise<void> {
    const { database, clock, config, logger } = this.#options;
    const now = clock.now();
    const before = new Date(now.getTime() - FORGET_INTERVAL_MS).toISOString();
    try {
      await this.telemetry.traces.forget(now);
      await this.#engine.givenUp.forget();
      const dropped = await forgetWebhooks(database, config.webhooks, before);
      if (dropped > 0) {
        logger.warn(
          `Dropped ${dropped} messages for webhooks that orchestrator.webhooks has no more`,
        );
      }
    } catch (error) {
      logger.warn(`What is left over could not be removed: ${error}`);
    }
  }

  #probeDisk(): Promise<void> {
    const { workDirectory, limits } = this.#options.config;
    return tellDisk(this.health, workDirectory, limits.freeDiskBytes);
  }

  /** Whoever only serves pages needs the queue too, to put work into it. */
  async #probeQueue(): Promise<void> {
    // Each claim tells.
    if (!this.#workers.started || !this.health.mayWork()) {
      await tellQueue(this.health, this.#engine.transport);
    }
  }
}
