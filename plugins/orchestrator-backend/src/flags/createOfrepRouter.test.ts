import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { FlagState } from '@backstage-orchestrator/plugin-orchestrator-common';
import express from 'express';
import request from 'supertest';
import { TestClock } from '../testing';
import { createOfrepRouter } from './createOfrepRouter';
import { EvaluationRates } from './EvaluationRates';
import { FlagReaders } from './FlagReaders';
import { FlagSnapshot } from './FlagSnapshot';
import { aFlag } from './testFlags';

const NOW = '2030-01-01T00:00:00.000Z';
const PATH = '/ofrep/v1/evaluate/flags';

const half = aFlag('half', {
  rules: [
    {
      segment: { regions: [], plans: [], customers: [], percent: 50 },
      variant: 'on',
    },
  ],
});

async function setUp(
  options: {
    flags?: FlagState[];
    perMinute?: number;
    decision?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
    loaded?: boolean;
  } = {},
) {
  const clock = new TestClock();
  const logger = mockServices.logger.mock();
  let tell: (state: FlagState) => void = () => {};
  const snapshot = new FlagSnapshot({
    store: {
      changes: async () => ({
        counter: 1,
        flags: options.flags ?? [aFlag('a'), half],
      }),
      onCommitted: listener => {
        tell = listener;
      },
    },
    clock,
    logger,
  });
  if (options.loaded !== false) {
    await snapshot.refresh();
  }
  const authorize = jest.fn(async (requests: unknown[]) =>
    requests.map(() => ({ result: options.decision ?? AuthorizeResult.ALLOW })),
  );
  const app = express();
  app.use(
    createOfrepRouter({
      httpAuth: mockServices.httpAuth(),
      logger,
      readers: new FlagReaders({
        permissions: mockServices.permissions.mock({
          authorize: authorize as never,
        }),
        clock,
      }),
      rates: new EvaluationRates({
        perMinute: options.perMinute ?? 0,
        clock,
      }),
      snapshot,
    }),
  );
  return {
    app,
    authorize,
    clock,
    logger,
    snapshot,
    tell: (f: FlagState) => tell(f),
  };
}

describe('the evaluation of one flag', () => {
  it('answers by the protocol', async () => {
    const { app } = await setUp();
    const response = await request(app)
      .post(`${PATH}/a`)
      .send({ context: { targetingKey: 'ana' } });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      key: 'a',
      value: false,
      variant: 'off',
      reason: 'STATIC',
      metadata: { flagVersion: 1 },
    });
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-request-id': expect.any(String),
    });
  });

  it('needs no body', async () => {
    const { app } = await setUp();
    expect((await request(app).post(`${PATH}/a`)).status).toBe(200);
    expect((await request(app).post(`${PATH}/a`).send({})).status).toBe(200);
  });

  it('knows services, too', async () => {
    const { app, authorize } = await setUp();
    const response = await request(app)
      .post(`${PATH}/a`)
      .set('authorization', mockCredentials.service.header());
    expect(response.status).toBe(200);
    expect(authorize).toHaveBeenCalledWith(
      [
        {
          permission: expect.objectContaining({
            name: 'orchestrator.flag.read',
          }),
        },
      ],
      { credentials: expect.anything() },
    );
  });

  it('does not find what there is not', async () => {
    const { app } = await setUp();
    const response = await request(app).post(`${PATH}/no%20flag`).send({});
    expect(response.status).toBe(404);
    expect(response.body).toEqual({
      key: 'no flag',
      errorCode: 'FLAG_NOT_FOUND',
      errorDetails: 'There is no flag no flag',
    });
  });

  it.each<[string, object | string, string, string]>([
    ['no JSON', '{', 'PARSE_ERROR', 'body: found no JSON'],
    ['a list', '[]', 'INVALID_CONTEXT', 'context: found an array'],
    [
      'a context that is a text',
      { context: 'x' },
      'INVALID_CONTEXT',
      'context: found a string, accepted is an object',
    ],
    [
      'a context that is a list',
      { context: [] },
      'INVALID_CONTEXT',
      'context: found an array',
    ],
    [
      'a targeting key that is a number',
      { context: { targetingKey: 5 } },
      'INVALID_CONTEXT',
      'context.targetingKey: found a value of type number, accepted is a text',
    ],
    [
      'no targeting key for a percentage',
      { context: {} },
      'TARGETING_KEY_MISSING',
      'context.targetingKey: found nothing',
    ],
    [
      'a body that is too long',
      { context: { x: 'x'.repeat(70_000) } },
      'PARSE_ERROR',
      'body: found more, accepted are at most 65536 bytes',
    ],
  ])('refuses %s', async (_, body, errorCode, details) => {
    const { app } = await setUp();
    const response = await request(app)
      .post(`${PATH}/half`)
      .set('content-type', 'application/json')
      .send(body);
    expect(response.status).toBe(400);
    expect(response.body).toEqual({
      key: 'half',
      errorCode,
      errorDetails: expect.stringContaining(details),
    });
  });

  it('refuses what is no JSON by its type', async () => {
    const { app } = await setUp();
    const response = await request(app)
      .post(`${PATH}/a`)
      .type('form')
      .send('context=x');
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({
      errorCode: 'PARSE_ERROR',
      errorDetails:
        'body: found application/x-www-form-urlencoded, accepted is application/json',
    });
  });

  it('refuses a key that is badly written', async () => {
    const { app } = await setUp();
    const response = await request(app).post(`${PATH}/%E0%A4%A`).send({});
    expect(response.status).toBe(400);
    expect(response.body).toMatchObject({
      key: '%E0%A4%A',
      errorCode: 'PARSE_ERROR',
    });
  });
});

