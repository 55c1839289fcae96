import { join } from 'node:path';
import type {
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Router } from 'express';
import type { Knex } from 'knex';
import type { Clock } from '../clock';
import { GitWorkspaces, type CommitIdentity } from '../git';
import { createOfrepRouter } from './createOfrepRouter';
import { DatabaseFlagStore } from './DatabaseFlagStore';
import { EvaluationRates } from './EvaluationRates';
import { FlagReaders } from './FlagReaders';
import { FlagSnapshot } from './FlagSnapshot';
import type { FlagStore } from './FlagStore';
import { createFlagProvider } from './providers/createFlagProvider';
import { OwnFlagProvider } from './providers/OwnFlagProvider';
import type { FlagsConfig } from './readFlags';

/** What the flags of one process are made of. */
export interface FlagsOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  config: FlagsConfig;
  workDirectory: string;
  /** Who commits to files of flagd. */
  author: CommitIdentity;
  /** Systems that modules have added. */
  providers?: FlagProvider[];
}

/** Flag store, snapshot and flag systems; none of it needs the queue or a worker. */
export class Flags {
  readonly store: FlagStore;
  readonly #options: FlagsOptions;
  readonly #snapshot: FlagSnapshot;
  readonly #providers = new Map<string, FlagProvider>();
  #workspaces: Promise<GitWorkspaces> | undefined;

  /** @throws ConflictError where two flag systems have the same name */
  constructor(options: FlagsOptions) {
    const { config, author, clock } = options;
    this.#options = options;
    this.store = new DatabaseFlagStore(options);
    this.#snapshot = new FlagSnapshot({ ...options, store: this.store });
    const tools = {
      clock,
      identity: author,
      workspaces: () => this.#git(),
    };
    [
      new OwnFlagProvider(this.store),
      ...config.providers.map(settings => createFlagProvider(settings, tools)),
      ...(options.providers ?? []),
    ].forEach(provider => this.#add(provider));
  }

  /** Begins to look at what other replicas write. */
  start(): void {
    this.#snapshot.start();
  }

  async stop(): Promise<void> {
    await this.#snapshot.stop();
  }

  /** @throws NotFoundError that names those there are */
  provider(name: string): FlagProvider {
    const provider = this.#providers.get(name);
    if (!provider) {
      throw new NotFoundError(
        `flag system: found "${name}", accepted is one of ${[
          ...this.#providers.keys(),
        ].join(', ')} (orchestrator.flags.providers)`,
      );
    }
    return provider;
  }

  /** Serves evaluations to OpenFeature's SDKs. */
  ofrepRouter(services: {
    httpAuth: HttpAuthService;
    permissions: PermissionsService;
  }): Router {
    const { clock, logger, config } = this.#options;
    return createOfrepRouter({
      logger,
      httpAuth: services.httpAuth,
      snapshot: this.#snapshot,
      readers: new FlagReaders({ permissions: services.permissions, clock }),
      rates: new EvaluationRates({
        perMinute: config.evaluationsPerMinute,
        clock,
      }),
    });
  }

  #add(provider: FlagProvider): void {
    if (this.#providers.has(provider.name)) {
      throw new ConflictError(
        `There is a flag system "${provider.name}" already`,
      );
    }
    this.#providers.set(provider.name, provider);
  }

  /** A folder of its own: those of sweeps are emptied when their executor starts. */
  #git(): Promise<GitWorkspaces> {
    this.#workspaces ??= GitWorkspaces.create({
      workDir: join(this.#options.workDirectory, 'flags'),
    }).catch(error => {
      this.#workspaces = undefined;
      throw error;
    });
    return this.#workspaces;
  }
}
