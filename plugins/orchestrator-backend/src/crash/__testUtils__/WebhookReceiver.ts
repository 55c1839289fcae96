import type { ServerResponse } from 'node:http';
import { serveHttp, type HttpTestServer } from '../../testing';

/** A system that a webhook leads to. It can keep those who post waiting, so that they die with a post under way. */
export class WebhookReceiver {
  readonly #told = new Set<string>();
  readonly #cut = new Set<string>();
  readonly #kept: ServerResponse[] = [];
  #server: HttpTestServer | undefined;
  #keeps = false;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server = await serveHttp(({ headers, body }, response) => {
      const id = `${headers['webhook-id']}`;
      if (JSON.parse(body).id !== id) {
        throw new Error('The id is not that of the event');
      }
      response.on('close', () => {
        (response.writableFinished ? receiver.#told : receiver.#cut).add(id);
      });
      if (receiver.#keeps) {
        receiver.#kept.push(response);
      } else {
        accept(response);
      }
    });
    return receiver;
  }

  get url(): string {
    return `${this.#server?.origin}/events`;
  }

  /** Ids of the events that it has accepted. */
  get told(): ReadonlySet<string> {
    return this.#told;
  }

  /** Ids of the events whose sender went away before it got the answer. */
  get cut(): ReadonlySet<string> {
    return this.#cut;
  }

  /** How many wait for their answer. */
  get waiting(): number {
    return this.#kept.filter(response => !response.destroyed).length;
  }

  /** Answers nobody from now on. */
  keep(): void {
    this.#keeps = true;
  }

  /** Answers those who wait, and all who come. */
  release(): void {
    this.#keeps = false;
    this.#kept.splice(0).forEach(accept);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }
}

function accept(response: ServerResponse): void {
  response.statusCode = 204;
  response.end();
}
