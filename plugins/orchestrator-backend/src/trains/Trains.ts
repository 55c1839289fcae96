import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  changeDigest,
  type CatalogFacts,
  type FlagTest,
  type FoundNotes,
  type Strictness,
  type TrainManifest,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { NotFoundError } from '@backstage/errors';
import type {
  CodeHost,
  FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import type { ScmIntegrations } from '@backstage/integration';
import { CatalogProducts, ProductRepositories } from '../catalog';
import type { CommandRunner } from '../commands';
import type { Clock } from '../clock';
import type { TrainServices } from '../createTrainServices';
import { GithubApi } from '../github';
import type { TemplatedHttpOptions } from '../httpClient';
import type { OnPutOff, SleepingHosts, WritePacing } from '../pacing';
import type { CommandObserver } from '../runs/CommandObserver';
import type { HistoryCommand } from '../runs/historyCommands';
import type { RunStores } from '../runs/KnexRunDatabase';
import type { RequestOfClaim } from '../runs/requestOfClaim';
import { SYSTEM_REQUEST } from '../runs/systemRequest';
import type { AttemptObserver } from '../work/AttemptObserver';
import type { WorkHandler } from '../work/WorkHandler';
import { CalendarQueries } from './CalendarQueries';
import { CalendarFeeds } from './CalendarFeeds';
import { collectors } from './collectors';
import { enqueueMissingTrainWork } from './enqueueMissingTrainWork';
import { KnexTrainDatabase } from './KnexTrainRecords';
import type { ProductCommits } from './ProductCommits';
import { SendHandler } from './SendHandler';
import { cancelWorkflow, stepExecutors } from './stepExecutors';
import { StepHandler } from './StepHandler';
import { TrainDeadLetterQueries } from './TrainDeadLetterQueries';
import { TrainQueries } from './TrainQueries';
import { TrainService } from './TrainService';
import type { TrainWorkKind } from './TrainTransaction';
import { TrainWorkQueries } from './TrainWorkQueries';
import { WatchHandler } from './WatchHandler';

/** Longest that a tick waits for who is on call. */
const ON_CALL_MS = 3_000;

/** What the operations of trains work with. */
export interface TrainTools {
  service: TrainService;
  queries: TrainQueries;
  calendar: CalendarQueries;
  deadLetters: TrainDeadLetterQueries;
  feeds: CalendarFeeds;
  strictness: Strictness;
  /** Windows of the portal, for every run. */
  operatorWindows: Window[];
  /** What the catalog knows of the products of a manifest, as the caller sees it. */
  facts(
    manifest: TrainManifest,
    credentials: BackstageCredentials,
  ): Promise<CatalogFacts>;
  digestOf(manifest: TrainManifest): string;
  /** Who does the steps of a product by hand. */
  crew(trainId: string, product: string): Promise<Crew>;
  /** What the commits of a product say, as far as the caller may see its entity. */
  foundNotes(
    trainId: string,
    product: string,
    credentials: BackstageCredentials,
  ): Promise<FoundNotes>;
}

/** Who does the steps of a product by hand. */
export interface Crew {
  /** Of the product, and of its runbooks. */
  owners: string[];
  /** Who is on call now; a name alone stands for nobody in the portal. */
  onCall: { ref?: string; name: string }[];
}

/** What trains are made of. */
export interface TrainsOptions {
  database: Knex;
  stores: RunStores;
  clock: Clock;
  logger: LoggerService;
  auth: AuthService;
  catalog: CatalogService;
  strictness: Strictness;
  /** Windows of the portal, for every run. */
  operatorWindows: Window[];
  services: TrainServices;
  commits: Pick<ProductCommits, 'read'>;
  /** Where webhooks of steps and probes of dashboards may go. */
  http: TemplatedHttpOptions;
  integrations: ScmIntegrations;
  /** Code hosts that may tell of checks, by type. */
  hosts: ReadonlyMap<string, CodeHost>;
  sleeping: SleepingHosts;
  /** Permits what steps write to code hosts. */
  pacing: WritePacing;
  /** Where steps may start workflows, see `orchestrator.trains.workflows.allow`. */
  allowWorkflows: string[];
  /** The flag system that steps use. */
  flags(): FlagProvider;
  /** What is known of trials of flags. */
  flagTests(keys: string[]): Promise<FlagTest[]>;
  workDirectory: string;
  /** Where the pages of the portal are. */
  portalUrl: string;
  onCommitted(): void;
  commands?: CommandObserver;
  attempts?: AttemptObserver;
  /** On whose behalf what came of a claim is told. */
  requestOf?: RequestOfClaim;
  onPutOff?: OnPutOff;
}

/** All parts of the release trains of one process. */
export class Trains implements TrainTools {
  readonly service: TrainService;
  readonly queries: TrainQueries;
  readonly calendar: CalendarQueries;
  readonly deadLetters: TrainDeadLetterQueries;
  readonly work: TrainWorkQueries;
  readonly feeds: CalendarFeeds;
  readonly strictness: Strictness;
  readonly operatorWindows: Window[];
  readonly #options: TrainsOptions;
  readonly #records: KnexTrainDatabase;
  readonly #products: CatalogProducts;

  constructor(options: TrainsOptions) {
    const { database, stores, clock, catalog } = options;
    this.#options = options;
    this.#records = new KnexTrainDatabase(database, stores);
    this.service = new TrainService({
      database: this.#records,
      clock,
      onCommitted: options.onCommitted,
      commands: options.commands,
      operatorWindows: options.operatorWindows,
    });
    this.queries = new TrainQueries(database);
    this.calendar = new CalendarQueries(database);
    this.deadLetters = new TrainDeadLetterQueries(database);
    this.work = new TrainWorkQueries(database);
    this.feeds = new CalendarFeeds(options);
    this.strictness = options.strictness;
    this.operatorWindows = options.operatorWindows;
    this.#products = new CatalogProducts({ catalog });
  }

  facts(
    manifest: TrainManifest,
    credentials: BackstageCredentials,
  ): Promise<CatalogFacts> {
    return this.#products.facts(manifest, credentials);
  }

  digestOf(manifest: TrainManifest): string {
    return changeDigest(manifest);
  }

  async crew(trainId: string, product: string): Promise<Crew> {
    const { train } = await this.queries.parts(trainId);
    const planned = train.plan.products.find(({ id }) => id === product);
    if (!planned) {
      return { owners: [], onCall: [] };
    }
    const { runbooks = [] } =
      train.manifest.spec.products.find(({ id }) => id === product) ?? {};
    return {
      owners: [planned.owner, ...runbooks.map(({ owner }) => owner)].filter(
        (owner): owner is string => owner !== undefined,
      ),
      onCall: await this.#onCall(planned.entityRef),
    };
  }

  async foundNotes(
    trainId: string,
    product: string,
    credentials: BackstageCredentials,
  ): Promise<FoundNotes> {
    const { train } = await this.queries.parts(trainId);
    const { products } = train.manifest.spec;
    const planned = products.find(({ id }) => id === product);
    if (!planned) {
      throw new NotFoundError(`Train ${trainId} has no product ${product}`);
    }
    return this.#options.commits.read(planned, credentials);
  }

  async #onCall(entityRef: string): Promise<Crew['onCall']> {
    try {
      const { people } = await this.#options.services.onCall.onCall(entityRef, {
        signal: AbortSignal.timeout(ON_CALL_MS),
      });
      return people;
    } catch (error) {
      // A tick counts without it: who ticks has something to do.
      this.#options.logger.warn(
        `Who is on call for ${entityRef} could not be found out: ${error}`,
      );
      return [];
    }
  }

  /** Handlers of the work of trains, by its kind. */
  handlers(commands: CommandRunner): Record<TrainWorkKind, WorkHandler> {
    const { clock, logger, services, http, flags, workDirectory } =
      this.#options;
    const { service } = this;
    const { attempts, requestOf } = this.#options;
    const { integrations, hosts, pacing } = this.#options;
    const { allowWorkflows: allow } = this.#options;
    const repositories = new ProductRepositories(this.#options);
    const github = new GithubApi(this.#options);
    const workflows = {
      clock,
      integrations,
      repositories,
      github,
      pacing,
      allow,
    };
    const trains = this.#records;
    return {
      'train.step': new StepHandler({
        trains,
        service,
        logger,
        attempts,
        requestOf,
        executors: stepExecutors({
          flags,
          http,
          commands,
          workflows,
          workDirectory,
        }),
        cancelWorkflow: cancelWorkflow({ ...workflows, logger }),
        leaveQueue: workId => pacing.withdraw(workId),
      }),
      'train.send': new SendHandler({
        trains,
        service,
        logger,
        attempts,
        requestOf,
        channels: services.channels,
        portalUrl: this.#options.portalUrl,
      }),
      'train.watch': new WatchHandler({
        service,
        clock,
        logger,
        attempts,
        requestOf,
        sampler: services.sampler,
        reader: services.metrics,
        collectors: collectors({
          ...this.#options,
          checks: { clock, repositories, github, pacing, codeHosts: hosts },
        }),
      }),
    };
  }

  /** Makes a train history, or takes it back, in a transaction that the caller has begun. */
  within(trx: Knex.Transaction, ...command: HistoryCommand): Promise<void> {
    return this.service.within(this.#records.within(trx), ...command);
  }

  /** Puts back what was lost of the queue. @returns how much that was */
  begin(): Promise<number> {
    const { database, stores } = this.#options;
    return enqueueMissingTrainWork(database, stores.transport);
  }

  /** Does what follows from the clock, in the transaction of the timer. */
  onTimer(trx: Knex.Transaction, trainId: string): Promise<void> {
    return this.service.wake(
      this.#records.within(trx),
      trainId,
      SYSTEM_REQUEST,
    );
  }
}
