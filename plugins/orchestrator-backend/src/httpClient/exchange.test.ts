import { serveHttp, type HttpTestServer } from '../testing';
import { exchange, type ExchangeRequest } from './exchange';
import { refuseLocalAddress } from './localAddresses';

let server: HttpTestServer;

beforeAll(async () => {
  server = await serveHttp(({ url }, response) => {
    switch (url.pathname) {
      case '/silent':
        return undefined;
      case '/cut':
        response.destroy();
        return undefined;
      case '/endless':
        response.write('x'.repeat(2_000));
        return undefined;
      default:
        response.statusCode = 201;
        return { path: url.pathname };
    }
  });
});

afterAll(() => server.close());

function ask(path: string, more: Partial<ExchangeRequest> = {}) {
  return exchange({
    url: new URL(path, server.origin),
    signal: new AbortController().signal,
    timeoutMs: 200,
    maxBytes: 1_000,
    ...more,
  });
}

describe('exchange', () => {
  it('sends a request and reads the answer', async () => {
    expect(
      await ask('/a', { method: 'PUT', body: 'é', headers: { 'x-a': '1' } }),
    ).toMatchObject({ status: 201, text: '{"path":"/a"}' });
    expect(server.requests.at(-1)).toMatchObject({
      method: 'PUT',
      body: 'é',
      headers: { 'x-a': '1', 'content-length': '2' },
    });
  });

  it.each([
    ['/silent', 'did not answer within 0.2 s'],
    ['/cut', 'the connection was cut'],
    ['/endless', 'it answers more than 1000 bytes'],
  ])('tells of %s that the request may have arrived', async (path, message) => {
    await expect(ask(path)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      mayHaveArrived: true,
    });
  });

  it.each<[string, Partial<ExchangeRequest>, string]>([
    [
      'nobody listens',
      { url: new URL('http://127.0.0.1:1/') },
      '127.0.0.1:1 could not be asked: the connection was refused',
    ],
    [
      'there is no such host',
      { url: new URL('http://nothing.invalid/') },
      'nothing.invalid could not be asked: ',
    ],
    [
      'it was given up before',
      { signal: AbortSignal.abort() },
      'it was given up',
    ],
  ])('tells that nothing arrived where %s', async (_, more, message) => {
    await expect(ask('/', { timeoutMs: 5_000, ...more })).rejects.toMatchObject(
      {
        message: expect.stringContaining(message),
        mayHaveArrived: false,
      },
    );
  });

  it('looks at the address that a name leads to before it connects', async () => {
    const before = server.requests.length;
    const url = new URL(server.origin.replace('127.0.0.1', 'localhost'));
    await expect(
      ask('/', { url, checkAddress: refuseLocalAddress }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(
        /it leads to (127\.0\.0\.1|::1), an address of this machine/,
      ),
      mayHaveArrived: false,
    });
    expect(server.requests).toHaveLength(before);
    const seen: string[] = [];
    await ask('/', { url, checkAddress: address => seen.push(address) });
    expect(seen).toContain('127.0.0.1');
  });
});

describe('refuseLocalAddress', () => {
  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '169.254.169.254',
    '::1',
    '::',
    'fe80::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
  ])('refuses %s', address => {
    expect(() => refuseLocalAddress(address)).toThrow('it leads to');
  });

  it.each(['10.0.0.1', '192.168.1.1', '8.8.8.8', '2001:db8::1'])(
    'takes %s',
    address => {
      expect(() => refuseLocalAddress(address)).not.toThrow();
    },
  );
});
