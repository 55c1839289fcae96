import { systemClock } from '../../clock';
import { startTestServer, type TestAnswer } from './testServer';
import { VendorApi } from './VendorApi';

const token = 'Bearer s3cr3t-token';

async function send(answer: TestAnswer) {
  const server = await startTestServer(() => answer);
  const api = new VendorApi({
    name: 'flags',
    url: server.url,
    token,
    clock: systemClock,
  });
  try {
    return await api.send({ method: 'GET', path: '/x' });
  } finally {
    await server.close();
  }
}

describe('a flag system over HTTP', () => {
  it.each<[TestAnswer, unknown]>([
    [{ body: { a: 1 } }, { a: 1 }],
    [{}, undefined],
    [{ status: 404, body: {} }, undefined],
  ])('answers %j', async (answer, result) => {
    expect(await send(answer)).toEqual(result);
  });

  it.each<[TestAnswer, object]>([
    [{ status: 401 }, { class: 'permanent', code: 'authFailed' }],
    [{ status: 403 }, { class: 'permanent', code: 'authFailed' }],
    [
      { status: 422, body: { message: 'No such variation' } },
      {
        class: 'permanent',
        code: 'flagRefused',
        message:
          'flags answered 422 to GET /x: {"message":"No such variation"}',
      },
    ],
    [{ status: 409 }, { class: 'transient', code: 'flagHostUnavailable' }],
    [{ status: 503 }, { class: 'transient', code: 'flagHostUnavailable' }],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { class: 'rateLimited', retryAfter: expect.any(String) },
    ],
    [
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { class: 'transient', code: 'flagHostUnavailable' },
    ],
  ])('fails on %j', async (answer, failure) => {
    await expect(send(answer)).rejects.toMatchObject({ failure });
  });

  it('keeps the token out of what it tells', async () => {
    await expect(
      send({ status: 422, body: { sent: token } }),
    ).rejects.toMatchObject({
      failure: { message: expect.not.stringContaining('s3cr3t') },
    });
  });

  it('does not take a write for done whose place is not there', async () => {
    const server = await startTestServer(() => ({ status: 404 }));
    const api = new VendorApi({
      name: 'flags',
      url: server.url,
      token,
      clock: systemClock,
    });
    await expect(
      api.send({ method: 'POST', path: '/off' }),
    ).rejects.toMatchObject({ failure: { code: 'flagRefused' } });
    await server.close();
  });

  it('fails where nobody answers', async () => {
    const api = new VendorApi({
      name: 'flags',
      url: 'http://127.0.0.1:1',
      token,
      clock: systemClock,
    });
    await expect(
      api.send({ method: 'POST', path: '/x', body: {} }),
    ).rejects.toMatchObject({
      failure: {
        class: 'transient',
        message: "flags can't be reached: POST /x",
      },
    });
  });
});
