import { ResponseError } from '@backstage/errors';
import { createOrchestratorClient } from './client';

type Answer = Pick<Response, 'ok'> & Partial<Response>;

function clientAnswering(answer: Answer) {
  const fetchMock = jest.fn(
    async (_url: string, _init: RequestInit) => answer as Response,
  );
  const client = createOrchestratorClient({
    discoveryApi: {
      getBaseUrl: async plugin => `http://portal/api/${plugin}`,
    },
    fetchApi: { fetch: fetchMock as unknown as typeof fetch },
  });
  return { client, fetchMock };
}

const json = (body: unknown): Answer => ({ ok: true, json: async () => body });

describe('createOrchestratorClient', () => {
  it('fills paths and queries in', async () => {
    const { client, fetchMock } = clientAnswering(json({ items: [] }));
    await client.listTargets({
      params: { runId: 'a/b' },
      query: { status: ['open', 'failed'], limit: 5, q: undefined },
    });
    const [url, init] = fetchMock.mock.calls[0];
    expect(url).toBe(
      'http://portal/api/orchestrator/runs/a%2Fb/targets?status=open&status=failed&limit=5',
    );
    expect(init).toMatchObject({
      method: 'GET',
      headers: { accept: 'application/json' },
    });
    expect(init.body).toBeUndefined();
  });

  it('sends bodies as JSON, with the token of the caller', async () => {
    const { client, fetchMock } = clientAnswering(json({ id: 'run-1' }));
    const signal = new AbortController().signal;
    await expect(
      client.createRun({ body: { manifest: 'x' } }, { token: 't', signal }),
    ).resolves.toEqual({ id: 'run-1' });
    expect(fetchMock).toHaveBeenCalledWith(
      'http://portal/api/orchestrator/runs',
      {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          authorization: 'Bearer t',
        },
        body: '{"manifest":"x"}',
        signal,
      },
    );
  });

  it('reads files piece by piece', async () => {
    const { client } = clientAnswering({
      ok: true,
      body: new Blob(['one', 'two']).stream(),
    });
    const pieces: Uint8Array[] = [];
    for await (const piece of await client.exportRun({
      params: { runId: 'a' },
    })) {
      pieces.push(piece);
    }
    expect(Buffer.concat(pieces).toString()).toBe('onetwo');
  });

  it('has no pieces where there is no body', async () => {
    const { client } = clientAnswering({ ok: true, body: null });
    const file = await client.exportRun({ params: { runId: 'a' } });
    await expect(file[Symbol.asyncIterator]().next()).resolves.toMatchObject({
      done: true,
    });
  });

  it('sends files as they are', async () => {
    const { client, fetchMock } = clientAnswering(json({ id: 'run-1' }));
    async function* file() {
      yield Buffer.from('one');
      yield Buffer.from('two');
    }
    await client.importRun({ body: file() });
    const [, init] = fetchMock.mock.calls[0];
    expect(init.headers).toMatchObject({ 'content-type': 'application/gzip' });
    expect(await (init.body as Blob).text()).toBe('onetwo');
  });

  it('calls without input, and reads text', async () => {
    const { client, fetchMock } = clientAnswering({
      ok: true,
      text: async () => 'a,b',
    });
    await expect(client.getReportCsv({ params: { runId: '1' } })).resolves.toBe(
      'a,b',
    );
    expect(fetchMock.mock.calls[0][1].headers).toMatchObject({
      accept: 'text/csv, application/json',
    });
    const inbox = clientAnswering(json({ items: [] }));
    await inbox.client.getInbox();
    expect(inbox.fetchMock.mock.calls[0][0]).toBe(
      'http://portal/api/orchestrator/inbox',
    );
  });

  it('throws the problem that the server tells', async () => {
    const problem = {
      status: 409,
      detail: 'It has started already',
      error: { name: 'ConflictError', message: 'It has started already' },
      response: { statusCode: 409 },
    };
    const { client } = clientAnswering({
      ok: false,
      status: 409,
      statusText: 'Conflict',
      headers: new Headers({
        'content-type': 'application/json; charset=utf-8',
      }),
      text: async () => JSON.stringify(problem),
    });
    const error: ResponseError = await client
      .startRun({ params: { runId: '1' } })
      .catch(caught => caught);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.body).toEqual(problem);
    expect(error.cause.name).toBe('ConflictError');
  });
});
