import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  START_PATIENCE_MS,
  startBackend,
} from '../../plugins/orchestrator-backend/src/__testUtils__/ownProcess';
import { freePort } from '../../plugins/orchestrator-backend/src/testing/freePort';
import type { ScriptProcess } from '../../plugins/orchestrator-backend/src/testing/ScriptProcess';
import type { PortalOptions } from './PortalOptions';

const SCRIPT = join(__dirname, 'portalProcess.ts');
const RETRY_MS = 200;

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
    const backend = startBackend(SCRIPT, { ...options, port });
    try {
      const baseUrl = `http://127.0.0.1:${port}`;
      const token = await signIn(baseUrl, options.userRef, backend);
      return await work(new Portal(baseUrl, token));
    } finally {
      await backend.end();
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
  backend: ScriptProcess,
): Promise<string> {
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    if (backend.failure || Date.now() > until) {
      throw new Error(
        backend.failure ?? `The portal does not answer:\n${backend.output}`,
      );
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
