import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortalOptions } from './PortalOptions';

const SCRIPT = join(__dirname, 'portalProcess.ts');
const START_PATIENCE_MS = 240_000;
const RETRY_MS = 200;
const KEPT_OUTPUT = 8_000;

/** A portal that answers, and somebody who has signed in to it. */
export class Portal {
  readonly #token: string;
  readonly #baseUrl: string;

  private constructor(baseUrl: string, token: string) {
    this.#baseUrl = baseUrl;
    this.#token = token;
  }

  /** Works with a portal, and ends it. */
  static async use<T>(
    options: Omit<PortalOptions, 'port'>,
    work: (portal: Portal) => Promise<T>,
  ): Promise<T> {
    const port = await freePort();
    const file = join(options.folder, 'portal.json');
    await mkdir(options.folder, { recursive: true });
    await writeFile(file, JSON.stringify({ ...options, port }));
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        SCRIPT,
        file,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          NODE_ENV: 'development',
          NODE_OPTIONS: '',
          LOG_LEVEL: 'warn',
          NO_COLOR: '1',
        },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = `${output}${text}`.slice(-KEPT_OUTPUT);
      });
    }
    try {
      const baseUrl = `http://127.0.0.1:${port}`;
      const token = await signIn(baseUrl, options.userRef, child).catch(
        error => {
          throw new Error(`${error}\n${output}`);
        },
      );
      return await work(new Portal(baseUrl, token));
    } finally {
      await end(child);
    }
  }

  /**
   * Calls the API as whoever has signed in.
   *
   * @param path - below `/api/orchestrator`
   */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#baseUrl}/api/orchestrator${path}`, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    const body = await response.text();
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${body.slice(0, 500)}`);
    }
    return JSON.parse(body);
  }

  /** The least that the same server can do: an answer of a few bytes to somebody unknown. */
  async ping(): Promise<void> {
    const health = `${this.#baseUrl}/.backstage/health/v1/liveness`;
    await (await fetch(health)).text();
  }
}

async function signIn(
  baseUrl: string,
  userRef: string,
  child: ChildProcess,
): Promise<string> {
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) {
      throw new Error('The portal did not start');
    }
    try {
      const ready = await fetch(`${baseUrl}/api/orchestrator/openapi.json`);
      const response = await fetch(
        `${baseUrl}/api/auth/example-users/refresh`,
        { headers: { 'x-example-user': userRef } },
      );
      if (response.ok && ready.status !== 503 && ready.status !== 404) {
        const session = (await response.json()) as {
          backstageIdentity: { token: string };
        };
        return session.backstageIdentity.token;
      }
    } catch {
      // Nobody listens yet.
    }
    await sleep(RETRY_MS);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
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
