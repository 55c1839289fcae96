import { signIn } from './api';
import type { Portal } from './portal';
import { ANA } from './users';

/** Asks for a flag as an SDK does, over the OpenFeature Remote Evaluation Protocol. */
export class FlagClient {
  readonly #portal: Portal;
  #token?: Promise<string>;

  constructor(portal: Portal) {
    this.#portal = portal;
  }

  /** @param context - who asks: `targetingKey`, and attributes such as `region` */
  async evaluate(key: string, context: object): Promise<unknown> {
    this.#token ??= signIn(this.#portal, ANA);
    const response = await fetch(
      `${this.#portal.url}/api/orchestrator/ofrep/v1/evaluate/flags/${key}`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await this.#token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ context }),
      },
    );
    return (await response.json()).value;
  }
}
