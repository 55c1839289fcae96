import {
  serveHttp,
  type HttpTestServer,
  type ReceivedRequest,
} from '../testing';
import { OpaEngine } from './OpaEngine';
import { policyResult } from './policyResult';

const signal = new AbortController().signal;

/** Answers of the Data API, by the path of the rule. */
const RULES: Record<string, (input: Record<string, unknown>) => unknown> = {
  'release/allow': input => ({ result: input.risk === 'low' }),
  'release/verdict': () => ({
    result: { allow: false, reasons: ['no test', 'no owner'] },
    decision_id: 'd-1',
  }),
  'release/silent_denial': () => ({ result: { allow: false } }),
  'release/undefined': () => ({}),
  'release/text': () => ({ result: 'yes' }),
  'release/other': () => [],
};

let opa: HttpTestServer;

beforeAll(async () => {
  opa = await serveHttp((request, response) => {
    checkRequest(request);
    const path = request.url.pathname.replace('/opa/v1/data/', '');
    if (path === 'release/broken') {
      response.statusCode = 500;
      return {
        code: 'internal_error',
        message: 'error(s) occurred while evaluating query',
      };
    }
    return RULES[path](JSON.parse(request.body).input);
  });
});

afterAll(() => opa.close());

/** What Open Policy Agent asks of a request: REST API, "Get a Document (with Input)". */
function checkRequest({ method, url, headers, body }: ReceivedRequest): void {
  expect(method).toBe('POST');
  expect(url.pathname).toMatch(/^\/opa\/v1\/data\/[\w/-]+$/);
  expect(url.search).toBe('');
  expect(headers['content-type']).toBe('application/json');
  expect(headers.authorization).toBe('Bearer the-token');
  expect(Object.keys(JSON.parse(body))).toEqual(['input']);
}

function ask(path: string, input: Record<string, string> = {}, url?: string) {
  return policyResult(
    new OpaEngine({
      url: url ?? `${opa.origin}/opa`,
      token: 'the-token',
      timeoutMs: 1_000,
    }),
    { path, input },
    { train: { name: 'spring' } },
    signal,
  );
}

describe('OpaEngine', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['release/allow', { risk: 'low' }, 'pass', 'The policy allows it'],
    [
      'release/allow',
      { risk: 'high' },
      'fail',
      'The policy denies it: it says no reason',
    ],
    ['release/verdict', {}, 'fail', 'The policy denies it: no test; no owner'],
    [
      'release/silent_denial',
      {},
      'fail',
      'The policy denies it: it says no reason',
    ],
    [
      'release/undefined',
      {},
      'inconclusive',
      'The policy release/undefined says nothing on this',
    ],
    [
      'release/text',
      {},
      'error',
      'The policy release/text answers neither true, false nor { allow, reasons }',
    ],
    [
      'release/other',
      {},
      'error',
      'Open Policy Agent answers something that is not of its Data API; is orchestrator.policies.opa.url right?',
    ],
    [
      'release/broken',
      {},
      'error',
      'Open Policy Agent answers with status 500 to the policy release/broken: error(s) occurred while evaluating query (internal_error)',
    ],
  ])('takes %s of %j as %s', async (path, input, status, summary) => {
    expect(await ask(path, input)).toMatchObject({ status, summary });
  });

  it('shows which decision it was', async () => {
    expect((await ask('release/verdict')).evidence).toEqual([
      {
        title: 'Policy release/verdict, decision d-1',
        url: `${opa.origin}/opa/v1/data/release/verdict`,
      },
    ]);
  });

  it('lets a manifest change nothing of what is true', async () => {
    await ask('release/allow', { risk: 'low', train: 'mine' });
    expect(JSON.parse(opa.requests.at(-1)!.body).input).toEqual({
      risk: 'low',
      train: { name: 'spring' },
    });
  });

  it('is an error without an answer, and without an engine', async () => {
    expect(await ask('release/allow', {}, 'http://127.0.0.1:1')).toMatchObject({
      status: 'error',
      summary: '127.0.0.1:1 could not be asked: the connection was refused',
    });
    expect(
      await policyResult(undefined, { path: 'a', input: {} }, {}, signal),
    ).toMatchObject({
      status: 'error',
      summary:
        'No policy engine is configured: set orchestrator.policies.opa.url',
    });
  });

  it('is given up without a result', async () => {
    await expect(
      policyResult(
        new OpaEngine({ url: opa.origin, timeoutMs: 1_000 }),
        { path: 'a', input: {} },
        {},
        AbortSignal.abort(new Error('stop')),
      ),
    ).rejects.toThrow('stop');
  });
});
