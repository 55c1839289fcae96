import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that a server of a test got. */
export interface ReceivedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real HTTP server of a test, on this machine. */
export interface HttpTestServer {
  origin: string;
  /** All that came in, oldest first. */
  requests: ReceivedRequest[];
  close(): Promise<void>;
}

/** What a server of a test answers: JSON, unless it writes the answer itself and returns nothing. */
export type TestAnswer = (
  request: ReceivedRequest,
  response: ServerResponse,
) => unknown;

/** Serves on a free port of this machine. An answer that throws is a 500 with its message. */
export async function serveHttp(answer: TestAnswer): Promise<HttpTestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    try {
      const request = {
        method: incoming.method ?? '',
        url: new URL(incoming.url ?? '', `http://${incoming.headers.host}`),
        headers: incoming.headers,
        body: await text(incoming),
      };
      requests.push(request);
      const json = await answer(request, response);
      if (json !== undefined) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(json));
      }
    } catch (error) {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: (error as Error).message }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
