import { flagDefinition, PRODUCTS } from './products.mjs';

const TIMEOUT_MS = 5000;

/** The flags of the portal, as a service sees them: through the OpenFeature Remote Evaluation Protocol. */
export class PortalFlags {
  #base;
  #headers;
  /** Answers by who asked, since the portal says when nothing has changed. */
  #known = new Map();

  /** @param {{ portalUrl: string, token: string }} options */
  constructor({ portalUrl, token }) {
    this.#base = `${portalUrl}/api/orchestrator`;
    this.#headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    };
  }

  /**
   * All flags as this person gets them.
   *
   * @param {{ targetingKey: string }} context
   * @param {{ waitSeconds?: number }} [options] - how long the portal may wait for something new before it answers; it
   * answers the first time at once
   * @returns {Promise<{ key: string, value: unknown, metadata?: { killed?: boolean } }[]>}
   */
  async evaluate(context, { waitSeconds = 0 } = {}) {
    const known = this.#known.get(context.targetingKey);
    const response = await this.#send('POST', '/ofrep/v1/evaluate/flags', {
      body: { context },
      headers: known && {
        'if-none-match': known.etag,
        ...(waitSeconds > 0 && { prefer: `wait=${waitSeconds}` }),
      },
      timeoutMs: TIMEOUT_MS + waitSeconds * 1000,
    });
    if (response.status === 304) return known.flags;
    const { flags } = await jsonOf(response);
    const etag = response.headers.get('etag');
    if (etag) this.#known.set(context.targetingKey, { etag, flags });
    return flags;
  }

  /** Makes the flags that the services ask for, where they are not there yet. */
  async declare() {
    for (const product of PRODUCTS) {
      const response = await this.#send('PUT', `/flags/${product.flag}`, {
        body: flagDefinition(product),
      });
      // 409: it is there already, as somebody may have changed it.
      if (response.status === 409) await response.body?.cancel();
      else await jsonOf(response);
    }
  }

  /**
   * Says that the kill of a flag was seen at an instant, for gates that ask whether its kill switch was tried.
   *
   * @param {string} key @param {number} seenAt ms
   */
  async tellKillSeen(key, seenAt) {
    const { killed } = await jsonOf(await this.#send('GET', `/flags/${key}`));
    // Revived in the meantime: nothing to tell.
    if (!killed) return;
    const killedWithinMs = Math.max(0, seenAt - Date.parse(killed.at));
    await jsonOf(
      await this.#send('POST', `/flags/${key}/trials`, {
        body: { killedWithinMs },
      }),
    );
  }

  #send(method, path, { body, headers, timeoutMs = TIMEOUT_MS } = {}) {
    return fetch(`${this.#base}${path}`, {
      method,
      headers: { ...this.#headers, ...headers },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
  }
}

async function jsonOf(response) {
  if (response.ok) return response.json();
  throw new Error(
    `${response.url} answered ${response.status}: ${(
      await response.text()
    ).slice(0, 300)}`,
  );
}
