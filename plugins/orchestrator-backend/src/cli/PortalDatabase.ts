// eslint-disable-next-line @backstage/no-undeclared-imports -- the command line runs in the repository, and is not published
import { DatabaseManager } from '@backstage/backend-defaults/database';
import type {
  LifecycleService,
  LoggerService,
  RootLifecycleService,
} from '@backstage/backend-plugin-api';
// eslint-disable-next-line @backstage/no-undeclared-imports -- the command line runs in the repository, and is not published
import { ConfigSources } from '@backstage/config-loader';
import type { Knex } from 'knex';

const SILENT: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => SILENT,
};

const NO_LIFECYCLE: LifecycleService = {
  addStartupHook: () => {},
  addShutdownHook: () => {},
};

/** The plugin's database, found and opened exactly as the portal does it. */
export class PortalDatabase {
  readonly #rootDir: string;
  readonly #argv: string[];
  readonly #shutdownHooks: (() => void | Promise<void>)[] = [];
  #client: Promise<Knex> | undefined;

  /** @param options - `rootDir`: folder of the app-config files; `argv`: may have `--config <file>` in it */
  constructor(options: { rootDir: string; argv: string[] }) {
    this.#rootDir = options.rootDir;
    this.#argv = options.argv;
  }

  /** Opened at the first call. */
  open(): Promise<Knex> {
    this.#client ??= this.#open();
    return this.#client;
  }

  /** Ends what would keep the process alive, Backstage's own checks of the connection included. */
  async close(): Promise<void> {
    await Promise.all(this.#shutdownHooks.map(hook => hook()));
    await (await this.#client?.catch(() => undefined))?.destroy();
  }

  async #open(): Promise<Knex> {
    const config = await ConfigSources.toConfig(
      ConfigSources.default({
        rootDir: this.#rootDir,
        argv: this.#argv,
        watch: false,
      }),
    );
    try {
      const rootLifecycle: RootLifecycleService = {
        ...NO_LIFECYCLE,
        addBeforeShutdownHook: () => {},
        addShutdownHook: hook => this.#shutdownHooks.push(hook),
      };
      const databases = DatabaseManager.fromConfig(config, { rootLifecycle });
      return await databases
        .forPlugin('orchestrator', { logger: SILENT, lifecycle: NO_LIFECYCLE })
        .getClient();
    } finally {
      config.close();
    }
  }
}
