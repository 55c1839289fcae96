import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthenticationError,
  ConflictError,
  ForwardedError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  ResponseError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  createOrchestratorClient,
  type RunSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { assertMatchesOpenApi } from './__testUtils__/assertMatchesOpenApi';
import { InvalidInputError } from './InvalidInputError';
import { startRouter } from './__testUtils__/startRouter';
import type { Caller } from './caller';

const BASE = '/api/orchestrator';

/** Whom a handler was called for. */
const callerOf = (handler: unknown): Caller =>
  (handler as jest.Mock).mock.calls[0][1];

const RUN: RunSummary = {
  id: 'run-1',
  kind: 'Sweep',
  name: 'node-22',
  title: 'Node 22',
  owner: 'group:default/platform',
  labels: {},
  status: 'planned',
  targets: 0,
  problems: 0,
  counts: {},
  createdBy: { kind: 'user', ref: 'user:default/mock' },
  createdAt: '2026-03-01T08:00:00.000Z',
  updatedAt: '2026-03-01T08:00:00.000Z',
};

describe('createRouter', () => {
  describe('input', () => {
    it('hands parameters, query and body to the handler, with defaults and types', async () => {
      const { app, handlers } = startRouter({
        listRuns: jest.fn(async () => ({ items: [], totalItems: 0 })),
      });
      const response = await request(app).get(
        `${BASE}/runs?status=planned&owner=a&owner=b&mine=true&limit=7`,
      );
      expect(response.status).toBe(200);
      assertMatchesOpenApi('listRuns', 200, response.body);
      expect(handlers.listRuns).toHaveBeenCalledWith(
        {
          params: {},
          query: {
            status: ['planned'],
            owner: ['a', 'b'],
            mine: true,
            limit: 7,
          },
          body: {},
        },
        expect.anything(),
      );
      await request(app).get(`${BASE}/runs/a%2Fb/targets`);
      expect(handlers.listTargets).toHaveBeenCalledWith(
        { params: { runId: 'a/b' }, query: { limit: 50 }, body: {} },
        expect.anything(),
      );
    });

    it('keeps lists of any length lists', async () => {
      const { app, handlers } = startRouter();
      const owners = Array.from({ length: 40 }, (_, index) => `o${index}`);
      await request(app).get(
        `${BASE}/runs?${owners.map(owner => `owner=${owner}`).join('&')}`,
      );
      expect(handlers.listRuns).toHaveBeenCalledWith(
        expect.objectContaining({ query: { owner: owners, limit: 50 } }),
        expect.anything(),
      );
    });

    it.each([
      [
        'get',
        '/runs?limit=0',
        undefined,
        'query.limit: found "0", accepted is a whole number from 1 to 500',
      ],
      [
        'get',
        '/runs?limit=many',
        undefined,
        'query.limit: found "many", accepted is a whole number from 1 to 500',
      ],
      [
        'get',
        '/runs?statuss=planned',
        undefined,
        'query.statuss: found a field that is not known here, accepted is one of status, owner, entity, label, mine, archived, q, cursor, limit; did you mean status?',
      ],
      [
        'get',
        '/runs?mine=maybe',
        undefined,
        'query.mine: found "maybe", accepted is',
      ],
      [
        'get',
        '/runs/1/events?order=up',
        undefined,
        'query.order: found "up", accepted is one of asc, desc',
      ],
      [
        'post',
        '/runs/1/pause',
        {},
        'body.reason: found nothing, accepted is a text',
      ],
      [
        'post',
        '/runs/1/pause',
        { reason: '  ' },
        'body.reason: found 2 characters, accepted is at least 1 character',
      ],
      [
        'post',
        '/runs/1/rollback',
        { reason: 'x', targts: ['a'] },
        'body.targts: found a field that is not known here, accepted is one of targets, reason; did you mean targets?',
      ],
      [
        'post',
        '/runs/1/retry',
        { targets: [] },
        'body.targets: found an empty list, accepted is at least 1 item',
      ],
      ['post', '/runs', [], 'body: found [], accepted is a mapping'],
    ] as const)(
      '%s %s %j is refused with every detail',
      async (method, path, body, message) => {
        const { app } = startRouter();
        const response = await request(app)
          [method](`${BASE}${path}`)
          .send(body as object);
        expect(response.status).toBe(400);
        expect(response.headers['content-type']).toMatch(
          'application/problem+json',
        );
        expect(response.body.issues).toHaveLength(1);
        expect(response.body.issues[0].message).toContain(message);
        expect(response.body.detail).toContain(
          `The request has a mistake: ${message}`,
        );
      },
    );

    it('names a value that is not known in a list of one', async () => {
      const { app } = startRouter();
      const { body } = await request(app).get(`${BASE}/runs?status=foo`);
      expect(body.issues[0]).toMatchObject({
        path: 'query.status[0]',
        found: '"foo"',
      });
    });

    it('tells all mistakes at once', async () => {
      const { app } = startRouter();
      const { body } = await request(app)
        .post(`${BASE}/runs/1/approvals/2`)
        .send({ decision: 'maybe', comment: 5 });
      expect(body.issues.map(({ path }: { path: string }) => path)).toEqual([
        'body.decision',
        'body.comment',
        'body.evidenceDigest',
      ]);
      expect(body.detail).toMatch(/^The request has 3 mistakes: /);
    });

    it('refuses bodies that are no JSON, of another type, in another encoding, or too large', async () => {
      const { app, handlers } = startRouter();
      const post = () => request(app).post(`${BASE}/runs`);
      const answers = await Promise.all([
        post().set('content-type', 'application/json').send('{"manifest": '),
        post()
          .set('content-type', 'application/x-www-form-urlencoded')
          .send('manifest=x'),
        post()
          .set('content-type', 'application/json; charset=latin1')
          .send('{}'),
        post()
          .set('content-type', 'application/json')
          .set('content-encoding', 'compress')
          .send('{}'),
        post().send({ manifest: 'x'.repeat(1024 * 1024) }),
      ]);
      expect(answers.map(({ status, body }) => [status, body.detail])).toEqual([
        [400, 'The body is not JSON.'],
        [415, 'The body must be of type application/json.'],
        [415, 'The body is not in UTF-8.'],
        [
          415,
          'The content-encoding of the body is not known; accepted are gzip, deflate and br.',
        ],
        [
          413,
          'body: found 1048591 bytes, accepted are at most 1048576 bytes (four times orchestrator.limits.manifestBytes).',
        ],
      ]);
      expect(handlers.createRun).not.toHaveBeenCalled();
    });

    it('takes a command without a body', async () => {
      const { app } = startRouter({
        resumeRun: async () => RUN,
        retryTargets: async () => RUN,
      });
      expect((await request(app).post(`${BASE}/runs/1/resume`)).status).toBe(
        200,
      );
      expect((await request(app).post(`${BASE}/runs/1/retry`)).status).toBe(
        200,
      );
      expect(
        (await request(app).delete(`${BASE}/runs/1/approvals/2`)).status,
      ).toBe(200);
    });

    it('refuses a path with a broken percent sign', async () => {
      const { app } = startRouter();
      const response = await request(app).get(`${BASE}/runs/%E0%A4%A`);
      expect([response.status, response.body.detail]).toEqual([
        400,
        'The path has a percent sign that stands for nothing.',
      ]);
    });
  });

  describe('caller', () => {
    it('is a user with their groups, which are asked for once and not before they are needed', async () => {
      const { app, handlers, userInfo } = startRouter();
      const asked = jest.spyOn(userInfo, 'getUserInfo');
      await request(app).get(`${BASE}/inbox`);
      expect(handlers.getInbox).toHaveBeenCalledWith(expect.anything(), {
        credentials: expect.anything(),
        actor: { kind: 'user', ref: 'user:default/mock' },
        ownershipRefs: expect.any(Function),
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(asked).not.toHaveBeenCalled();
      const caller = callerOf(handlers.getInbox);
      const groups = await Promise.all([
        caller.ownershipRefs(),
        caller.ownershipRefs(),
      ]);
      expect(groups[1]).toEqual([
        'user:default/mock',
        'group:default/payments',
      ]);
      expect(asked).toHaveBeenCalledTimes(1);
    });

    it('is a service, which owns nothing', async () => {
      const { app, handlers } = startRouter();
      await request(app)
        .get(`${BASE}/inbox`)
        .set('authorization', mockCredentials.service.header());
      expect(handlers.getInbox).toHaveBeenCalledWith(
        expect.anything(),
        expect.objectContaining({
          actor: { kind: 'service', ref: 'external:test-service' },
        }),
      );
      expect(await callerOf(handlers.getInbox).ownershipRefs()).toEqual([]);
    });

    it('must be known', async () => {
      const { app, handlers, auditor } = startRouter();
      const response = await request(app)
        .post(`${BASE}/runs`)
        .set('authorization', mockCredentials.none.header())
        .send({ manifest: 'x' });
      expect(response.status).toBe(401);
      assertMatchesOpenApi('createRun', 401, response.body);
      expect(handlers.createRun).not.toHaveBeenCalled();
      expect(auditor.createEvent).not.toHaveBeenCalled();
    });
  });

  describe('request id', () => {
    it('is the one that was given', async () => {
      const { app, handlers } = startRouter();
      const response = await request(app)
        .get(`${BASE}/inbox`)
        .set('x-request-id', 'trace:42.a_b-c');
      expect(response.headers['x-request-id']).toBe('trace:42.a_b-c');
      expect(handlers.getInbox).toHaveBeenCalledWith(
        expect.anything(),
        expect.objectContaining({ requestId: 'trace:42.a_b-c' }),
      );
    });

    it.each(['', 'a b', 'x'.repeat(129), '"><script>'])(
      'is a new one for %j',
      async given => {
        const { app } = startRouter();
        const response = await request(app)
          .get(`${BASE}/inbox`)
          .set('x-request-id', given);
        expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      },
    );
  });

  describe('answers', () => {
    it('say where what was made can be found', async () => {
      const { app } = startRouter({ createRun: async () => RUN });
      const response = await request(app)
        .post(`${BASE}/runs`)
        .send({ manifest: {} });
      expect([response.status, response.headers.location]).toEqual([
        201,
        '/api/orchestrator/runs/run-1',
      ]);
      assertMatchesOpenApi('createRun', 201, response.body);
    });

    it('show no text as a page', async () => {
      const { app } = startRouter({
        getArtifact: async () => '<script>alert(1)</script>',
      });
      const response = await request(app).get(
        `${BASE}/runs/1/artifacts/sha256:a`,
      );
      expect(response.text).toBe('<script>alert(1)</script>');
      assertMatchesOpenApi('getArtifact', 200, response.text);
      expect(response.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
      });
      expect(response.headers['content-disposition']).toBeUndefined();
    });

    it('are files where they are reports', async () => {
      const { app } = startRouter({
        getReportCsv: async () => 'a,b',
        getReportMarkdown: async () => '# x',
      });
      const csv = await request(app).get(`${BASE}/runs/r%221/report.csv`);
      expect([
        csv.headers['content-type'],
        csv.headers['content-disposition'],
      ]).toEqual([
        'text/csv; charset=utf-8',
        'attachment; filename="r_221-report.csv"',
      ]);
      const markdown = await request(app).get(`${BASE}/runs/1/report.md`);
      expect([markdown.headers['content-type'], markdown.text]).toEqual([
        'text/markdown; charset=utf-8',
        '# x',
      ]);
    });

    it('leave paths that are not ours to others', async () => {
      const { app } = startRouter();
      expect(
        (
          await request(app).get(
            `${BASE}/.well-known/backstage/permissions/metadata`,
          )
        ).body,
      ).toEqual({});
    });
  });

  describe('errors', () => {
    it.each([
      [new InputError('a'), 400, 'invalid-input'],
      [new AuthenticationError('a'), 401, 'not-authenticated'],
      [new NotAllowedError('a'), 403, 'not-allowed'],
      [new NotFoundError('a'), 404, 'not-found'],
      [new ConflictError('a'), 409, 'conflict'],
      [new NotImplementedError('a'), 501, 'not-implemented'],
      [new ServiceUnavailableError('a'), 503, 'unavailable'],
      // An error that passes another one on is of its kind.
      [new ForwardedError('a', new ConflictError('b')), 409, 'conflict'],
    ])('%s is a problem', async (error, status, type) => {
      const { app } = startRouter({
        getRun: jest.fn().mockRejectedValue(error),
      });
      const response = await request(app)
        .get(`${BASE}/runs/1`)
        .set('x-request-id', 'r');
      expect(response.status).toBe(status);
      assertMatchesOpenApi('getRun', status, response.body);
      expect(response.body).toMatchObject({
        type: `urn:backstage-orchestrator:problem:${type}`,
        status,
        detail: error.message,
        instance: '/api/orchestrator/runs/1',
        requestId: 'r',
        error: { name: error.name, message: error.message },
        response: { statusCode: status },
      });
    });

    it.each([
      [new Error('password=hunter2')],
      [new TypeError('x is not a function')],
      ['a text'],
      [{ name: 'toString', message: 'x' }],
    ])('keeps what %s says in the log', async thrown => {
      const { app, logger } = startRouter({
        getRun: () => Promise.reject(thrown),
      });
      const response = await request(app)
        .get(`${BASE}/runs/1`)
        .set('x-request-id', 'r');
      expect(response.status).toBe(500);
      expect(response.body.detail).toBe(
        'Something unexpected went wrong; the log of the backend has it under r.',
      );
      expect(logger.error).toHaveBeenCalledWith(
        'GET /runs/1 failed',
        expect.objectContaining({ requestId: 'r', error: String(thrown) }),
      );
    });

    it('carries the mistakes of a manifest', async () => {
      const issues = [
        {
          path: 'kind',
          line: 2,
          column: 7,
          found: '"Train"',
          accepted: 'Sweep',
          message: 'kind (line 2): found …',
        },
      ];
      const { app } = startRouter({
        createRun: () =>
          Promise.reject(new InvalidInputError('The manifest', issues)),
      });
      const response = await request(app)
        .post(`${BASE}/runs`)
        .send({ manifest: 'kind: Train' });
      expect(response.body).toMatchObject({
        status: 400,
        detail: 'The manifest has a mistake: kind (line 2): found …',
        issues,
      });
      assertMatchesOpenApi('createRun', 400, response.body);
    });

    it('is read by clients of Backstage', async () => {
      const { app } = startRouter({
        startRun: () =>
          Promise.reject(new ConflictError('The run has started already')),
      });
      const server = app.listen(0);
      try {
        const { port } = server.address() as AddressInfo;
        const client = createOrchestratorClient({
          discoveryApi: {
            getBaseUrl: async () => `http://localhost:${port}${BASE}`,
          },
        });
        const error: ResponseError = await client
          .startRun({ params: { runId: '1' } })
          .catch(caught => caught);
        expect(error).toBeInstanceOf(ResponseError);
        expect(error.statusCode).toBe(409);
        expect(error.cause).toMatchObject({
          name: 'ConflictError',
          message: 'The run has started already',
        });
        expect(error.body).toMatchObject({
          type: 'urn:backstage-orchestrator:problem:conflict',
        });
        await expect(client.getInbox()).resolves.toEqual({ id: 'x' });
        await expect(
          client.getReportCsv({ params: { runId: '1' } }),
        ).resolves.toBe('[object Object]');
      } finally {
        server.close();
      }
    });

    it('tells a result that can’t be written', async () => {
      const { app } = startRouter({
        getReportCsv: async () =>
          ({
            toString() {
              throw new Error('too late');
            },
          } as unknown as string),
      });
      expect((await request(app).get(`${BASE}/runs/1/report.csv`)).status).toBe(
        500,
      );
    });
  });

  describe('run files', () => {
    async function* pieces(...texts: string[]) {
      yield* texts.map(text => Buffer.from(text));
    }

    it('are sent piece by piece, as files', async () => {
      const { app, auditor } = startRouter({
        exportRun: async () => pieces('one', 'two'),
      });
      const response = await request(app)
        .get(`${BASE}/runs/r1/export`)
        .buffer()
        .parse((stream, done) => {
          let text = '';
          stream.on('data', chunk => {
            text += chunk;
          });
          stream.on('end', () => done(null, text));
        });
      expect([response.status, response.body]).toEqual([200, 'onetwo']);
      expect(response.headers).toMatchObject({
        'content-type': 'application/gzip',
        'content-disposition': 'attachment; filename="r1-export.jsonl.gz"',
        'cache-control': 'private, no-cache',
      });
      // It takes all of a run out of the portal.
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({ eventId: 'export-run' }),
      );
    });

    it('are read piece by piece, whatever their size', async () => {
      const received = { bytes: 0 };
      const { app, auditor } = startRouter({
        importRun: async ({ body }) => {
          for await (const piece of body) {
            received.bytes += piece.length;
          }
          return RUN;
        },
      });
      const response = await request(app)
        .post(`${BASE}/runs/import`)
        .type('application/gzip')
        .send(Buffer.alloc(3 * 1024 * 1024));
      expect([response.status, response.headers.location]).toEqual([
        201,
        '/api/orchestrator/runs/run-1',
      ]);
      expect(received.bytes).toBe(3 * 1024 * 1024);
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({
          eventId: 'import-run',
          severityLevel: 'medium',
        }),
      );
    });

    it('are nothing else', async () => {
      const { app } = startRouter();
      const response = await request(app)
        .post(`${BASE}/runs/import`)
        .send({ a: 1 });
      expect([response.status, response.body.detail]).toEqual([
        415,
        'The body must be a run file, of type application/gzip.',
      ]);
    });
  });

  describe('audit log', () => {
    it('has each command before and after it', async () => {
      const { app, auditor, event } = startRouter({
        rollback: async () => RUN,
      });
      await request(app)
        .post(`${BASE}/runs/run-1/rollback`)
        .set('x-request-id', 'r')
        .send({ reason: 'broke checkout', targets: ['a'] });
      const meta = {
        operation: 'rollback',
        door: 'http',
        requestId: 'r',
        caller: 'user:default/mock',
        runId: 'run-1',
        reason: 'broke checkout',
        targets: ['a'],
      };
      expect(auditor.createEvent).toHaveBeenCalledWith({
        eventId: 'rollback',
        severityLevel: 'medium',
        request: expect.anything(),
        meta,
      });
      expect(event.success).toHaveBeenCalledWith({ meta });
      expect(event.fail).not.toHaveBeenCalled();
    });

    it('has those that were refused, too, but no manifest', async () => {
      const error = new NotAllowedError('no');
      const { app, auditor, event } = startRouter({
        createRun: () => Promise.reject(error),
      });
      await request(app).post(`${BASE}/runs`).send({ manifest: 'secret: x' });
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({ eventId: 'create-run' }),
      );
      expect(event.fail).toHaveBeenCalledWith({
        error,
        meta: expect.not.objectContaining({ manifest: expect.anything() }),
      });
      await request(app).post(`${BASE}/runs`).send({});
      expect(event.fail).toHaveBeenCalledWith(
        expect.objectContaining({ error: expect.any(InvalidInputError) }),
      );
      expect(event.success).not.toHaveBeenCalled();
    });

    it('has what is thrown and is no error', async () => {
      // eslint-disable-next-line prefer-promise-reject-errors
      const { app, event } = startRouter({
        createRun: () => Promise.reject('oops'),
      });
      await request(app).post(`${BASE}/runs`).send({ manifest: 'x' });
      expect(event.fail).toHaveBeenCalledWith(
        expect.objectContaining({ error: new Error('oops') }),
      );
    });

    it('tells looking from doing', async () => {
      const { app, auditor } = startRouter();
      await request(app)
        .post(`${BASE}/manifests/validate`)
        .send({ manifest: 'x' });
      expect(auditor.createEvent).toHaveBeenCalledWith(
        expect.objectContaining({ severityLevel: 'low' }),
      );
      auditor.createEvent.mockClear();
      await request(app).get(`${BASE}/inbox`);
      expect(auditor.createEvent).not.toHaveBeenCalled();
    });

    it('stops a command that it can’t take up', async () => {
      const { app, auditor, handlers } = startRouter();
      auditor.createEvent.mockRejectedValueOnce(new Error('full'));
      expect((await request(app).post(`${BASE}/runs/1/start`)).status).toBe(
        500,
      );
      expect(handlers.startRun).not.toHaveBeenCalled();
    });

    it('answers a command that has had its effect', async () => {
      const { app, event, logger } = startRouter({ startRun: async () => RUN });
      event.success.mockRejectedValueOnce(new Error('full'));
      expect((await request(app).post(`${BASE}/runs/1/start`)).status).toBe(
        200,
      );
      expect(logger.error).toHaveBeenCalledWith(
        'The end of a command could not be written to the audit log',
        new Error('full'),
      );
    });
  });
});
