import { readCommitChecks } from '.';
import {
  GithubServer,
  HOST,
  REPOSITORY,
  SHA,
  TOKEN,
  type CheckRunSeed,
} from './testing/GithubServer';

let server: GithubServer;

beforeEach(async () => {
  server = await GithubServer.start();
});

afterEach(() => server.close());

const { signal } = new AbortController();
const read = (ref: string = 'main') =>
  readCommitChecks(server.api(), REPOSITORY, ref, signal);
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    error => error.failure ?? error,
  );
const run = (id: number, name: string, more: Partial<CheckRunSeed> = {}) => ({
  id,
  name,
  conclusion: 'success',
  ...more,
});

describe('the checks of a commit', () => {
  it('are its check runs and its statuses, by the commit that the ref leads to', async () => {
    server.checkRuns = [run(1, 'build'), run(2, 'lint', { app: 'linter' })];
    server.statuses = [
      { context: 'deploy/preview', state: 'success', target_url: 'https://p' },
    ];
    expect(await read()).toEqual({
      repository: 'acme/shop',
      commit: SHA,
      url: `https://${HOST}/acme/shop/commit/${SHA}`,
      checks: [
        {
          name: 'build',
          state: 'passed',
          outcome: 'success',
          app: 'github-actions',
          url: `https://${HOST}/acme/shop/runs/1`,
        },
        {
          name: 'lint',
          state: 'passed',
          outcome: 'success',
          app: 'linter',
          url: `https://${HOST}/acme/shop/runs/2`,
        },
        {
          name: 'deploy/preview',
          state: 'passed',
          outcome: 'success',
          url: 'https://p',
        },
      ],
    });
    expect(
      server.requests.map(({ method, url }) => `${method} ${url.pathname}`),
    ).toEqual([
      'GET /api/v3/repos/acme/shop/commits/main/status',
      `GET /api/v3/repos/acme/shop/commits/${SHA}/check-runs`,
    ]);
  });

  it('are read to the last page', async () => {
    server.pageSize = 2;
    server.checkRuns = [1, 2, 3, 4, 5].map(id => run(id, `check-${id}`));
    server.statuses = ['a', 'b', 'c'].map(context => ({
      context,
      state: 'success',
    }));
    expect((await read()).checks).toHaveLength(8);
    expect(server.requests).toHaveLength(5);
  });

  it('are the newest of each app and name', async () => {
    server.checkRuns = [
      run(7, 'build'),
      run(3, 'build', { conclusion: 'failure' }),
      run(4, 'build', { conclusion: 'failure', app: 'other' }),
    ];
    expect((await read()).checks).toMatchObject([
      { name: 'build', app: 'github-actions', state: 'passed' },
      { name: 'build', app: 'other', state: 'failed' },
    ]);
  });

  it.each([
    ['completed', 'success', 'passed'],
    ['completed', 'neutral', 'passed'],
    ['completed', 'skipped', 'passed'],
    ['completed', 'failure', 'failed'],
    ['completed', 'cancelled', 'failed'],
    ['completed', 'timed_out', 'failed'],
    ['completed', 'action_required', 'failed'],
    ['completed', 'stale', 'failed'],
    ['completed', 'startup_failure', 'failed'],
    ['completed', 'a word of the future', 'failed'],
    ['completed', null, 'pending'],
    ['queued', null, 'pending'],
    ['in_progress', null, 'pending'],
    ['waiting', null, 'pending'],
  ])('%s as %s counts as %s', async (status, conclusion, state) => {
    server.checkRuns = [{ id: 1, name: 'build', status, conclusion }];
    expect((await read()).checks).toMatchObject([{ state }]);
  });

  it.each([
    ['success', 'passed'],
    ['pending', 'pending'],
    ['failure', 'failed'],
    ['error', 'failed'],
  ])('a status that is %s counts as %s', async (word, state) => {
    server.statuses = [{ context: 'ci', state: word }];
    expect((await read()).checks).toMatchObject([{ state }]);
  });

  it('are an error where some of them could not be read: those may have failed', async () => {
    server.answerNext({
      status: 200,
      body: { sha: SHA, total_count: 2, statuses: [] },
    });
    expect(await failureOf(read())).toMatchObject({
      code: 'githubUnreadable',
      message: expect.stringContaining('Only 0 of 2 statuses'),
    });
  });

  it('are an error where the branch moved on between two pages', async () => {
    server.pageSize = 1;
    server.statuses = ['a', 'b'].map(context => ({
      context,
      state: 'success',
    }));
    server.answerNext({
      status: 200,
      headers: {
        link: `<${server.apiBaseUrl}/repos/acme/shop/commits/main/status?page=2>; rel="next"`,
      },
      body: { sha: 'beef'.padEnd(40, '0'), total_count: 2, statuses: [] },
    });
    expect(await failureOf(read())).toMatchObject({
      message: expect.stringContaining('moved to another commit'),
    });
  });

  it.each([
    [404, { message: 'Not Found' }, 'permanent', 'may not see it'],
    [401, { message: 'Bad credentials' }, 'permanent', 'Bad credentials'],
    [
      403,
      { message: 'Resource not accessible by integration' },
      'permanent',
      'not accessible',
    ],
    [500, { message: 'Oops' }, 'transient', 'status 500'],
    [301, {}, 'permanent', 'has moved'],
  ])(
    'that GitHub refuses with %d are a failure with a sentence',
    async (status, body, kind, sentence) => {
      server.answerNext({ status, body });
      expect(await failureOf(read())).toMatchObject({
        class: kind,
        message: expect.stringContaining(sentence),
      });
    },
  );

  it('of a ref that is not there are a failure that says so', async () => {
    expect(await failureOf(read('v9.9.9'))).toMatchObject({
      class: 'permanent',
      message: expect.stringContaining('No commit found for SHA: v9.9.9'),
    });
  });

  it('are a failure where what answers is no GitHub, or nobody answers', async () => {
    server.answerNext({ status: 200, body: { hello: 'world' } });
    expect(await failureOf(read())).toMatchObject({
      class: 'transient',
      message: expect.stringContaining('apiBaseUrl'),
    });
    server.cutNext();
    expect(await failureOf(read())).toMatchObject({
      class: 'transient',
      code: 'githubUnreachable',
    });
  });
});

