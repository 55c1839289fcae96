import type { JsonObject } from '@backstage/types';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came. */
export interface Call {
  path: string;
  authorization?: string;
  body?: JsonObject;
}

/** What is answered. */
export type Answer = [status: number, body: object];

/** The orchestrator's side of the conversation, over real HTTP. */
export class FakeOrchestrator {
  readonly calls: Call[] = [];
  readonly answers: Record<string, Answer[]> = {};
  readonly #server: Server = createServer(async (request, response) => {
    const path = `${request.method} ${request.url}`;
    this.calls.push({
      path,
      authorization: request.headers.authorization,
      body: await readJson(request),
    });
    const answers = this.answers[path] ?? [];
    // The last answer stays.
    const [status, body] = (answers.length > 1
      ? answers.shift()
      : answers[0]) ?? [404, {}];
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(body));
  });

  async start(): Promise<string> {
    await new Promise<void>(resolve => {
      this.#server.listen(0, resolve);
    });
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function readJson(
  request: IncomingMessage,
): Promise<JsonObject | undefined> {
  let text = '';
  for await (const part of request) {
    text += part;
  }
  return text === '' ? undefined : JSON.parse(text);
}

/** An error as the orchestrator answers it. */
export function problem(status: number, message: string): Answer {
  return [
    status,
    {
      status,
      detail: message,
      error: { name: 'Error', message },
      response: { statusCode: status },
    },
  ];
}
