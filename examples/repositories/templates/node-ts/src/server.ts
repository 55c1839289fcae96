import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { requestIdOf } from './request-id.ts';
import { routes } from './routes.ts';

export interface RouteInput {
  // The body has been parsed, not checked: each route knows its own shape.
  body: any;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}
export type Routes = Record<string, (input: RouteInput) => unknown>;

const config = readConfig();
const logger = createLogger(config);

async function bodyOf(request: IncomingMessage) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text ? JSON.parse(text) : {};
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const requestId = requestIdOf(request.headers);
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': requestId });
    response.end(JSON.stringify(body));
    logger.info({ requestId, method: request.method, path: url.pathname, status });
  };
  if (url.pathname === '/healthz') {
    send(200, { status: 'ok' });
    return;
  }
  const handle = routes[`${request.method} ${url.pathname}`];
  if (!handle) {
    send(404, { error: 'not found' });
    return;
  }
  try {
    const body = await bodyOf(request);
    send(200, handle({ body, query: url.searchParams, headers: request.headers }) ?? null);
  } catch (error) {
    send(400, { error: error instanceof Error ? error.message : String(error) });
  }
});

server.listen(process.env.PORT ?? config.service.port);
