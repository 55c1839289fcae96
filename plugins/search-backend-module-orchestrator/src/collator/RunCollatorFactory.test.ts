import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { TestPipeline } from '@backstage/plugin-search-backend-node';
import type {
  RunSummary,
  TrainSummary,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { RunCollatorFactory } from './RunCollatorFactory';

const AT = '2026-03-01T08:00:00.000Z';

const aSweep = (index: number): RunSummary => ({
  id: `run-${index}`,
  kind: 'Sweep',
  name: `sweep-${index}`,
  title: `Sweep ${index}`,
  owner: 'group:default/platform',
  labels: {},
  status: 'running',
  targets: 1,
  problems: 0,
  counts: {},
  createdBy: { kind: 'user', ref: 'user:default/ana' },
  createdAt: AT,
  updatedAt: AT,
});

const aTrain = (index: number): TrainSummary => ({
  id: `train-${index}`,
  kind: 'Train',
  name: `train-${index}`,
  title: `Train ${index}`,
  owner: 'group:default/platform',
  labels: {},
  phase: 'planned',
  departure: AT,
  timezone: 'UTC',
  paused: false,
  products: [],
  gates: [],
  waves: [],
  openIncidents: 0,
  createdBy: { kind: 'user', ref: 'user:default/ana' },
  createdAt: AT,
  updatedAt: AT,
});

/** The lists of the orchestrator, over real HTTP; a cursor is the index of the first item. */
class Lists {
  runs: object[] = [];
  trains: object[] = [];
  failAt?: string;
  readonly requests: string[] = [];
  readonly tokens = new Set<string | undefined>();
  readonly #server: Server = createServer((request, response) => {
    this.tokens.add(request.headers.authorization);
    this.requests.push(request.url ?? '');
    const { pathname, searchParams } = new URL(`http://x${request.url}`);
    const items = pathname.endsWith('/runs') ? this.runs : this.trains;
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = from + Number(searchParams.get('limit'));
    const failed = this.failAt === `${pathname} ${from}`;
    response.writeHead(failed ? 503 : 200, {
      'content-type': 'application/json',
    });
    response.end(
      JSON.stringify({
        items: items.slice(from, to),
        totalItems: items.length,
        ...(to < items.length && { nextCursor: String(to) }),
      }),
    );
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

describe('RunCollatorFactory', () => {
  let lists: Lists;
  let factory: RunCollatorFactory;

  beforeEach(async () => {
    lists = new Lists();
    const address = await lists.start();
    factory = new RunCollatorFactory({
      auth: mockServices.auth({ pluginId: 'search' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => address,
      }),
    });
  });

  afterEach(() => lists.stop());

  it('reads sweeps and trains, as the search itself', async () => {
    lists.runs = [aSweep(0)];
    lists.trains = [aTrain(0)];
    const { documents, error } = await TestPipeline.fromCollator(
      await factory.getCollator(),
    ).execute();
    expect(error).toBeUndefined();
    expect(
      documents.map(({ location, authorization }) => [
        location,
        authorization?.resourceRef,
      ]),
    ).toEqual([
      ['/orchestrator/sweeps/run-0', 'run-0'],
      ['/orchestrator/trains/train-0', 'train-0'],
    ]);
    expect([...lists.tokens]).toEqual([
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:search'),
        targetPluginId: 'orchestrator',
      }),
    ]);
  });

  it('asks for a page when the one before is used up, so that ten thousand runs are never held at once', async () => {
    lists.runs = Array.from({ length: 10_000 }, (_, index) => aSweep(index));
    const taken: string[] = [];
    let ahead = 0;
    for await (const { authorization } of await factory.getCollator()) {
      taken.push(authorization.resourceRef);
      ahead = Math.max(ahead, lists.requests.length * 500 - taken.length);
    }
    expect(taken).toEqual(lists.runs.map((_, index) => `run-${index}`));
    // Twenty pages of sweeps, and one of trains, of which there are none.
    expect(lists.requests).toHaveLength(21);
    expect(ahead).toBeLessThan(1_000);
  });

  it('brings a train once that ended while the list was read, and so stands in it twice', async () => {
    lists.trains = [
      ...Array.from({ length: 600 }, (_, index) => aTrain(index)),
      aTrain(3),
    ];
    const { documents } = await TestPipeline.fromCollator(
      await factory.getCollator(),
    ).execute();
    expect(documents).toHaveLength(600);
  });

  it('fails where a page fails, so that the search keeps the index that it has', async () => {
    lists.runs = Array.from({ length: 900 }, (_, index) => aSweep(index));
    lists.failAt = '/runs 500';
    const { error } = await TestPipeline.fromCollator(
      await factory.getCollator(),
    ).execute();
    expect(error).toMatchObject({ name: 'ResponseError', statusCode: 503 });
  });
});