describe('the evaluation of all flags', () => {
  it('answers with each of them, those that fail included', async () => {
    const { app } = await setUp();
    const response = await request(app).post(PATH).send({ context: {} });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      flags: [
        expect.objectContaining({ key: 'a', value: false }),
        expect.objectContaining({
          key: 'half',
          errorCode: 'TARGETING_KEY_MISSING',
        }),
      ],
    });
  });

  it('says when nothing is new, and when something is', async () => {
    const { app, tell } = await setUp();
    const ask = (context: object, tag?: string) =>
      request(app)
        .post(PATH)
        .set(tag === undefined ? {} : { 'if-none-match': tag })
        .send({ context });
    const ana = { targetingKey: 'ana' };
    const { etag } = (await ask(ana)).headers;
    const same = await ask(ana, etag);
    expect(same.status).toBe(304);
    expect(same.text).toBe('');
    expect(same.headers.etag).toBe(etag);
    expect((await ask(ana, `"x", W/${etag}`)).status).toBe(304);
    expect((await ask(ana, '*')).status).toBe(304);
    expect((await ask(ana, '"x"')).status).toBe(200);
    tell(
      aFlag('a', {
        version: 2,
        killed: { by: 'user:default/ana', reason: 'x', at: NOW },
      }),
    );
    const changed = await ask(ana, etag);
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });

  describe('with a caller that would rather wait', () => {
    const ana = { context: { targetingKey: 'ana' } };
    const killed = () =>
      aFlag('a', {
        version: 2,
        killed: { by: 'user:default/ana', reason: 'x', at: NOW },
      });
    const wait = async (
      { app }: Awaited<ReturnType<typeof setUp>>,
      prefer: string,
    ) => {
      const { etag } = (await request(app).post(PATH).send(ana)).headers;
      const asked = performance.now();
      return {
        since: () => performance.now() - asked,
        // Sent at once, as `then` is what sends it.
        answer: request(app)
          .post(PATH)
          .set({ 'if-none-match': etag, prefer })
          .send(ana)
          .then(response => response),
      };
    };

    it('answers as soon as a flag is killed', async () => {
      const started = await setUp();
      const { answer, since } = await wait(started, 'wait=20');
      setTimeout(() => started.tell(killed()), 200);
      const { status, body, headers } = await answer;
      expect(since()).toBeGreaterThan(150);
      expect(since()).toBeLessThan(2000);
      expect([status, headers['preference-applied']]).toEqual([200, 'wait=20']);
      expect(body.flags[0]).toMatchObject({
        key: 'a',
        metadata: { killed: true },
      });
    });

    it('says that nothing is new when the time is over, also where something else has changed', async () => {
      const started = await setUp({ flags: [aFlag('a', { version: 2 })] });
      const { answer, since } = await wait(started, 'respond-async, wait=1');
      // An older version, which a late look brings.
      setTimeout(() => started.tell(aFlag('a', { version: 1 })), 100);
      expect((await answer).status).toBe(304);
      expect(since()).toBeGreaterThan(900);
    });

    it.each(['wait=0', 'wait', 'wait=soon', 'waiting=9'])(
      'answers at once to %s',
      async prefer => {
        const { answer, since } = await wait(await setUp(), prefer);
        expect((await answer).status).toBe(304);
        expect(since()).toBeLessThan(900);
      },
    );

    it('waits half a minute at most, and not for the first answer', async () => {
      const started = await setUp();
      const first = await request(started.app)
        .post(PATH)
        .set('prefer', 'wait=20')
        .send(ana);
      expect(first.status).toBe(200);
      expect(first.headers).not.toHaveProperty('preference-applied');
      const { answer } = await wait(started, 'wait=86400');
      setTimeout(() => started.tell(killed()), 100);
      expect((await answer).headers['preference-applied']).toBe('wait=30');
    });

    it('keeps no place for a caller who left while it was let in', async () => {
      const { app, authorize, snapshot } = await setUp();
      const nextChange = jest.spyOn(snapshot, 'nextChange');
      const { etag } = (await request(app).post(PATH)).headers;
      let letIn = () => {};
      const server = app.listen(0, '127.0.0.1');
      await new Promise(resolve => {
        server.on('listening', resolve);
      });
      const left = new Promise<void>(resolve => {
        server.on('connection', socket => socket.on('close', () => resolve()));
      });
      const asked = new Promise<void>(resolve => {
        authorize.mockImplementationOnce(async () => {
          resolve();
          await new Promise<void>(allow => {
            letIn = allow;
          });
          return [{ result: AuthorizeResult.ALLOW }];
        });
      });
      try {
        const caller = httpRequest({
          port: (server.address() as AddressInfo).port,
          host: '127.0.0.1',
          path: PATH,
          method: 'POST',
          headers: {
            'if-none-match': etag,
            prefer: 'wait=20',
            // Its answer is not known yet.
            authorization: mockCredentials.service.header(),
          },
        });
        caller.on('error', () => {});
        caller.end();
        await asked;
        caller.destroy();
        await left;
        letIn();
        await new Promise(resolve => {
          setTimeout(resolve, 100);
        });
        expect(nextChange).not.toHaveBeenCalled();
      } finally {
        server.close();
      }
    });

    it('lets nobody wait for a replica that stops', async () => {
      const started = await setUp();
      const { answer, since } = await wait(started, 'wait=20');
      setTimeout(() => started.snapshot.stop(), 100);
      expect((await answer).status).toBe(304);
      expect(since()).toBeLessThan(2000);
    });
  });

  it('refuses a context that is none, without a key', async () => {
    const { app } = await setUp();
    const response = await request(app).post(PATH).send({ context: 1 });
    expect(response.status).toBe(400);
    expect(response.body).toEqual({
      errorCode: 'INVALID_CONTEXT',
      errorDetails: 'context: found a number, accepted is an object',
    });
  });
});

