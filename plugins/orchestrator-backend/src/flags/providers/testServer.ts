import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** What the server answers. */
export interface TestAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A server on loopback that stands for a vendor's. */
export interface TestServer {
  url: string;
  seen: SeenRequest[];
  /** Method and path of what was asked for, without reads. */
  writes(): string[];
  close(): Promise<void>;
}

/**
 * Starts a server that hands every request to a function; what that throws is answered with 400 and its message, so that
 * a request that does not fit the vendor's description fails the call.
 */
export async function startTestServer(
  answer: (request: SeenRequest) => TestAnswer,
): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const asked: SeenRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    seen.push(asked);
    let given: TestAnswer;
    try {
      given = answer(asked);
    } catch (error) {
      given = { status: 400, body: { message: String(error) } };
    }
    response.writeHead(given.status ?? 200, {
      'content-type': 'application/json',
      ...given.headers,
    });
    response.end(
      given.body === undefined ? undefined : JSON.stringify(given.body),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    writes: () =>
      seen
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${path}`),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
