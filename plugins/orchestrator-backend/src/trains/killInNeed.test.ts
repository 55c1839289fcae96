import { mockCredentials } from '@backstage/backend-test-utils';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, testDatabases } from '../testing';
import { serveHttp, type HttpTestServer } from '../testing/httpServer';

const databases = testDatabases();
/** What is promised; noisy machines get more, and the measured time is printed. */
const PROMISED_MS = 2_000;
const PATIENCE_MS = 5_000;
const FLAG = 'new-vault';

const level = { demands: [], signOffs: 1 };

/** A train that may leave at once, whose product is on by a flag and then waits for a webhook. */
function manifest(name: string, webhook: string) {
  return {
    apiVersion: 'orchestrator/v1',
    kind: 'Train',
    metadata: { name },
    spec: {
      owner: 'group:default/commerce',
      timezone: 'UTC',
      departure: new Date().toISOString(),
      products: [
        {
          id: 'vault',
          entity: 'component:default/vault',
          version: '1.0.0',
          criticality: 'medium',
          activation: [
            { id: 'on', flag: { key: FLAG, set: 'on' } },
            { id: 'tell', webhook: { url: webhook } },
          ],
          rollback: [{ id: 'off', flag: { key: FLAG, set: 'off' } }],
        },
      ],
      gates: [{ id: 'go', criteria: [{ id: 'people', onCall: {} }] }],
      waves: [{ id: 'all' }],
    },
  };
}

describe.each(databases.supported)('the kill switch on %s', kind => {
  let silent: HttpTestServer;
  let portal: TestOrchestrator;

  beforeAll(async () => {
    // It takes the request, and never answers.
    silent = await serveHttp(() => undefined);
    portal = await startOrchestrator({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'vault',
            annotations: { 'orchestrator/on-call': 'user:default/carl' },
          },
          spec: { type: 'service', owner: 'team-vault' },
        },
      ],
      database: databases.locationOf(await databases.init(kind)),
      config: {
        trains: {
          strictness: {
            critical: level,
            high: level,
            medium: level,
            low: level,
          },
          http: { allow: [silent.origin] },
        },
        workers: {
          slots: 4,
          graceSeconds: 1,
          lanes: { train: { maxConcurrent: 1 } },
        },
      },
    });
    await portal.client.putFlag({
      params: { flagKey: FLAG },
      body: {
        expectedVersion: 0,
        type: 'boolean',
        variants: { on: true, off: false },
        defaultVariant: 'off',
      },
    });
  });

  afterAll(async () => {
    await portal.stop();
    await silent.close();
  });

  /** What a client gets. */
  async function evaluate(): Promise<boolean> {
    const response = await fetch(
      `${portal.baseUrl}/ofrep/v1/evaluate/flags/${FLAG}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${mockCredentials.user.token()}`,
        },
        body: JSON.stringify({ context: { targetingKey: 'ada' } }),
      },
    );
    return (await response.json()).value;
  }

  const trainLane = async () =>
    (await portal.client.getWork()).lanes.find(({ lane }) => lane === 'train');

  const plan = async (name: string) => {
    const { id } = await portal.client.createTrain({
      body: { manifest: manifest(name, `${silent.origin}/hook`) as never },
    });
    return id;
  };

  it('works while the train is paused and its lane has no place left', async () => {
    const trainId = await plan('spring');
    await eventually('the gate is a GO', async () => {
      const { board } = await portal.client.getTrain({ params: { trainId } });
      return board[0].status === 'go';
    });
    await portal.client.commandTrain({
      params: { trainId },
      body: { command: { type: 'depart' } },
    });
    await eventually('the webhook holds the only place', async () =>
      silent.requests.some(({ url }) => url.pathname === '/hook'),
    );
    expect(await evaluate()).toBe(true);
    await plan('summer');
    await eventually('work waits behind it', async () => {
      const lane = await trainLane();
      return lane?.running === 1 && lane.ready > 0;
    });
    await portal.client.commandTrain({
      params: { trainId },
      body: { command: { type: 'pause', reason: 'Something is wrong' } },
    });

    const startedAt = performance.now();
    await portal.client.killFlag({
      params: { flagKey: FLAG },
      body: { reason: 'Errors rise' },
    });
    await eventually(
      'the kill is seen',
      async () => !(await evaluate()),
      PATIENCE_MS,
    );
    const took = Math.round(performance.now() - startedAt);
    process.stdout.write(
      `A kill on ${kind} was seen after ${took} ms, with a full lane and a paused train (promised: ${PROMISED_MS} ms)\n`,
    );

    expect(took).toBeLessThan(PATIENCE_MS);
    expect(await trainLane()).toMatchObject({ running: 1, maxConcurrent: 1 });
    const { paused } = await portal.client.getTrain({ params: { trainId } });
    expect(paused).toBe(true);
  });
});
