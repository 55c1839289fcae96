import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import {
  resolvePackagePath,
  type AuditorService,
  type AuthService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';
import { ConflictError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  SYSTEM_ACTOR,
  type TargetDescription,
  type WorkStats,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  CodeHost,
  FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import {
  archiveReaders,
  ArchivedRuns,
  exportRun,
  importRun,
  Retention,
} from './archive';
import { CatalogTargets, EntityLookup } from './catalog';
import { isoNow, type Clock } from './clock';
import {
  DatabaseLocalChangesStore,
  LocalCodeHost,
  OpenChangesObserver,
} from './codehosts';
import { CommandRunner } from './commands';
import { createTrainServices } from './createTrainServices';
import { SweepExecutor } from './executors';
import { Flags } from './flags';
import { GitWorkspaces } from './git';
import { GITHUB, pacedHostOf } from './github';
import { Health, hearDatabase, probeDisk } from './health';
import type { OperationHandlers } from './http/handlers';
import type { Caller } from './http/caller';
import { createOperations, type RunAccess } from './operations';
import { deliverEvents } from './outbox/deliverEvents';
import { deliverNotices, NOTICE_TOPIC } from './outbox/deliverNotices';
import { EVENTS_TOPIC, OutboxDispatcher } from './outbox/OutboxDispatcher';
import { forgetWebhooks, webhookDispatcher } from './outbox/webhooks';
import { DeadLetterQueries } from './queries/DeadLetterQueries';
import { EntityQueries } from './queries/EntityQueries';
import { EventQueries } from './queries/EventQueries';
import { ExpectedTurns } from './queries/ExpectedTurns';
import { HistoryQueries } from './queries/HistoryQueries';
import { TrainHistoryQueries } from './queries/TrainHistoryQueries';
import { InboxQueries } from './queries/InboxQueries';
import { oldestWaiting } from './queries/oldestWaiting';
import { RunQueries } from './queries/RunQueries';
import { TargetQueries } from './queries/TargetQueries';
import { WorkQueries } from './queries/WorkQueries';
import {
  databaseTime,
  Pacer,
  PacingQueries,
  SleepingHosts,
  sparedLike,
  TurnQueries,
  WindowCalendar,
  WriteLedger,
  type OnPutOff,
  type PacingLimits,
} from './pacing';
import type { OrchestratorConfig } from './readConfig';
import { checkClosedWindow } from './runs/checkClosedWindow';
import { AttemptHandler } from './runs/AttemptHandler';
import { enqueueMissingWork } from './runs/enqueueMissingWork';
import { KnexRunDatabase } from './runs/KnexRunDatabase';
import type { RequestOfClaim } from './runs/requestOfClaim';
import type { RunService } from './runs/RunService';
import { SYSTEM_REQUEST } from './runs/systemRequest';
import { historyCommands } from './runs/historyCommands';
import { transactionalRuns } from './runs/TransactionalRuns';
import type { Timer } from './runs/timers';
import { ArtifactStore } from './store/ArtifactStore';
import { checkCompatible } from './store/migrations';
import { isSqlite } from './store/openDatabase';
import {
  EngineGauges,
  Metrics,
  ObservedEventLog,
  ObservedAttempts,
  ObservedCommands,
  ObservedRunService,
  ObservedWorkTransport,
  RequestTraces,
  WorkContext,
  workScope,
} from './telemetry';
import {
  createWorkTransport,
  TimerService,
  WorkerPool,
  type WorkTransport,
} from './work';
import type { Lane } from './work/lanes';
import { LogOnChange } from './work/LogOnChange';
import { RecentStarts } from './work/RecentStarts';
import { flagTests, ProductCommits, Trains } from './trains';
import { TrainServiceAdditions } from './TrainServiceAdditions';
import { WorkerRegistry } from './workers';
import { persist } from './persist';

/** The local code host is compared with git so often: somebody may have merged with git directly. */
const RECONCILE_INTERVAL_MS = 30_000;
/**
 * Heartbeats in a lease: two may fail, a third is on its way. Dead workers are looked for as often, so that on
 * PostgreSQL their work goes on within 15 seconds.
 */
const HEARTBEATS_PER_LEASE = 4;

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
  readonly #codeHosts: Map<string, CodeHost>;
  readonly #localCodeHost: LocalCodeHost | undefined;
  readonly #transport: WorkTransport;
  readonly #leaseMs: number;
  readonly #timers: TimerService<Timer>;
  readonly #outbox: OutboxDispatcher;
  /** One for each, so that one that is slow keeps nobody waiting. */
  readonly #webhooks: OutboxDispatcher[];
  readonly #artifacts: ArtifactStore;
  readonly #runDatabase: KnexRunDatabase;
  readonly #archive: ArchivedRuns;
  readonly #retention: Retention;
  readonly #trains: Trains;
  readonly #workerId = `${hostname()}-${process.pid}-${randomBytes(3).toString(
    'hex',
  )}`;
  readonly #traces: RequestTraces;
  readonly #context = new WorkContext();
  /** What follows from work leads back to the request that the work began with. */
  readonly #requestOf: RequestOfClaim = ({ item }) => ({
    actor: SYSTEM_ACTOR,
    requestId: this.#context.fields().requestId ?? item.id,
  });
  readonly #attempts: ObservedAttempts;
  readonly #workQueries: WorkQueries;
  readonly #registry: WorkerRegistry;
  readonly #starts: RecentStarts;
  readonly #turnQueries: TurnQueries;
  readonly #expectedTurns: ExpectedTurns;
  readonly #gauges: EngineGauges;
  readonly #limits: PacingLimits;
  readonly #pacer: Pacer;
  readonly #observer: OpenChangesObserver;
  readonly runs: RunService;
  readonly flags: Flags;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly #hearNoMore: () => void;
  readonly #localCodeHostState: LogOnChange;
  readonly #repeating: NodeJS.Timeout[] = [];
  readonly #stopping = new AbortController();
  #executor: SweepExecutor | undefined;
  #commands: CommandRunner | undefined;
  #git: Promise<GitWorkspaces> | undefined;
  #pool: WorkerPool | undefined;
  #starting: Promise<void> | undefined;
  #reconciled: Promise<void> | undefined;

  constructor(given: OrchestratorOptions) {
    // Whatever logs below here says what it is about.
    const options = { ...given, logger: this.#context.logger(given.logger) };
    const { database, config, clock, logger, tracing } = options;
    this.#options = options;
    this.#starts = new RecentStarts(clock);
    this.#localCodeHostState = new LogOnChange(logger, 'The local code host');
    this.metrics = new Metrics(options.metrics);
    this.health = new Health({
      logger,
      clock,
      onTrouble: trouble => this.metrics.add('databaseTroubles', { trouble }),
    });
    this.#hearNoMore = hearDatabase(database, error =>
      this.health.notice(error),
    );
    this.#attempts = new ObservedAttempts({ metrics: this.metrics, tracing });
    this.#traces = new RequestTraces({ database, tracing });
    this.#workQueries = new WorkQueries(database);
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
    const { transport, leaseMs } = createWorkTransport({
      database,
      clock,
      logger,
      leaseMs: config.workers.leaseMs,
    });
    this.#leaseMs = leaseMs;
    this.#transport = new ObservedWorkTransport({
      transport,
      metrics: this.metrics,
      onClaim: error => this.health.tell('queue', error),
      onStart: lane => this.#starts.add(lane),
      mayClaim: () => this.#mayClaim(),
    });
    // A timer is set within a request and fires outside of it.
    this.#timers = new TimerService<Timer>({
      database,
      clock,
      logger: given.logger,
    });
    this.#outbox = new OutboxDispatcher({
      database,
      clock,
      logger,
      topics: {
        [EVENTS_TOPIC]: {
          deliver: deliverEvents({ ...options, webhooks: config.webhooks }),
        },
        [NOTICE_TOPIC]: deliverNotices(options.notifications),
      },
    });
    this.#webhooks = config.webhooks.map(webhook =>
      webhookDispatcher({
        database,
        clock,
        logger,
        webhook,
        source: `${config.portalUrl}/orchestrator`,
        signal: this.#stopping.signal,
      }),
    );
    this.#artifacts = new ArtifactStore({
      database,
      clock,
      maxBytes: config.limits.artifactBytes,
    });
    const time = databaseTime(clock);
    const sleeping = new SleepingHosts({ database, time });
    const calendar = new WindowCalendar(config.pacing.windows);
    this.#limits = sparedLike(
      GITHUB,
      options.integrations.github
        .list()
        .map(({ config: { host } }) => host)
        .filter(host => pacedHostOf(host) === host),
      config.pacing,
    );
    const ledger = new WriteLedger({
      database,
      limits: this.#limits,
      time,
      sleeping,
    });
    const onPutOff: OnPutOff = ({ host, cause, ms }) =>
      this.metrics.duration('rateLimitWait', ms, { host, cause });
    this.#pacer = new Pacer({
      clock,
      logger,
      limits: this.#limits,
      ledger,
      sleeping,
      calendar,
      codeHosts: this.#codeHosts,
      onPutOff,
    });
    const { slots, serves } = config.workers;
    this.#registry = new WorkerRegistry({
      database,
      clock,
      identity: {
        id: this.#workerId,
        host: hostname(),
        pid: process.pid,
        version: packageVersion(),
        lanes: slots > 0 ? serves : [],
        slots,
      },
      heartbeatMs: Math.min(leaseMs / HEARTBEATS_PER_LEASE, MAX_HEARTBEAT_MS),
      leaseMs,
      busy: () => this.#busy().busy,
      starts: () => this.#starts.perMinute(),
      onBeat: error => this.health.tell('database', error),
    });
    this.#turnQueries = new TurnQueries(database);
    this.#expectedTurns = new ExpectedTurns({
      clock,
      turns: this.#turnQueries,
      targets: new TargetQueries(database),
      places: ids => this.#transport.places(ids),
      startsPerMinute: () => this.#registry.startsPerMinute(),
    });
    this.#gauges = new EngineGauges({
      metrics: this.metrics,
      look: () => this.#look(),
      worker: () => this.#busy(),
      health: () => this.health.state(),
    });
    const stores = {
      log: new ObservedEventLog({
        metrics: this.metrics,
        traces: this.#traces,
      }),
      transport: this.#transport,
      timers: this.#timers,
    };
    this.#runDatabase = new KnexRunDatabase(database, stores);
    const commands = new ObservedCommands({
      metrics: this.metrics,
      tracing,
      context: this.#context,
    });
    // Telling the outside is not part of the request that wakes it.
    const onCommitted = AsyncResource.bind(() => this.#outbox.wake());
    this.runs = new ObservedRunService({
      commands,
      database: this.#runDatabase,
      clock,
      random: Math.random,
      windowOf: (run, at) => calendar.stateOf(run, at),
      onCommitted,
    });
    const services = createTrainServices({
      ...options,
      config: config.trainServices,
      additions: options.trainAdditions ?? new TrainServiceAdditions(),
    });
    this.#trains = new Trains({
      ...options,
      stores,
      services,
      commits: new ProductCommits({
        catalog: options.catalog,
        integrations: options.integrations,
        codeHosts: this.#codeHosts,
        git: () => this.#workspaces(),
      }),
      strictness: config.trains.strictness,
      http: config.trainServices.trainHttp,
      hosts: this.#codeHosts,
      sleeping,
      pacing: this.#pacer,
      allowWorkflows: config.trains.workflows.allow,
      flags: () => this.flags.provider(config.trains.flags),
      flagTests: keys => flagTests(this.flags.store, keys),
      workDirectory: config.workDirectory,
      portalUrl: config.portalUrl,
      onCommitted,
      commands,
      attempts: this.#attempts,
      requestOf: this.#requestOf,
      onPutOff,
    });
    this.#observer = new OpenChangesObserver({
      database,
      clock,
      logger,
      sleeping,
      holder: this.#workerId,
      hosts: hosts.filter(host => !host.tellsOfChanges),
      onSeen: ({ runId, targetId, change }) =>
        this.runs.observe(
          runId,
          targetId,
          change,
          change.closedBy,
          SYSTEM_REQUEST,
        ),
    });
    this.#archive = new ArchivedRuns(database);
    this.#retention = new Retention({
      database,
      clock,
      logger,
      runs: historyCommands({
        sweeps: transactionalRuns(this.runs, this.#runDatabase),
        trains: this.#trains,
      }),
      settings: config.retention,
      holder: this.#workerId,
    });
    this.flags = new Flags({
      database,
      clock,
      logger,
      config: config.flags,
      workDirectory: config.workDirectory,
      author: config.author,
      providers: options.flagProviders,
    });
    this.#localCodeHost?.onChanged(async (change, { runId, targetId, by }) => {
      if (runId !== undefined && targetId !== undefined) {
        await this.runs.observe(runId, targetId, change, by, SYSTEM_REQUEST);
      }
    });
  }

  /** The operations of the HTTP API. */
  operations(access: RunAccess): OperationHandlers {
    const { database, clock, auditor, config } = this.#options;
    const runQueries = new RunQueries(database);
    const targets = this.#catalogTargets();
    const readers = archiveReaders(this.#archive, {
      runs: runQueries,
      targets: new TargetQueries(database),
      events: new EventQueries(database),
    });
    const files = { database, clock, artifacts: this.#artifacts };
    return createOperations({
      clock,
      access,
      runs: this.runs,
      runQueries: readers.runs,
      targetQueries: readers.targets,
      turnQueries: this.#turnQueries,
      expectedTurns: this.#expectedTurns,
      pacingQueries: new PacingQueries({
        database,
        limits: this.#limits,
        hosts: this.#codeHosts.keys(),
        time: databaseTime(clock),
      }),
      eventQueries: readers.events,
      inboxQueries: new InboxQueries(database),
      entityQueries: new EntityQueries(
        database,
        runQueries,
        this.#trains.queries,
      ),
      deadLetterQueries: new DeadLetterQueries(database),
      historyQueries: new HistoryQueries(database, clock),
      trainHistoryQueries: new TrainHistoryQueries(database, clock),
      artifacts: this.#artifacts,
      flags: this.flags,
      auditor,
      trains: this.#trains,
      limits: config.limits,
      pacing: config.pacing,
      exportRun: runId => exportRun(files, runId),
      importRun: (file, request) => importRun(files, file, request),
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

  /**
   * Makes ready what work needs of this machine: the sandbox, the folder of the checkouts.
   *
   * @throws an error where the machine is not as the config wants it: the backend must not start then
   */
  async prepare(): Promise<void> {
    const { slots, serves } = this.#options.config.workers;
    if (slots > 0 && serves.length > 0) {
      this.#executor = await this.#createExecutor();
    }
  }

  /**
   * Takes up what was left, then begins to work. Tried until it succeeds or `stop` is called: Backstage only writes
   * down that a startup hook has failed, and the backend would go on without workers. Where the database can't be
   * reached it resolves all the same, so that the pages say what is wrong.
   */
  async start(): Promise<void> {
    // Before anything that may have to be tried again: evaluations need the snapshot alone.
    this.flags.start();
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
    await Promise.all(this.#webhooks.map(webhook => webhook.stop()));
    await this.flags.stop();
    this.#repeating.splice(0).forEach(timer => clearInterval(timer));
    this.#gauges.stop();
    await this.#observer.stop();
    await this.#pool?.stop();
    this.#pacer.stop();
    await this.#timers.stop();
    await this.#outbox.stop();
    await this.#retention.stop();
    await this.#reconciled;
    await this.#transport.stop();
    await this.#registry.stop();
    this.#hearNoMore();
  }

  /** What may fail comes first and can be done again; then the parts start that look after themselves. */
  async #begin(): Promise<void> {
    const { database, logger } = this.#options;
    await this.#transport.start().catch(error => {
      this.health.tell('queue', error);
      throw error;
    });
    const missing =
      (await enqueueMissingWork(database, this.#transport)) +
      (await this.#trains.begin());
    if (missing > 0) {
      logger.info(
        `Put ${missing} items of work back into the queue that the events know of`,
      );
    }
    if (this.#executor) {
      await this.#probe();
      const pool = this.#createPool(this.#executor);
      await pool.start();
      this.#pool = pool;
      this.#repeat(MAX_HEARTBEAT_MS, () => this.#probe());
    }
    this.#repeat(MAX_HEARTBEAT_MS, () => this.#probeSchema());
    this.#repeat(MAX_HEARTBEAT_MS, () => this.#probeQueue());
    await this.#registry.start();
    this.#timers.start(
      AsyncResource.bind((timer: Timer, trx: Knex.Transaction) =>
        this.#onTimer(timer, trx),
      ),
    );
    this.#outbox.start();
    this.#webhooks.forEach(webhook => webhook.start());
    this.#retention.start();
    this.#pacer.start();
    this.#gauges.start();
    if (this.#options.config.workers.serves.includes('git') && this.#pool) {
      // Who only serves pages may not even reach the code hosts.
      this.#observer.start();
      this.#reconcile();
      this.#repeat(RECONCILE_INTERVAL_MS, () => this.#reconcile());
    }
    this.#repeat(FORGET_INTERVAL_MS, () => this.#forget());
  }

  /** The iCalendar text behind the secret of an address. */
  renderCalendar(token: string): Promise<string | undefined> {
    return this.#trains.feeds.render(token);
  }

  /** Runs an operation of the API, so that what it logs and traces says what it is about. */
  around<T>(
    operation: string,
    run: string | undefined,
    caller: Caller,
    work: () => Promise<T>,
  ): Promise<T> {
    const { requestId, credentials } = caller;
    return this.#context.run({ requestId, ...(run && { run }) }, () =>
      this.#options.tracing.startActiveSpan(
        `orchestrator.request.${operation}`,
        {
          credentials,
          attributes: {
            'orchestrator.request.id': requestId,
            'orchestrator.run.id': run,
          },
        },
        work,
      ),
    );
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
      await this.#traces.forget(now);
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

  #createPool(executor: SweepExecutor): WorkerPool {
    const { database, config, clock, logger } = this.#options;
    const { slots, graceMs, serves, limits } = config.workers;
    const handler = new AttemptHandler({
      database,
      clock,
      logger,
      runs: this.runs,
      transport: this.#transport,
      artifacts: this.#artifacts,
      executor,
      pacing: this.#pacer,
      attempts: this.#attempts,
      requestOf: this.#requestOf,
      workerId: this.#workerId,
    });
    return new WorkerPool({
      transport: this.#transport,
      database,
      handlers: {
        'target.dryRun': handler,
        'target.apply': handler,
        'target.rollback': handler,
        ...(this.#commands && this.#trains.handlers(this.#commands)),
      },
      lanes: serves,
      limits,
      slots,
      clock,
      logger,
      workerId: this.#workerId,
      heartbeatMs: this.#leaseMs / HEARTBEATS_PER_LEASE,
      graceMs,
      onlyWorker: isSqlite(database),
      within: workScope({
        traces: this.#traces,
        tracing: this.#options.tracing,
        context: this.#context,
      }),
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
    this.#commands = commands;
    const entities = new EntityLookup({ catalog, clock });
    return new SweepExecutor({
      codeHosts: this.#codeHosts,
      git: await this.#workspaces(),
      commands,
      entityOf: async entityRef =>
        entities.entityOf(entityRef, await auth.getOwnServiceCredentials()),
      identity: config.author,
    });
  }

  /** The work folder has one user in a process; a replica without workers prepares it when it is first asked for. */
  #workspaces(): Promise<GitWorkspaces> {
    const { config, tracing } = this.#options;
    this.#git ??= GitWorkspaces.create({
      workDir: config.workDirectory,
      around: (command, call) =>
        tracing.startActiveSpan(
          `git ${command}`,
          { kind: 'client', attributes: { 'vcs.operation': command } },
          call,
        ),
    }).catch(error => {
      this.#git = undefined;
      throw error;
    });
    return this.#git;
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

  /** One at a time: a comparison that takes longer than the interval is not overtaken. */
  #reconcile(): void {
    this.#reconciled ??= this.#compareWithGit().finally(() => {
      this.#reconciled = undefined;
    });
  }

  async #compareWithGit(): Promise<void> {
    try {
      await this.#localCodeHost?.reconcile(this.#stopping.signal);
      this.#localCodeHostState.worked();
    } catch (error) {
      this.#localCodeHostState.failed(error);
    }
  }

  async #onTimer(timer: Timer, trx: Knex.Transaction): Promise<void> {
    const { batch, approvalId } = timer.payload;
    if (timer.kind === 'train') {
      await this.#trains.onTimer(trx, timer.runId);
      return;
    }
    const records = this.#runDatabase.within(trx);
    if (timer.kind === 'soak' && batch !== undefined) {
      await this.runs.within(
        records,
        timer.runId,
        { type: 'finishSoak', batch },
        SYSTEM_REQUEST,
      );
    }
    if (timer.kind === 'window') {
      const { clock } = this.#options;
      const tools = { clock, runs: this.runs };
      await checkClosedWindow(records, timer.runId, tools, SYSTEM_REQUEST);
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

  /** How busy this replica is; it has no workers before it starts, and none where it serves pages only. */
  #busy(): { slots: number; busy: number; lanes: readonly Lane[] } {
    return this.#pool
      ? { ...this.#pool.stats(), lanes: this.#options.config.workers.serves }
      : { slots: 0, busy: 0, lanes: [] };
  }

  async #workStats(): ReturnType<OperationHandlers['getWork']> {
    return {
      ...(await this.#look()),
      transport: this.#transport.name,
      workers: await this.#registry.list(),
      oldest: await oldestWaiting(this.#workQueries, this.#expectedTurns),
    };
  }

  /** The numbers of the engine. */
  async #look(): Promise<Omit<WorkStats, 'transport' | 'workers' | 'oldest'>> {
    const at = isoNow(this.#options.clock);
    const work = this.#workQueries;
    const troubles = this.health.databaseTroubles();
    const { limits } = this.#options.config.workers;
    return {
      at,
      lanes: (await this.#transport.stats()).map(stats => ({
        ...stats,
        maxConcurrent: limits?.[stats.lane as Lane],
      })),
      deadLetters: await work.deadLetters(),
      trainDeadLetters: await this.#trains.deadLetters.count(),
      approvals: await work.approvals(),
      gates: await this.#trains.work.gates(),
      outbox: await work.outbox(),
      timers: await work.timers(at),
      ...(troubles.length > 0 && { databaseTroubles: troubles }),
    };
  }

  /** Tells the health whether the work folder takes what work needs. */
  async #probe(): Promise<void> {
    const { config } = this.#options;
    await probeDisk(config.workDirectory, config.limits.freeDiskBytes).then(
      () => this.health.tell('disk'),
      error => this.health.tell('disk', error),
    );
  }

  /** Tells the health whether the queue works; whoever only serves pages needs it too, to put work into it. */
  async #probeQueue(): Promise<void> {
    if (this.#pool && this.#mayClaim()) {
      // Each claim tells.
      return;
    }
    const health = await this.#transport.health();
    this.health.tell('queue', health.works ? undefined : health.reason);
  }

  /** A full disk would only burn attempts. */
  #mayClaim(): boolean {
    return this.health.works('disk') && this.health.works('schema');
  }

  /** Tells the health whether a newer release has taken away what this one needs. */
  async #probeSchema(): Promise<void> {
    await checkCompatible(this.#options.database).then(
      () => this.health.tell('schema'),
      error => {
        // Whether the database answers at all is told by the heartbeat.
        if (error instanceof ConflictError) {
          this.health.tell('schema', error);
        }
      },
    );
  }
}

/** Release of this package, which the heartbeats tell. */
function packageVersion(): string {
  const file = resolvePackagePath(
    '@backstage-orchestrator/plugin-orchestrator-backend',
    'package.json',
  );
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
