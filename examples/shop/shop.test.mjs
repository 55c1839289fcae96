import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from './createServer.mjs';
import { PortalFlags } from './PortalFlags.mjs';
import { Shop } from './Shop.mjs';

/** A portal that turns the checkout's flag on for every other shopper in Germany. */
const declared = [];
const asked = [];
const trials = [];
/** What was asked for where nothing was new. */
const preferred = [];
let killedAt;
let portal;
let shop;
let server;

const listen = async one => {
  await new Promise(resolve => one.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${one.address().port}`;
};
let url;

beforeEach(async () => {
  declared.length = 0;
  asked.length = 0;
  trials.length = 0;
  preferred.length = 0;
  killedAt = undefined;
  portal = createHttpServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    response.setHeader('content-type', 'application/json');
    if (request.headers.authorization !== 'Bearer secret') {
      response.statusCode = 401;
      response.end('{}');
    } else if (request.method === 'PUT') {
      declared.push(request.url);
      response.statusCode = declared.length === 1 ? 409 : 200;
      response.end('{}');
    } else if (request.method === 'GET') {
      response.end(JSON.stringify({ killed: killedAt && { at: killedAt } }));
    } else if (request.url.endsWith('/trials')) {
      trials.push([request.url, body]);
      response.end('{}');
    } else if (body.context.targetingKey === 'operations') {
      const metadata = killedAt ? { killed: true } : {};
      const etag = `"${killedAt}"`;
      response.setHeader('etag', etag);
      if (request.headers['if-none-match'] === etag) {
        response.statusCode = 304;
        preferred.push(request.headers.prefer);
      }
      response.end(
        JSON.stringify({ flags: [{ key: 'instalments', metadata }] }),
      );
    } else if (request.headers['if-none-match'] === '"1"') {
      asked.push(304);
      response.statusCode = 304;
      response.end();
    } else {
      asked.push(200);
      response.setHeader('etag', '"1"');
      const { region, targetingKey } = body.context;
      response.end(
        JSON.stringify({
          flags: [
            {
              key: 'checkout-instalments',
              value: region === 'de' && Number(targetingKey.slice(3)) % 2 === 0,
            },
          ],
        }),
      );
    }
  });
  const flags = new PortalFlags({
    portalUrl: await listen(portal),
    token: 'secret',
  });
  shop = new Shop({ flags, waitSeconds: 25 });
  server = createServer(shop);
  url = await listen(server);
});

afterEach(() => {
  for (const one of [portal, server]) {
    one.closeAllConnections();
    one.close();
  }
});

async function query(text, path = 'query', parameters = {}) {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ query: text, ...parameters }),
  });
  return { code: response.status, ...(await response.json()) };
}

const errorsIn = async audience =>
  Number(
    (await query(`http_error_ratio{service="checkout",audience="${audience}"}`))
      .data.result[0].value[1],
  );

test('declares its flags once, and leaves those that are there', async () => {
  assert.equal(await shop.round(), undefined);
  assert.equal(await shop.round(), undefined);
  assert.deepEqual(declared, [
    '/api/orchestrator/flags/vault-mandates',
    '/api/orchestrator/flags/instalments',
    '/api/orchestrator/flags/checkout-instalments',
    '/api/orchestrator/flags/shop-instalments',
    '/api/orchestrator/flags/estimates-due-day',
  ]);
});

test('asks for everybody only when something has changed', async () => {
  await shop.look();
  await shop.round();
  const first = asked.length;
  await shop.look();
  await shop.round();
  assert.equal(asked.length, first);
  // The portal may hold the question until there is news.
  assert.deepEqual(preferred, ['wait=25']);
  killedAt = new Date().toISOString();
  await shop.look();
  await shop.round();
  assert.ok(asked.length > first);
});

test('fails where the new checkout meets a decimal comma, until it is mended', async () => {
  await shop.round();
  assert.ok((await errorsIn('germany')) > 0.1);
  assert.ok((await errorsIn('pilot')) < 0.01);
  const mended = await fetch(`${url}/faults/decimal-comma`, {
    method: 'POST',
    body: JSON.stringify({ on: false }),
  });
  assert.deepEqual(await mended.json(), { on: false });
  await shop.round();
  assert.ok((await errorsIn('germany')) < 0.01);
});

test('tells how long a new kill took to be seen, once', async () => {
  killedAt = new Date(Date.now() - 60_000).toISOString();
  await shop.look();
  killedAt = undefined;
  await shop.look();
  killedAt = new Date().toISOString();
  await shop.look();
  await shop.look();
  assert.equal(trials.length, 1);
  const [path, { killedWithinMs }] = trials[0];
  assert.equal(path, '/api/orchestrator/flags/instalments/trials');
  assert.ok(killedWithinMs >= 0 && killedWithinMs < 5000);
});

test('can be mended on its page', async () => {
  const shown = await (await fetch(url)).text();
  assert.match(shown, /trips over a decimal comma/);
  const mended = await fetch(`${url}/faults/decimal-comma`, {
    method: 'POST',
    body: new URLSearchParams({ on: 'false' }),
  });
  assert.match(await mended.text(), /reads a decimal comma/);
});

test('goes on without the portal, as if all flags were off', async () => {
  portal.closeAllConnections();
  portal.close();
  assert.match(await shop.round(), /fetch failed/);
  assert.ok((await errorsIn('germany')) < 0.01);
});

test('answers a range, and says what it can not read', async () => {
  const start = Date.now() - 20_000;
  for (let second = 0; second <= 20; second += 2) {
    await shop.round(start + second * 1000);
  }
  const { data } = await query(
    'http_latency_seconds{service=~"check.*",audience!="pilot",env="production"}',
    'query_range',
    { start: start / 1000, end: start / 1000 + 20, step: '2s' },
  );
  assert.equal(data.resultType, 'matrix');
  assert.deepEqual(
    data.result.map(({ metric, values }) => [metric.audience, values.length]),
    [
      ['germany', 11],
      ['everywhere', 11],
    ],
  );
  const refused = await query('sum(rate(http_errors_total[1m]))');
  assert.equal(refused.code, 400);
  assert.match(refused.error, /accepted is a selector/);
});

test('exposes all gauges to Prometheus', async () => {
  await shop.round();
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.equal(text.match(/^# TYPE http_error_ratio gauge$/gm)?.length, 1);
  assert.match(
    text,
    /^http_error_ratio\{service="payments",env="staging"\} 0\.002$/m,
  );
  assert.match(text, /^orders_in_instalments_percent [\d.]+$/m);
});

test('has a dashboard for each product, and no other', async () => {
  await shop.round();
  const known = await fetch(`${url}/dashboards/checkout`);
  assert.equal(known.status, 200);
  assert.match(await known.text(), /http_error_ratio<td>germany/);
  assert.equal((await fetch(`${url}/dashboards/other`)).status, 404);
});

test('keeps what the public was told, once for each key', async () => {
  const tell = () =>
    fetch(`${url}/status-page/messages`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k1' },
      body: JSON.stringify({ subject: '<New>', text: 'Pay later' }),
    });
  assert.equal((await tell()).status, 202);
  await tell();
  const messages = await (await fetch(`${url}/status-page/messages`)).json();
  assert.equal(messages.length, 1);
  assert.equal(messages[0].deliveries, 2);
  const shown = await (await fetch(`${url}/status-page`)).text();
  assert.match(shown, /&lt;New&gt;/);
});
