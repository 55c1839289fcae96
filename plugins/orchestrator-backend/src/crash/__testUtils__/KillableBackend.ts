import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createOrchestratorClient,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { HealthReport } from '../../health';
import {
  START_PATIENCE_MS,
  startBackend,
} from '../../__testUtils__/ownProcess';
import { eventually, openTestDatabase } from '../../testing';
import { freePort } from '../../testing/freePort';
import type { ScriptProcess } from '../../testing/ScriptProcess';
import type { KillableOptions } from './KillableOptions';

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const SCRIPT = join(__dirname, 'backendProcess.ts');
const RETRY_CALL_MS = 20;

/** Token of whoever starts runs, and of whoever approves and merges. */
export const CALLERS = { 'token-of-ana': 'ana', 'token-of-ben': 'ben' };
export type CallerToken = keyof typeof CALLERS;

/** A backend that can be killed and started again on the same data. */
export class KillableBackend {
  readonly #options: KillableOptions;
  #process: ScriptProcess | undefined;

  private constructor(options: KillableOptions) {
    this.#options = options;
  }

  /** Chooses a free port; starts nothing yet. */
  static async create(
    options: Pick<KillableOptions, 'folder' | 'entities' | 'workers'> &
      Partial<
        Pick<
          KillableOptions,
          'workFolder' | 'postgres' | 'migrations' | 'webhooks'
        >
      >,
  ): Promise<KillableBackend> {
    return new KillableBackend({
      workFolder: 'work',
      migrations: [],
      webhooks: {},
      ...options,
      callers: CALLERS,
      port: await freePort(),
    });
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Folder with its mirrors and checkouts. */
  get workFolder(): string {
    return join(this.folder, this.#options.workFolder);
  }

  /** The process that runs, or ran last. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the orchestrator answers. */
  async start(): Promise<void> {
    const started = startBackend(SCRIPT, this.#options);
    this.#process = started;
    const client = this.client('token-of-ana');
    let refusal: unknown;
    await eventually(
      'the backend answers',
      async () => {
        if (started.failure) {
          throw new Error(started.failure);
        }
        return client.listRuns({ query: { limit: 1 } }).then(
          () => true,
          error => {
            refusal = error;
            return false;
          },
        );
      },
      START_PATIENCE_MS,
    ).catch(error => {
      throw new Error(`${error.message}, but: ${refusal}\n${started.output}`);
    });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.#process?.end();
  }

  /**
   * Asks it to end.
   *
   * @returns milliseconds that it took
   */
  async terminate(): Promise<number> {
    const before = Date.now();
    await this.#process?.end('SIGTERM');
    return Date.now() - before;
  }

  /** A client that gives up at the first failure, as when the backend dies while it answers. */
  client(token: CallerToken): OrchestratorApi {
    const { port } = this.#options;
    return createOrchestratorClient({
      discoveryApi: {
        getBaseUrl: async () => `http://127.0.0.1:${port}/api/orchestrator`,
      },
      fetchApi: {
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            // A kept connection to the process before would fail the first call to the next one.
            headers: {
              ...init?.headers,
              authorization: `Bearer ${token}`,
              connection: 'close',
            },
          }),
      },
    });
  }

  /** What it tells anybody of its health. */
  async health(): Promise<HealthReport> {
    const answer = await fetch(
      `http://127.0.0.1:${this.#options.port}/api/orchestrator/health`,
    );
    return (await answer.json()) as HealthReport;
  }

  /** Reads its database; SQLite only while it does not run. */
  async inspect<T>(look: (database: Knex) => Promise<T>): Promise<T> {
    const { postgres } = this.#options;
    const database = postgres
      ? openTestDatabase({ ...postgres, schema: 'orchestrator' })
      : openTestDatabase({
          kind: 'SQLite',
          connection: join(this.folder, 'db', 'orchestrator.sqlite'),
        });
    try {
      return await look(database);
    } finally {
      await database.destroy();
    }
  }

  /** What it said last. */
  output(): string {
    return this.#process?.output ?? '';
  }
}

/** Repeats a call for as long as its answer is not what is waited for, or there is none. */
export async function poll<T>(
  what: string,
  call: () => Promise<T>,
  isIt: (answer: T) => boolean,
): Promise<T> {
  let last: T | undefined;
  try {
    await eventually(
      what,
      async () => {
        last = await call();
        if (!isIt(last)) {
          await sleep(RETRY_CALL_MS);
          return false;
        }
        return true;
      },
      START_PATIENCE_MS,
    );
  } catch (error) {
    throw new Error(
      `${(error as Error).message}: ${JSON.stringify(last)?.slice(0, 2_000)}`,
    );
  }
  return last as T;
}
