import { createHmac } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Retention } from '../archive';
import { endedRun } from '../archive/testing/endedRun';
import { describeTargets, RunHarness } from '../runs/testing/RunHarness';
import {
  eventually,
  serveHttp,
  TestClock,
  testDatabases,
  type HttpTestServer,
} from '../testing';
import { deliverEvents } from './deliverEvents';
import { GivenUpMessages } from './GivenUpMessages';
import { EVENTS_TOPIC, OutboxDispatcher } from './OutboxDispatcher';
import {
  forgetWebhooks,
  webhookDispatcher,
  webhookTopic,
  type EventWebhook,
} from './webhooks';

const databases = testDatabases();
const DAY_MS = 24 * 60 * 60 * 1_000;
const SOURCE = 'https://portal.example.com/orchestrator';

interface CloudEvent {
  id: string;
  type: string;
  data: EventEnvelope;
}

describe.each(databases.supported)('webhooks, on %s', kind => {
  let harness: RunHarness;
  let receiver: HttpTestServer;
  let clock: TestClock;
  let statuses: number[];
  let started: OutboxDispatcher[];

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    clock = new TestClock('2031-01-01T00:00:00.000Z');
    statuses = [];
    started = [];
    receiver = await serveHttp((_request, response) => {
      response.statusCode = statuses.shift() ?? 204;
      response.end();
    });
  });

  afterEach(async () => {
    await Promise.all(started.map(dispatcher => dispatcher.stop()));
    await receiver.close();
  });

  const webhook = (patch: Partial<EventWebhook> = {}): EventWebhook => ({
    name: 'audit',
    url: `${receiver.origin}/audit`,
    headers: { authorization: 'Bearer t' },
    timeoutMs: 2_000,
    types: ['*'],
    ...patch,
  });

  /** Tells the portal, and each webhook, all that the commands so far have written, and what they write then. */
  function tell(
    webhooks: EventWebhook[],
    onGivenUp?: (topic: string, count: number) => void,
  ): void {
    const { database } = harness;
    const given = { database, clock, logger: mockServices.logger.mock() };
    started.push(
      new OutboxDispatcher({
        ...given,
        topics: {
          [EVENTS_TOPIC]: {
            deliver: deliverEvents({
              database,
              events: mockServices.events.mock(),
              signals: { publish: async () => {} },
              webhooks,
            }),
          },
        },
      }),
      ...webhooks.map(one =>
        webhookDispatcher({
          ...given,
          webhook: one,
          source: SOURCE,
          onGivenUp,
          signal: new AbortController().signal,
        }),
      ),
    );
    started.forEach(dispatcher => dispatcher.start());
  }

  const received = (path = '/audit'): CloudEvent[] =>
    receiver.requests
      .filter(({ url }) => url.pathname === path)
      .map(({ body }) => JSON.parse(body));

  const positions = async () =>
    (
      await harness.database('events').orderBy('position').pluck('position')
    ).map(String);

  const waiting = (name: string) =>
    harness.database('outbox').where({ topic: webhookTopic(name) });

  it('get each event once and in order, as a CloudEvent that is signed', async () => {
    const runId = await harness.create(describeTargets(2));
    tell([webhook({ secret: 'key' })]);
    const wanted = await positions();
    await eventually(
      'all events are there',
      async () => received().length === wanted.length,
    );
    expect(received().map(({ id }) => id)).toEqual(wanted);
    const [first] = receiver.requests;
    const event = received()[0];
    expect(event).toEqual({
      specversion: '1.0',
      id: wanted[0],
      source: SOURCE,
      type: 'orchestrator.run.created',
      subject: `run/${runId}`,
      time: expect.any(String),
      datacontenttype: 'application/json',
      data: expect.objectContaining({ runId, type: 'run.created', version: 1 }),
    });
    const at = `${Date.parse('2031-01-01T00:00:00.000Z') / 1000}`;
    expect(first.headers).toMatchObject({
      authorization: 'Bearer t',
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': wanted[0],
      'webhook-timestamp': at,
      'webhook-signature': `v1,${createHmac('sha256', 'key')
        .update(`${wanted[0]}.${at}.${first.body}`)
        .digest('base64')}`,
    });
  });

  it('get the types that they ask for', async () => {
    await harness.create(describeTargets(2));
    tell([
      webhook({ types: ['run.planned'] }),
      webhook({
        name: 'runs',
        url: `${receiver.origin}/runs`,
        types: ['run.*'],
      }),
      webhook({
        name: 'trains',
        url: `${receiver.origin}/trains`,
        types: ['train.*'],
      }),
    ]);
    await eventually(
      'runs are told of',
      async () =>
        received('/runs').length > 1 &&
        received().length > 0 &&
        (await harness.database('outbox')).length === 0,
    );
    expect(received().map(({ type }) => type)).toEqual([
      'orchestrator.run.planned',
    ]);
    expect(
      received('/runs').every(({ type }) =>
        type.startsWith('orchestrator.run.'),
      ),
    ).toBe(true);
    expect(received('/trains')).toEqual([]);
  });

  it('that fail get it again with the same id, and keep no other waiting', async () => {
    await harness.create(describeTargets(1));
    const wanted = await positions();
    tell([
      webhook({ name: 'gone', url: 'http://127.0.0.1:1/' }),
      webhook({ name: 'audit' }),
    ]);
    statuses = [503];
    await eventually('the second try of the first event', async () => {
      clock.advance(1_000);
      return received().filter(({ id }) => id === wanted[0]).length >= 2;
    });
    await eventually(
      'all the others',
      async () =>
        new Set(received().map(({ id }) => id)).size === wanted.length,
    );
    const [before, after] = receiver.requests.filter(
      ({ headers }) => headers['webhook-id'] === wanted[0],
    );
    expect(after.body).toBe(before.body);
    expect(await waiting('gone')).not.toEqual([]);
    await eventually(
      'nothing waits for the one that answers',
      async () => (await waiting('audit')).length === 0,
    );
  });

  it('that are down are tried now and then, however much waits, and what is a day old is given up', async () => {
    await harness.create(describeTargets(20));
    const wanted = await positions();
    statuses = Array(500).fill(503);
    tell([webhook()]);
    await eventually('they are tried', async () => {
      clock.advance(1_000);
      return receiver.requests.length >= 4;
    });
    // By then a minute has passed, and pauses are 1, 2, 4 and 8 seconds at least.
    expect(await waiting('audit')).toHaveLength(wanted.length);
    clock.advance(25 * 60 * 60 * 1_000);
    await eventually(
      'they are given up',
      async () =>
        (await waiting('audit').whereNull('given_up_at')).length === 0,
    );
    expect(receiver.requests.length).toBeLessThan(10);
    expect(await waiting('audit')).toHaveLength(wanted.length);
  });

  it('get what was given up under the same id when somebody sends it again', async () => {
    await harness.create(describeTargets(2));
    const wanted = await positions();
    statuses = Array(500).fill(503);
    const counted: [string, number][] = [];
    tell([webhook()], (topic, count) => counted.push([topic, count]));
    await eventually('they are tried', async () => {
      clock.advance(1_000);
      return receiver.requests.length >= 1;
    });
    clock.advance(25 * 60 * 60 * 1_000);
    await eventually(
      'they are given up',
      async () =>
        (await waiting('audit').whereNull('given_up_at')).length === 0,
    );
    expect(counted).toEqual([[webhookTopic('audit'), wanted.length]]);
    statuses = [];
    receiver.requests.splice(0);
    const givenUp = new GivenUpMessages({
      database: harness.database,
      clock,
      onSendAgain: () => started.forEach(dispatcher => dispatcher.wake()),
    });
    const { items, totalItems } = await givenUp.list();
    expect(totalItems).toBe(wanted.length);
    const first = items.find(({ position }) => String(position) === wanted[0]);
    expect(first).toMatchObject({
      topic: webhookTopic('audit'),
      runKind: 'Sweep',
      type: 'run.created',
    });
    expect(await givenUp.sendAgain({ ids: [first?.id ?? ''] })).toBe(1);
    await eventually('it is told', async () => {
      clock.advance(1_000);
      return received().length === 1;
    });
    expect(received()[0]).toMatchObject({ id: wanted[0] });
    expect(await givenUp.sendAgain({ topic: webhookTopic('audit') })).toBe(
      wanted.length - 1,
    );
    await eventually('all are told', async () => {
      clock.advance(1_000);
      return (await waiting('audit')).length === 0;
    });
    expect(received().map(({ id }) => id)).toEqual(wanted);
  });

  it('get every event of a run that goes into the archive while they are down', async () => {
    const runId = await endedRun(harness);
    harness.clock.advance(91 * DAY_MS);
    const retention = new Retention({
      database: harness.database,
      clock: harness.clock,
      logger: mockServices.logger.mock(),
      runs: harness.transactional,
      settings: { archiveAfterMs: 90 * DAY_MS },
      holder: 'a',
    });
    const phase = () =>
      harness.database('archived_runs').where('run_id', runId).pluck('phase');
    await retention.pass();
    statuses = Array(500).fill(503);
    tell([webhook()]);
    await eventually(
      'only the webhook has still to be told',
      async () =>
        (
          await harness.database('outbox').distinct('topic').pluck('topic')
        ).join() === webhookTopic('audit'),
    );
    const [wanted] = await harness
      .database('outbox')
      .where({ run_id: runId })
      .pluck('payload');
    await retention.pass();
    expect(await phase()).toEqual(['sealed']);
    statuses = [];
    receiver.requests.splice(0);
    await eventually('it is told', async () => {
      clock.advance(1_000);
      return (await waiting('audit')).length === 0;
    });
    expect(received()).toEqual([
      expect.objectContaining({
        id: String(JSON.parse(wanted).position),
        type: 'orchestrator.run.archived',
      }),
    ]);
    await retention.pass();
    expect(await phase()).toEqual(['archived']);
  });

  it('that are in the configuration no more are forgotten', async () => {
    await harness.create(describeTargets(1));
    tell([webhook({ name: 'gone', url: 'http://127.0.0.1:1/' })]);
    await eventually(
      'something waits',
      async () => (await waiting('gone')).length > 0,
    );
    const forget = (before: string) =>
      forgetWebhooks(harness.database, [webhook()], before);
    // What is young may be of a replica with another configuration.
    expect(await forget('2031-01-01T00:00:00.000Z')).toBe(0);
    expect(await forget('2031-01-01T01:00:00.000Z')).toBeGreaterThan(0);
    expect(await waiting('gone')).toEqual([]);
  });
});
