import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createOrchestratorClient,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import type { HealthReport } from '../../health';
import { eventually, openTestDatabase } from '../../testing';
import type { BackendOptions } from './BackendOptions';

// eslint-disable-next-line no-restricted-syntax -- never in a production build
const SCRIPT = join(__dirname, 'backendProcess.ts');
/** Loading a backend takes seconds, and more where others use the machine. */
const START_PATIENCE_MS = 240_000;
const STOP_PATIENCE_MS = 30_000;
/** What a process said last, for the message of a test that fails. */
const KEPT_OUTPUT = 8_000;
const RETRY_CALL_MS = 20;

/** Token of whoever starts runs, and of whoever approves and merges. */
export const CALLERS = { 'token-of-ana': 'ana', 'token-of-ben': 'ben' };
export type CallerToken = keyof typeof CALLERS;

/** A backend that can be killed and started again on the same data. */
export class KillableBackend {
  readonly #options: BackendOptions;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(options: BackendOptions) {
    this.#options = options;
  }

  /** Chooses a free port; starts nothing yet. */
  static async create(
    options: Pick<BackendOptions, 'folder' | 'entities' | 'workers'> &
      Partial<Pick<BackendOptions, 'workFolder' | 'postgres' | 'migrations'>>,
  ): Promise<KillableBackend> {
    return new KillableBackend({
      workFolder: 'work',
      migrations: [],
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
    return this.#child?.pid;
  }

  /** Resolves when the orchestrator answers. */
  async start(): Promise<void> {
    this.#output = '';
    // In a file: a catalog of thousands is too long for an argument.
    const optionsFile = join(this.folder, `backend-${this.#options.port}.json`);
    await writeFile(optionsFile, JSON.stringify(this.#options));
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        SCRIPT,
        optionsFile,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_ENV: 'development',
          NODE_OPTIONS: '',
          NODE_COMPILE_CACHE: join(this.folder, 'compiled'),
          LOG_LEVEL: 'warn',
          NO_COLOR: '1',
        },
      },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-KEPT_OUTPUT);
      });
    }
    const client = this.client('token-of-ana');
    let refusal: unknown;
    await eventually(
      'the backend answers',
      async () => {
        if (child.exitCode !== null) {
          throw new Error(`The backend ended by itself:\n${this.#output}`);
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
      throw new Error(`${error.message}, but: ${refusal}\n${this.#output}`);
    });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /**
   * Asks it to end.
   *
   * @returns milliseconds that it took
   */
  async terminate(): Promise<number> {
    const before = Date.now();
    await this.#end('SIGTERM');
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
    return this.#output;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = once(child, 'exit');
    child.kill(signal);
    const ended = await Promise.race([
      exited.then(() => true),
      sleep(STOP_PATIENCE_MS, false, { ref: false }),
    ]);
    if (!ended) {
      child.kill('SIGKILL');
      throw new Error(`The backend did not end:\n${this.#output}`);
    }
    this.#child = undefined;
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

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('A server on a port has no port');
  }
  return address.port;
}
