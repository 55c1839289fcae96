import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { Retention } from './archive';
import type { Clock } from './clock';
import { OpenChangesObserver, type CodeHosts } from './codehosts';
import type { Engine } from './createEngine';
import type { Pacing } from './createPacing';
import { createTrainServices } from './createTrainServices';
import { Flags } from './flags';
import type { GitWorkspaces } from './git';
import type { OrchestratorConfig } from './readConfig';
import { AttemptHandler } from './runs/AttemptHandler';
import { fireTimer } from './runs/fireTimer';
import { historyCommands } from './runs/historyCommands';
import { KnexRunDatabase } from './runs/KnexRunDatabase';
import type { RunService } from './runs/RunService';
import { SYSTEM_REQUEST } from './runs/systemRequest';
import type { Timer } from './runs/timers';
import { transactionalRuns } from './runs/TransactionalRuns';
import { ArtifactStore } from './store/ArtifactStore';
import { ObservedRunService, type Telemetry } from './telemetry';
import { flagTests, ProductCommits, Trains } from './trains';
import { TrainServiceAdditions } from './TrainServiceAdditions';
import type { OnTimer, WorkHandler } from './work';
import type { WorkTools } from './workers';

/** What runs are made of. */
export interface RunsOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  config: OrchestratorConfig;
  auth: AuthService;
  catalog: CatalogService;
  integrations: ScmIntegrations;
  notifications: NotificationService;
  /** What modules have added to what trains reach. */
  trainAdditions?: TrainServiceAdditions;
  /** Systems of feature flags that modules have added. */
  flagProviders?: FlagProvider[];
  telemetry: Telemetry;
  engine: Engine;
  pacing: Pacing;
  codeHosts: CodeHosts;
  workspaces(): Promise<GitWorkspaces>;
  /** Names this process in the queue. */
  workerId: string;
}

/** What decides on runs, and does what was decided. */
export interface Runs {
  /** Decides on sweeps. */
  sweeps: RunService;
  trains: Trains;
  flags: Flags;
  artifacts: ArtifactStore;
  retention: Retention;
  observer: OpenChangesObserver;
  onTimer: OnTimer<Timer>;
  /** Who does the work of runs, by the kind of item. */
  handlers(tools: WorkTools): Record<string, WorkHandler>;
}

/** Makes what runs are decided and worked on with. */
export function createRuns(options: RunsOptions): Runs {
  const { database, clock, logger, config, workerId } = options;
  const { byType: codeHosts, local } = options.codeHosts;
  const { attempts, commands, requestOf } = options.telemetry;
  const { stores, onCommitted } = options.engine;
  const { calendar, sleeping, pacer, onPutOff } = options.pacing;
  const base = { database, clock, logger };
  const artifacts = new ArtifactStore({
    database,
    clock,
    maxBytes: config.limits.artifactBytes,
  });
  const sweepDatabase = new KnexRunDatabase(database, stores);
  const sweeps = new ObservedRunService({
    commands,
    database: sweepDatabase,
    clock,
    random: Math.random,
    windowOf: (run, at) => calendar.stateOf(run, at),
    onCommitted,
  });
  const flags = new Flags({
    ...base,
    config: config.flags,
    workDirectory: config.workDirectory,
    author: config.author,
    providers: options.flagProviders,
  });
  const { auth, catalog, integrations, notifications } = options;
  const trains = new Trains({
    ...base,
    auth,
    catalog,
    integrations,
    stores,
    services: createTrainServices({
      auth,
      catalog,
      notifications,
      clock,
      config: config.trainServices,
      additions: options.trainAdditions ?? new TrainServiceAdditions(),
    }),
    commits: new ProductCommits({
      catalog,
      integrations,
      codeHosts,
      git: options.workspaces,
    }),
    strictness: config.trains.strictness,
    operatorWindows: config.pacing.windows,
    http: config.trainServices.trainHttp,
    hosts: codeHosts,
    sleeping,
    pacing: pacer,
    allowWorkflows: config.trains.workflows.allow,
    flags: () => flags.provider(config.trains.flags),
    flagTests: keys => flagTests(flags.store, keys),
    workDirectory: config.workDirectory,
    portalUrl: config.portalUrl,
    onCommitted,
    commands,
    attempts,
    requestOf,
    onPutOff,
  });
  local?.host.onChanged(async (change, { runId, targetId, by }) => {
    if (runId !== undefined && targetId !== undefined) {
      await sweeps.observe(runId, targetId, change, by, SYSTEM_REQUEST);
    }
  });
  return {
    sweeps,
    trains,
    flags,
    artifacts,
    retention: new Retention({
      ...base,
      runs: historyCommands({
        sweeps: transactionalRuns(sweeps, sweepDatabase),
        trains,
      }),
      settings: config.retention,
      holder: workerId,
    }),
    observer: new OpenChangesObserver({
      ...base,
      sleeping,
      holder: workerId,
      hosts: [...codeHosts.values()].filter(host => !host.tellsOfChanges),
      onSeen: ({ runId, targetId, change }) =>
        sweeps.observe(
          runId,
          targetId,
          change,
          change.closedBy,
          SYSTEM_REQUEST,
        ),
    }),
    onTimer: (timer, trx) =>
      timer.kind === 'train'
        ? trains.onTimer(trx, timer.runId)
        : fireTimer(
            sweepDatabase.within(trx),
            timer,
            { clock, runs: sweeps },
            SYSTEM_REQUEST,
          ),
    handlers: tools => {
      const handler = new AttemptHandler({
        ...base,
        runs: sweeps,
        transport: stores.transport,
        artifacts,
        executor: tools.executor,
        pacing: pacer,
        attempts,
        requestOf,
        workerId,
      });
      return {
        'target.dryRun': handler,
        'target.apply': handler,
        'target.rollback': handler,
        ...trains.handlers(tools.commands),
      };
    },
  };
}
