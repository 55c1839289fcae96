import {
  trainMetricSchema,
  type EvidenceLink,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { serveHttp, type HttpTestServer } from '../testing';
import type { TemplatedHttpOptions } from '../httpClient';
import { HttpMetricSource } from './HttpMetricSource';

const SECRET = 'sEcReT-0123456789';
const signal = new AbortController().signal;
const values = {
  product: { id: 'check/out', title: 'a"b ${apiKey} ${{ 1 }}' },
};

let server: HttpTestServer;
let other: HttpTestServer;

beforeAll(async () => {
  other = await serveHttp(() => ({ value: 'of another' }));
  server = await serveHttp(({ url }, response) => {
    const status = Number(url.searchParams.get('status') ?? 200);
    response.statusCode = status;
    const to = url.searchParams.get('to');
    if (to) {
      response.setHeader('location', to);
    }
    switch (url.pathname) {
      case '/silent':
        return undefined;
      case '/text':
        response.end('hello');
        return undefined;
      case '/circle':
        response.statusCode = 307;
        response.setHeader('location', '/circle');
        response.end();
        return undefined;
      case '/long':
        return { value: 'x'.repeat(10_000) };
      default:
        return { data: [{ value: 7, none: null }], status };
    }
  });
});

afterAll(async () => {
  await server.close();
  await other.close();
});

function make(more: Partial<TemplatedHttpOptions> = {}) {
  return new HttpMetricSource({
    setting: 'orchestrator.metricSources.http',
    allow: [server.origin],
    secrets: {
      apiKey: { value: SECRET, origins: [server.origin] },
      elsewhere: { value: SECRET, origins: ['https://api.example.com'] },
    },
    timeoutMs: 200,
    maxBytes: 1_000,
    ...more,
  });
}

function specOf(spec: Record<string, unknown>) {
  return trainMetricSchema.parse({ name: 'm', http: spec }).http!;
}

async function read(
  spec: Record<string, unknown>,
  options: Partial<TemplatedHttpOptions> = {},
) {
  const evidence: EvidenceLink[] = [];
  const value = await make(options).read(specOf(spec), {
    values,
    signal,
    evidence,
  });
  return { value, evidence, request: server.requests.at(-1)! };
}

describe('HttpMetricSource', () => {
  it('reads what stands at a pointer, and encodes what a template puts into an address', async () => {
    const { value, request, evidence } = await read({
      url: `${server.origin}/p/\${{ product.id }}?x=1`,
      pointer: '/data/0/value',
    });
    expect(value).toBe(7);
    expect(request.url.pathname).toBe('/p/check%2Fout');
    expect(evidence).toEqual([
      {
        title: new URL(server.origin).host,
        url: `${server.origin}/p/check%2Fout?x=1`,
      },
    ]);
  });

  it.each([
    ['', { data: [{ value: 7, none: null }], status: 200 }],
    ['/data/0/none', null],
    ['/data/1/value', undefined],
    ['/data/length', undefined],
    ['/constructor', undefined],
  ])('answers pointer %j', async (pointer, expected) => {
    expect((await read({ url: server.origin, pointer })).value).toEqual(
      expected,
    );
  });

  it('sends secrets and texts in headers and body, and reads no value as a template', async () => {
    const { request } = await read({
      url: server.origin,
      method: 'POST',
      headers: {
        Authorization: 'Bearer ${apiKey}',
        'X-Product': '${{ product.title }}',
      },
      body: { q: ['${{ product.title }}', 3, null], deep: { n: true } },
    });
    expect(request).toMatchObject({
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRET}`,
        'x-product': values.product.title,
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(request.body)).toEqual({
      q: [values.product.title, 3, null],
      deep: { n: true },
    });
  });

  it('follows redirects to the same origin', async () => {
    expect(
      (await read({ url: `${server.origin}/?status=302&to=/there` })).request
        .url.pathname,
    ).toBe('/there');
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    [
      'an origin that is not listed',
      () => ({ url: `${other.origin}/x` }),
      'http.url: found "http://127.0.0.1',
    ],
    ['another protocol', () => ({ url: 'file:///etc/passwd' }), 'http.url'],
    [
      'credentials in an address',
      () => ({ url: server.origin.replace('//', '//ana:pw@') }),
      'http.url',
    ],
    [
      'a redirect to another origin',
      () => ({
        url: `${server.origin}/?status=302&to=${encodeURIComponent(
          other.origin,
        )}`,
      }),
      'a redirect is followed only to the same origin',
    ],
    [
      'redirects in a circle',
      () => ({ url: `${server.origin}/circle` }),
      'redirects more than 3 times',
    ],
    [
      'a redirect to nowhere',
      () => ({ url: `${server.origin}/?status=302` }),
      'redirects',
    ],
    [
      'a secret that is for another origin',
      () => ({ url: server.origin, headers: { a: '${elsewhere}' } }),
      'http.headers: found "${elsewhere}", accepted is a secret of',
    ],
    [
      'a secret that is not there',
      () => ({ url: server.origin, headers: { a: '${constructor}' } }),
      'http.headers: found "${constructor}"',
    ],
    [
      'a header that is not for a manifest',
      () => ({ url: server.origin, headers: { Host: 'internal' } }),
      'http.headers: found "Host"',
    ],
    [
      'a bad status',
      () => ({ url: `${server.origin}/?status=503` }),
      'answers with status 503',
    ],
    [
      'what is no JSON',
      () => ({ url: `${server.origin}/text` }),
      'answers something that is no JSON',
    ],
    [
      'a long answer',
      () => ({ url: `${server.origin}/long` }),
      'it answers more than 1000 bytes',
    ],
    [
      'silence',
      () => ({ url: `${server.origin}/silent` }),
      'did not answer within 0.2 s',
    ],
  ])('says what is wrong with %s', async (_, spec, message) => {
    const before = other.requests.length;
    await expect(read(spec())).rejects.toThrow(message);
    expect(other.requests).toHaveLength(before);
  });

  it('refuses a name that leads to this machine, unless its address is listed', async () => {
    // Every resolver leads names below localhost to loopback (RFC 6761).
    const name = server.origin.replace('127.0.0.1', 'metrics.localhost');
    await expect(read({ url: name }, { allow: [name] })).rejects.toThrow(
      /it leads to (127\.0\.0\.1|::1), an address of this machine|there is no such host/,
    );
    const listed = server.origin.replace('127.0.0.1', 'localhost');
    expect((await read({ url: listed }, { allow: [listed] })).value).toEqual(
      expect.objectContaining({ status: 200 }),
    );
  });

  it('shows no secret in an error', async () => {
    await expect(
      read({ url: `${server.origin}/${SECRET}/../silent` }),
    ).rejects.toThrow('did not answer');
    await expect(read({ url: `nothing:${SECRET}` })).rejects.toThrow(
      'http.url: found "nothing:***"',
    );
  });
});
