import { createServer } from 'node:http';
import { readConfig } from './config.js';
import { createLogger } from './logger.js';
import { requestIdOf } from './request-id.js';
import { routes } from './routes.js';

const config = readConfig();
const logger = createLogger(config);

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
  }
  return text ? JSON.parse(text) : {};
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const requestId = requestIdOf(request.headers);
  const send = (status, body) => {
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
    const result = handle({ body, query: url.searchParams, headers: request.headers });
    send(200, result ?? null);
  } catch (error) {
    send(400, { error: error.message });
  }
});

server.listen(process.env.PORT ?? config.service.port);
