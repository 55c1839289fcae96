import { createServer as createHttpServer } from 'node:http';
import { dashboard, home, statusPage } from './pages.mjs';
import { answerQuery } from './queryApi.mjs';

const MOST_BYTES = 256 * 1024;
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/**
 * What the shop shows to Prometheus, to the portal and to people.
 *
 * @param {import('./Shop.mjs').Shop} shop
 */
export function createServer(shop) {
  return createHttpServer((request, response) => {
    answer(shop, request)
      .catch(error => ({
        status: 400,
        type: JSON_TYPE,
        body: JSON.stringify({ error: error.message }),
      }))
      .then(({ status = 200, type, body }) => {
        response.writeHead(status, { 'content-type': type });
        response.end(body);
      });
  });
}

async function answer(shop, request) {
  const { pathname, searchParams } = new URL(request.url, 'http://shop');
  const now = Date.now();
  if (pathname === '/api/v1/query' || pathname === '/api/v1/query_range') {
    const parameters =
      request.method === 'POST'
        ? new URLSearchParams(await bodyOf(request))
        : searchParams;
    const { status, body } = answerQuery(
      shop.series,
      pathname,
      parameters,
      now,
    );
    return { ...json(body), status };
  }
  const service = /^\/dashboards\/([a-z-]+)$/.exec(pathname)?.[1];
  if (service && shop.knows(service)) {
    return html(dashboard(service, shop.series, now));
  }
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return html(home(shop));
    case 'GET /metrics':
      return {
        type: 'text/plain; version=0.0.4; charset=utf-8',
        body: shop.series.exposition(now),
      };
    case 'GET /status-page':
      return html(statusPage(shop.statusPage.list()));
    case 'GET /status-page/messages':
      return json(shop.statusPage.list());
    case 'POST /status-page/messages':
      shop.statusPage.receive(
        JSON.parse(await bodyOf(request)),
        request.headers['idempotency-key'],
        new Date(now).toISOString(),
      );
      return { ...json({ received: true }), status: 202 };
    case 'GET /faults/decimal-comma':
      return json({ on: shop.decimalComma });
    case 'POST /faults/decimal-comma': {
      const form = request.headers['content-type']?.startsWith(FORM);
      const on = readSwitch(await bodyOf(request), form);
      shop.decimalComma = on;
      return form ? html(home(shop)) : json({ on });
    }
    default:
      return { ...json({ error: `There is no ${pathname}` }), status: 404 };
  }
}

const html = body => ({ type: HTML, body });
const json = value => ({ type: JSON_TYPE, body: JSON.stringify(value) });

/** `on`, from JSON or from the form of the page. */
function readSwitch(body, form) {
  const { on } = form
    ? Object.fromEntries(new URLSearchParams(body))
    : JSON.parse(body);
  if (![true, false, 'true', 'false'].includes(on)) {
    throw new Error('on: accepted is true or false');
  }
  return String(on) === 'true';
}

async function bodyOf(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`accepted are ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