describe('who may evaluate', () => {
  it('is nobody without a token', async () => {
    const { app } = await setUp();
    const response = await request(app)
      .post(PATH)
      .set('authorization', mockCredentials.none.header());
    expect(response.status).toBe(401);
    expect(response.body).toEqual({ errorDetails: expect.any(String) });
  });

  it('is decided by the permission policy, whose answer counts for ten seconds', async () => {
    const { app, authorize, clock } = await setUp({
      decision: AuthorizeResult.DENY,
    });
    for (let time = 0; time < 3; time += 1) {
      const response = await request(app).post(PATH);
      expect(response.status).toBe(403);
      expect(response.body).toEqual({
        errorDetails: 'The permission orchestrator.flag.read is missing',
      });
    }
    expect(authorize).toHaveBeenCalledTimes(1);
    clock.advance(10_000);
    await request(app).post(PATH);
    expect(authorize).toHaveBeenCalledTimes(2);
  });

  it('asks the policy again after it could not answer', async () => {
    const { app, authorize, logger } = await setUp();
    authorize.mockRejectedValueOnce(new Error('Away'));
    expect((await request(app).post(PATH)).status).toBe(500);
    expect(logger.error).toHaveBeenCalled();
    expect((await request(app).post(PATH).send({})).status).toBe(200);
  });

  it('may not ask too often, and is told when to go on', async () => {
    const { app, clock } = await setUp({ perMinute: 2 });
    const ask = () => request(app).post(`${PATH}/a`);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('30');
    expect(refused.body).toEqual({
      errorDetails: expect.stringContaining(
        'orchestrator.flags.evaluationsPerMinute',
      ),
    });
    clock.advance(30_000);
    expect((await ask()).status).toBe(200);
  });
});

describe('what goes wrong here', () => {
  it('is told where the flags were not read yet', async () => {
    const { app, logger } = await setUp({ loaded: false });
    const response = await request(app).post(`${PATH}/a`);
    expect(response.status).toBe(500);
    expect(response.body).toEqual({
      key: 'a',
      errorCode: 'GENERAL',
      errorDetails: expect.stringContaining('not been read yet'),
    });
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('stays in the log', async () => {
    const { app, logger } = await setUp({
      flags: [aFlag('a', { rules: undefined as never })],
    });
    const response = await request(app).post(PATH);
    expect(response.status).toBe(500);
    expect(response.body.errorDetails).toMatch(
      /^Something unexpected went wrong; the log of the backend has it under /,
    );
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
