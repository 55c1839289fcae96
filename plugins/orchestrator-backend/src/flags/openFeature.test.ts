import { randomUUID } from 'node:crypto';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { OFREPApi } from '@openfeature/ofrep-core';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature, type Client } from '@openfeature/server-sdk';
import {
  flagBucket,
  type RouteInput,
  type Routes,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { systemClock } from '../clock';
import { eventually, openTestDatabase, testDatabases } from '../testing';
import { createWorkTransport } from '../work';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';

const databases = testDatabases();
/** What is promised; noisy machines get more, and the measured time is printed. */
const PROMISED_MS = 2_000;
const PATIENCE_MS = 5_000;
const WAITING_ITEMS = 1_000;
const HEADERS: [string, string][] = [
  ['authorization', `Bearer ${mockCredentials.service.token()}`],
];

type Definition = RouteInput<Routes['putFlag']>['body'];

const onOff = {
  type: 'boolean',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  expectedVersion: 0,
} satisfies Definition;

/** A replica, and the SDK as a service of the company would use it. */
interface Replica {
  orchestrator: TestOrchestrator;
  client: Client;
}

describe.each(databases.supported)('OpenFeature’s SDK, on %s', kind => {
  const running: TestOrchestrator[] = [];
  let replica: Replica;

  async function start(
    location: Parameters<typeof startOrchestrator>[0]['database'],
    domain: string,
    slots: number,
  ): Promise<Replica> {
    const orchestrator = await startOrchestrator({
      entities: [],
      database: location,
      config: { workers: { slots, graceSeconds: 1 } },
    });
    running.push(orchestrator);
    await OpenFeature.setProviderAndWait(
      domain,
      new OFREPProvider({ baseUrl: orchestrator.baseUrl, headers: HEADERS }),
    );
    return { orchestrator, client: OpenFeature.getClient(domain) };
  }

  const put = (flagKey: string, body: Definition) =>
    replica.orchestrator.client.putFlag({ params: { flagKey }, body });

  let location: Parameters<typeof start>[0];

  beforeAll(async () => {
    location = databases.locationOf(await databases.init(kind));
    // No worker runs: flags need none.
    replica = await start(location, `first-${kind}`, 0);
  });

  afterAll(async () => {
    await OpenFeature.clearProviders();
    for (const orchestrator of running) {
      await orchestrator.stop();
    }
  });

  it('reads values of every type', async () => {
    await put('banner', {
      ...onOff,
      type: 'string',
      variants: { red: 'Red', none: '' },
      defaultVariant: 'red',
    });
    await put('limit', {
      ...onOff,
      type: 'number',
      variants: { low: 0.5, high: 20 },
      defaultVariant: 'low',
    });
    await put('theme', {
      ...onOff,
      type: 'object',
      variants: { dark: { colors: ['black'] } },
      defaultVariant: 'dark',
    });
    await put('plain', { ...onOff, defaultVariant: 'on' });
    const { client } = replica;
    expect(await client.getStringValue('banner', 'x')).toBe('Red');
    expect(await client.getNumberValue('limit', 1)).toBe(0.5);
    expect(await client.getObjectValue('theme', {})).toEqual({
      colors: ['black'],
    });
    expect(await client.getBooleanDetails('plain', false)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'STATIC',
      flagMetadata: { flagVersion: 1 },
    });
  });

  it('falls back to the default of the code where there is no such flag, or of another type', async () => {
    const { client } = replica;
    expect(await client.getBooleanDetails('missing', true)).toMatchObject({
      value: true,
      reason: 'ERROR',
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect(await client.getBooleanDetails('banner', true)).toMatchObject({
      value: true,
      errorCode: 'TYPE_MISMATCH',
    });
  });

  it('is given what its context asks for', async () => {
    await put('checkout', {
      ...onOff,
      rules: [
        { segment: { customers: ['acme'] }, variant: 'on' },
        { segment: { regions: ['eu'], plans: ['pro'] }, variant: 'on' },
      ],
    });
    const detailsOf = (context: Record<string, string>) =>
      replica.client.getBooleanDetails('checkout', false, context);
    expect(await detailsOf({ region: 'eu', plan: 'pro' })).toMatchObject({
      value: true,
      reason: 'TARGETING_MATCH',
    });
    expect(await detailsOf({ region: 'eu', plan: 'free' })).toMatchObject({
      value: false,
      reason: 'DEFAULT',
    });
    expect(await detailsOf({ customer: 'acme' })).toMatchObject({
      value: true,
    });
  });

  it('is given a percentage by its targeting key', async () => {
    await put('half', {
      ...onOff,
      rules: [{ segment: { percent: 50 }, variant: 'on' }],
    });
    const people = Array.from({ length: 40 }, (_, index) => `user-${index}`);
    for (const targetingKey of people) {
      const { value } = await replica.client.getBooleanDetails('half', false, {
        targetingKey,
      });
      expect([targetingKey, value]).toEqual([
        targetingKey,
        flagBucket('half', targetingKey) < 50,
      ]);
    }
    expect(await replica.client.getBooleanDetails('half', true)).toMatchObject({
      value: true,
      errorCode: 'TARGETING_KEY_MISSING',
    });
  });

  it('reads all flags at once, and hears when nothing is new', async () => {
    const ask = (headers: [string, string][] = []) =>
      new OFREPApi(replica.orchestrator.baseUrl).postBulkEvaluateFlags(
        { context: { targetingKey: 'ana' } },
        { headers: [...HEADERS, ...headers] },
      );
    const first = await ask();
    expect(first.httpStatus).toBe(200);
    expect(first.value).toMatchObject({
      flags: expect.arrayContaining([
        expect.objectContaining({ key: 'banner', value: 'Red' }),
        expect.objectContaining({ key: 'half', reason: expect.anything() }),
      ]),
    });
    const etag = first.httpResponse?.headers.get('etag') ?? '';
    const again = await ask([['if-none-match', etag]]);
    expect(again.httpStatus).toBe(304);
  });

  it('takes a schedule up by itself', async () => {
    await put('launch', {
      ...onOff,
      schedules: [
        { at: new Date(Date.now() + 1_000).toISOString(), variant: 'on' },
      ],
    });
    expect(await replica.client.getBooleanValue('launch', true)).toBe(false);
    await eventually(
      'the time has come',
      () => replica.client.getBooleanValue('launch', false),
      PATIENCE_MS,
    );
  });

  it('sees a kill in under two seconds, and a revival', async () => {
    await put('killed-here', {
      ...onOff,
      rules: [{ segment: {}, variant: 'on' }],
    });
    const took = await timeOfKill(replica, [replica], 'killed-here');
    expect(took).toBeLessThan(PATIENCE_MS);
    expect(
      await replica.client.getBooleanDetails('killed-here', true),
    ).toMatchObject({
      value: false,
      reason: 'DISABLED',
      flagMetadata: { killed: true },
    });
    await replica.orchestrator.client.reviveFlag({
      params: { flagKey: 'killed-here' },
      body: { reason: 'Fixed' },
    });
    await eventually(
      'it is back',
      () => replica.client.getBooleanValue('killed-here', false),
      PATIENCE_MS,
    );
  });

  it('sees a kill on every replica in under two seconds', async () => {
    // SQLite belongs to one process; its one replica is all there is.
    const replicas =
      kind === 'PostgreSQL'
        ? [replica, await start(location, `second-${kind}`, 0)]
        : [replica];
    await put('killed-there', {
      ...onOff,
      rules: [{ segment: {}, variant: 'on' }],
    });
    for (const { client } of replicas) {
      await eventually('the replica knows the flag', () =>
        client.getBooleanValue('killed-there', false),
      );
    }
    const took = await timeOfKill(replica, replicas, 'killed-there');
    expect(took).toBeLessThan(PATIENCE_MS);
  });

  it('sees a kill in under two seconds while the queue is full', async () => {
    const database = openTestDatabase(location);
    const { transport } = createWorkTransport({
      database,
      clock: systemClock,
      logger: mockServices.logger.mock(),
    });
    try {
      await database.transaction(trx =>
        transport.enqueue(
          trx,
          Array.from({ length: WAITING_ITEMS }, (_, index) => ({
            id: randomUUID(),
            lane: 'git',
            kind: 'target.apply',
            runId: 'nowhere',
            targetId: `t${index}`,
          })),
        ),
      );
      const work = await replica.orchestrator.client.getWork();
      expect(work.lanes).toMatchObject([{ ready: WAITING_ITEMS }]);
      await put('killed-in-need', {
        ...onOff,
        rules: [{ segment: {}, variant: 'on' }],
      });
      const took = await timeOfKill(replica, [replica], 'killed-in-need');
      expect(took).toBeLessThan(PATIENCE_MS);
    } finally {
      await database.destroy();
    }
  });

  /** Milliseconds from the click to when the last of some clients has seen it. */
  async function timeOfKill(
    { orchestrator }: Replica,
    watching: Replica[],
    flagKey: string,
  ): Promise<number> {
    const startedAt = performance.now();
    await orchestrator.client.killFlag({
      params: { flagKey },
      body: { reason: 'Errors rise' },
    });
    for (const { client } of watching) {
      await eventually(
        'the kill is seen',
        async () => !(await client.getBooleanValue(flagKey, true)),
        PATIENCE_MS,
      );
    }
    const took = Math.round(performance.now() - startedAt);
    process.stdout.write(
      `A kill on ${kind} was seen by ${watching.length} client(s) after ${took} ms (promised: ${PROMISED_MS} ms)\n`,
    );
    return took;
  }
});