describe('a GitHub that asks to wait', () => {
  it.each([
    [429, { 'retry-after': '90' }, '2030-03-26T09:01:30.000Z'],
    [
      403,
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': `${Date.parse('2030-03-26T09:20:00Z') / 1000}`,
      },
      '2030-03-26T09:20:00.000Z',
    ],
  ])(
    'with %d is sent nothing until it is awake',
    async (status, headers, until) => {
      const api = server.api();
      const ask = () => readCommitChecks(api, REPOSITORY, 'main', signal);
      server.answerNext({ status, headers, body: { message: 'Slow down' } });
      const waits = { class: 'rateLimited', retryAfter: until };
      expect(await failureOf(ask())).toMatchObject(waits);
      expect(await failureOf(ask())).toMatchObject(waits);
      expect(server.requests).toHaveLength(1);
      server.clock.set(until);
      expect((await ask()).commit).toBe(SHA);
    },
  );
});

describe('what leads elsewhere', () => {
  it.each([
    '../../../user',
    '..',
    'main/../../x',
    'main?x=1',
    'a%2f..%2fb',
    '%2e%2e',
    'a\\b',
    '-x',
    'a b',
    'a\nb',
    'refs/heads/.x',
    'x.lock',
    'a//b',
    '/main',
    'main/',
    'a@{1}',
    '',
  ])('the ref %j is sent nowhere', async ref => {
    await expect(read(ref)).rejects.toThrow(/accepted is a branch/);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['release/1.2', 'release%2F1.2'],
    ['fix#7', 'fix%237'],
    ['fix&a=b;c', 'fix%26a%3Db%3Bc'],
  ])('the ref %s stays one part of the path', async (ref, part) => {
    server.refs.set(ref, SHA);
    await read(ref);
    expect(server.requests[0].url.pathname).toBe(
      `/api/v3/repos/acme/shop/commits/${part}/status`,
    );
  });

  it.each([
    ['another origin', 'https://evil.example.com/api/v3/repos/acme/shop/x'],
    ['another repository', '/api/v3/repos/acme/other/commits/main/status'],
    ['a way up', '/api/v3/repos/acme/shop/../../../user'],
  ])('a next page at %s is not asked for', async (_what, target) => {
    server.answerNext({
      status: 200,
      headers: { link: `<${target}>; rel="next"` },
      body: { sha: SHA, total_count: 2, statuses: [] },
    });
    expect(await failureOf(read())).toMatchObject({
      message: expect.stringContaining('not the repository'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('pages without an end are not read for ever', async () => {
    server.pageSize = 1;
    server.checkRuns = Array.from({ length: 40 }, (_, id) =>
      run(id, `check-${id}`),
    );
    expect(await failureOf(read())).toMatchObject({
      message: expect.stringContaining('more than 30 pages'),
    });
  });

  it('a GitHub that is not configured gets nothing, nor one without a token', async () => {
    const elsewhere = (host: string) =>
      readCommitChecks(server.api(), { ...REPOSITORY, host }, 'main', signal);
    expect(await failureOf(elsewhere('evil.example.com'))).toMatchObject({
      code: 'githubNotConfigured',
      message: expect.stringContaining('integrations.github'),
    });
    expect(await failureOf(elsewhere('github.com'))).toMatchObject({
      code: 'githubNotConfigured',
      message: expect.stringContaining('no token'),
    });
  });

  it('the token is in no message, whatever GitHub says', async () => {
    server.answerNext({ status: 403, body: { message: `You sent ${TOKEN}` } });
    const failure = await failureOf(read());
    expect(JSON.stringify(failure)).not.toContain(TOKEN);
    expect(failure.message).toContain('You sent ***');
  });
});
