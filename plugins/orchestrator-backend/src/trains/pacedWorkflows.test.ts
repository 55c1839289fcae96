import { GithubApi } from '../github';
import { GithubServer, HOST } from '../github/testing/GithubServer';
import { TurnQueries, type PacingLimits } from '../pacing';
import type { WriteAsk } from '../pacing/writeQueue';
import { testDatabases } from '../testing';
import type { Claim } from '../work/WorkTransport';
import { readProducts } from './KnexTrainRecords';
import type { StepHandler } from './StepHandler';
import { withTurns } from './stepTurns';
import { ANA, TrainHarness } from './testing/TrainHarness';
import { pacingOf, workflowHandler } from './__testUtils__/workflowHandler';

const databases = testDatabases();
const DEPARTURE = '2030-03-26T09:00:00.000Z';
const MINUTE_MS = 60_000;

const perHost = (max: number, per: string): Partial<PacingLimits> => ({
  hosts: { [HOST]: { rateLimits: [{ scope: 'host', max, per }] } },
});

describe.each(databases.supported)('starts of workflows, on %s', kind => {
  let trains: TrainHarness;
  let github: GithubServer;
  let id: string;
  let pace: ReturnType<typeof pacingOf>;
  let steps: StepHandler;
  let sweepWrites: number;

  beforeEach(async () => {
    trains = new TrainHarness(await databases.init(kind));
    github = await GithubServer.start(trains.clock);
    github.workflows.set('deploy.yml', { inputs: [] });
    sweepWrites = 0;
  });

  afterEach(() => github.close());

  /** Everything from here on is under these limits, in a process of its own. */
  function under(limits: Partial<PacingLimits>): void {
    pace = pacingOf(trains, limits);
    const { integrations } = github;
    const { sleeping, pacing } = pace;
    const api = new GithubApi({ integrations, sleeping, clock: trains.clock });
    steps = workflowHandler({ trains, pacing, github: { integrations, api } });
  }

  /** A train whose products start a workflow each, at the same time. */
  async function depart(products: string[]): Promise<void> {
    id = await trains.create({
      depart: 'automatic',
      products: products.map(product => ({
        id: product,
        entity: `component:default/${product}`,
        version: '1.2.0',
        criticality: 'medium' as const,
        activation: [
          {
            id: 'deploy',
            workflow: {
              workflow: 'deploy.yml',
              repository: `https://${HOST}/acme/shop`,
            },
          },
        ],
        rollback: [{ id: 'off', flag: { key: product, set: 'off' as const } }],
      })),
      dependencies: [],
      gates: [
        {
          id: 'go',
          criteria: [
            {
              id: 'built',
              scope: 'train',
              ci: { repository: `https://${HOST}/acme/shop` },
            },
          ],
        },
      ],
      waves: [{ id: 'all', onFailure: 'halt' }],
    });
    await trains.service.commandGate(
      id,
      'go',
      {
        type: 'record',
        gate: 'go',
        criterion: 'built',
        by: 'service:default/ci',
        result: {
          status: 'pass',
          summary: 'Built',
          evidence: [{ title: 'Run', url: 'https://ci' }],
        },
      },
      ANA,
    );
    const now = trains.clock.now().toISOString();
    await trains.at(now > DEPARTURE ? now : DEPARTURE);
  }

  /** Does the pieces of work of steps that are due, by the id of the product: a queue has no order among them. */
  async function work(): Promise<number> {
    const due = (await trains.claim())
      .filter(({ item }) => item.kind === 'train.step')
      .sort((a, b) => `${a.item.targetId}`.localeCompare(`${b.item.targetId}`));
    for (const claim of due) {
      await steps.execute(claim, new AbortController().signal);
    }
    return due.length;
  }

  async function workLater(ms: number): Promise<number> {
    trains.clock.advance(ms);
    return work();
  }

  async function step(product: string) {
    const products = await readProducts(trains.database, id);
    const found = products.find(one => one.id === product);
    return found!.activations[0].steps[0];
  }

  async function typesOf(product: string): Promise<string[]> {
    return trains
      .database('events')
      .where('stream', 'like', `%/${product}`)
      .andWhere('type', 'like', 'step.%')
      .orderBy('position')
      .pluck('type');
  }

  function sweepAsk(patch: Partial<WriteAsk> = {}): WriteAsk {
    sweepWrites += 1;
    return {
      workId: `sweep-work-${sweepWrites}`,
      runId: 'sweep',
      targetId: `target-${sweepWrites}`,
      host: HOST,
      owner: 'group:default/others',
      runLimits: [],
      requests: 1,
      ...patch,
    };
  }

  const waitingRows = () =>
    trains.database('code_host_writes').where({ state: 'waiting' });

  it('wait for their turn like the writes of a sweep, say why and until when, and hold no worker', async () => {
    under(perHost(1, '10m'));
    await depart(['shop', 'till']);
    expect(await work()).toBe(2);
    expect(github.dispatches).toHaveLength(1);
    expect((await step('shop')).workflow?.run).toBeDefined();
    expect(await step('till')).toMatchObject({
      status: 'running',
      attemptsUsed: 0,
      retryAt: '2030-03-26T09:10:00.000Z',
      failure: {
        class: 'rateLimited',
        code: 'waitsForLimit',
        message: `The start of deploy.yml at ${HOST} waits for its turn: 1 per 10m (host)`,
        limit: '1 per 10m (host)',
      },
    });
    // What waits has not been asked for.
    expect((await step('till')).workflow).toBeUndefined();
    expect(await typesOf('till')).toEqual([
      'step.started',
      'step.attemptFailed',
    ]);
    for (let minute = 0; minute < 9; minute += 1) {
      await workLater(MINUTE_MS);
    }
    expect(github.dispatches).toHaveLength(1);
    await workLater(MINUTE_MS);
    expect(github.dispatches).toHaveLength(2);
    const started = await step('till');
    expect(started.workflow?.run).toBeDefined();
    expect(started.failure).toBeUndefined();
    expect(started.retryAt).toBeUndefined();
  });

  it('tell what they wait for once, however often their turn moves, and when it is to those who ask', async () => {
    under(perHost(1, '10m'));
    await depart(['shop', 'till']);
    await work();
    const waited = await typesOf('till');
    // One that does not end in time would halt the wave.
    Object.assign(github.runs[0], {
      status: 'completed',
      conclusion: 'success',
    });
    const turns = new TurnQueries(trains.database);
    const shown = async () => {
      const products = await readProducts(trains.database, id);
      const found = await withTurns(
        turns,
        id,
        new Map(products.map(product => [product.id, product])),
      );
      return found.get('till')!.activations[0].steps[0].retryAt;
    };
    for (const turn of ['09:19:59.999', '09:29:59.999', '09:39:59.999']) {
      // Somebody for whom no limit counts takes the turn away.
      trains.clock.advance(10 * MINUTE_MS - 1);
      const urgent = await pace.ledger.admit(sweepAsk({ urgent: true }));
      if (!urgent.admitted) {
        throw new Error('Nothing keeps it');
      }
      await pace.ledger.release(urgent.id, 1);
      await workLater(1);
      expect(await shown()).toContain(`T${turn}`);
    }
    expect(github.dispatches).toHaveLength(1);
    expect(await typesOf('till')).toEqual(waited);
  });

  it.each<[string, (claim: Claim) => Promise<void>]>([
    [
      'are given up with their worker',
      claim => steps.abandon(claim, '10 workers fell silent'),
    ],
    [
      'fail for good',
      claim => {
        steps = workflowHandler({
          trains,
          pacing: pace.pacing,
          allow: [],
          github: { integrations: github.integrations, api: github.api() },
        });
        return steps.execute(claim, new AbortController().signal);
      },
    ],
  ])(
    'that %s while they wait keep no place in the queue from others',
    async (_, end) => {
      under(perHost(1, '10m'));
      await depart(['shop', 'till']);
      await work();
      expect(await waitingRows()).toHaveLength(1);
      trains.clock.advance(10 * MINUTE_MS);
      const claim = (await trains.claim()).find(
        ({ item }) => item.targetId === 'till',
      );
      await end(claim!);
      expect(await step('till')).toMatchObject({ status: 'failed' });
      expect(await waitingRows()).toEqual([]);
      expect(github.dispatches).toHaveLength(1);
    },
  );

  it.each<[string, Partial<PacingLimits>, Partial<WriteAsk>]>([
    [
      'global',
      { rateLimits: [{ scope: 'global', max: 1, per: '5m' }] },
      { host: 'local' },
    ],
    ['of the host', perHost(1, '5m'), {}],
    [
      'of the owner',
      { rateLimits: [{ scope: 'owner', max: 1, per: '5m' }] },
      { host: 'local', owner: 'group:default/team-shop' },
    ],
  ])(
    'share a limit that is %s with sweeps, in both directions',
    async (_, limits, patch) => {
      under(limits);
      const first = await pace.ledger.admit(sweepAsk(patch));
      if (!first.admitted) {
        throw new Error('The first one is admitted');
      }
      await pace.ledger.release(first.id, 1);
      trains.clock.set(DEPARTURE);
      const again = await pace.ledger.admit(sweepAsk(patch));
      if (!again.admitted) {
        throw new Error('The window is over');
      }
      await pace.ledger.release(again.id, 1);
      await depart(['shop']);
      await work();
      expect(github.dispatches).toHaveLength(0);
      expect(await step('shop')).toMatchObject({
        retryAt: '2030-03-26T09:05:00.000Z',
      });
      await workLater(5 * MINUTE_MS);
      expect(github.dispatches).toHaveLength(1);
      expect(await pace.ledger.admit(sweepAsk(patch))).toMatchObject({
        admitted: false,
        notBefore: '2030-03-26T09:10:00.000Z',
      });
    },
  );

  it('have a limit for each run count the train as one', async () => {
    under({ rateLimits: [{ scope: 'run', max: 1, per: '5m' }] });
    trains.clock.set(DEPARTURE);
    await pace.ledger.admit(sweepAsk());
    await depart(['shop', 'till']);
    await work();
    expect(github.dispatches).toHaveLength(1);
    expect((await step('till')).failure).toMatchObject({
      limit: '1 per 5m (run)',
    });
  });

  it('are not sent while a train is paused, and keep no place in the queue from others', async () => {
    under(perHost(1, '10m'));
    await depart(['shop', 'till']);
    await work();
    expect(await waitingRows()).toHaveLength(1);
    // One that does not end in time would halt the wave.
    Object.assign(github.runs[0], {
      status: 'completed',
      conclusion: 'success',
    });
    await trains.service.command(
      id,
      { type: 'pause', by: ANA.actor.ref, reason: 'Lunch' },
      ANA,
    );
    await workLater(10 * MINUTE_MS);
    expect(github.dispatches).toHaveLength(1);
    expect(await waitingRows()).toEqual([]);
    expect(await pace.ledger.admit(sweepAsk())).toMatchObject({
      admitted: true,
    });
    await trains.service.command(
      id,
      { type: 'resume', by: ANA.actor.ref },
      ANA,
    );
    await workLater(MINUTE_MS);
    expect(github.dispatches).toHaveLength(1);
    await workLater(10 * MINUTE_MS);
    expect(github.dispatches).toHaveLength(2);
  });

  it('that are rolled back while they wait are never sent, and leave the queue', async () => {
    under(perHost(1, '10m'));
    await depart(['shop', 'till']);
    await work();
    await trains.service.command(
      id,
      {
        type: 'rollback',
        by: ANA.actor.ref,
        reason: 'Wrong',
        scope: 'train',
      },
      ANA,
    );
    await trains.claim();
    trains.clock.advance(10 * MINUTE_MS);
    await trains.transport.recover({ all: true });
    for (const claim of await trains.claim()) {
      if (claim.item.targetId === 'till') {
        await steps.execute(claim, new AbortController().signal);
      }
    }
    expect(github.dispatches).toHaveLength(1);
    expect(await waitingRows()).toEqual([]);
  });

  it('are not sent where the count can not be read', async () => {
    under(perHost(10, '10m'));
    await depart(['shop']);
    await trains.database.schema.renameTable('code_host_writes', 'away');
    await work();
    expect(github.dispatches).toEqual([]);
    expect(github.requests).toEqual([]);
    expect(await step('shop')).toMatchObject({
      status: 'running',
      failure: { class: 'transient' },
    });
    await trains.database.schema.renameTable('away', 'code_host_writes');
    await workLater(2 * MINUTE_MS);
    expect(github.dispatches).toHaveLength(1);
  });

  it('count every request: two where a GitHub refuses a field at first, and one from then on', async () => {
    github.runDetails = 'refused';
    under(perHost(10, '10m'));
    await depart(['shop', 'till']);
    await work();
    expect(github.dispatches).toHaveLength(2);
    const sent = await trains
      .database('code_host_writes')
      .where({ state: 'sent' })
      .orderBy('requests')
      .pluck('requests');
    expect(sent).toEqual([1, 2]);
  });

  it('come through at a GitHub that refuses a field, also where one request at a time is let through', async () => {
    github.runDetails = 'refused';
    under(perHost(1, '10m'));
    await depart(['shop']);
    await work();
    expect(github.dispatches).toEqual([]);
    expect((await step('shop')).failure?.class).toBe('rateLimited');
    await workLater(10 * MINUTE_MS);
    expect(github.dispatches).toHaveLength(1);
  });

  it('wait for a host that asked anybody to wait, and put it to sleep for everybody themselves', async () => {
    under({});
    await depart(['shop', 'till']);
    github.answerNext({ status: 429, headers: { 'retry-after': '120' } });
    await work();
    expect(github.requests).toHaveLength(1);
    expect(await pace.sleeping.of(HOST)).toMatchObject({
      until: '2030-03-26T09:02:00.000Z',
    });
    expect((await step('till')).failure).toMatchObject({
      class: 'rateLimited',
      message: `The start of deploy.yml at ${HOST} waits for its turn: ${HOST} asked to wait`,
    });
    expect(await pace.ledger.admit(sweepAsk())).toMatchObject({
      admitted: false,
    });
    await workLater(MINUTE_MS);
    expect(github.requests).toHaveLength(1);
    await workLater(2 * MINUTE_MS);
    expect(github.dispatches).toHaveLength(2);
  });

  it('that were given up are ended at once, and still count', async () => {
    under(perHost(1, '10m'));
    await depart(['shop']);
    await work();
    await trains.service.command(
      id,
      {
        type: 'rollback',
        by: ANA.actor.ref,
        reason: 'Wrong',
        scope: 'train',
      },
      ANA,
    );
    for (const claim of await trains.claim()) {
      const [product] = await readProducts(trains.database, id);
      if (
        product.activations[0].cancels?.some(
          ({ workId }) => workId === claim.item.id,
        )
      ) {
        await steps.execute(claim, new AbortController().signal);
      }
    }
    expect(github.cancelled).toEqual([1001]);
    const rows = await trains
      .database('code_host_writes')
      .where({ state: 'sent', host: HOST, target_id: 'shop' });
    expect(rows).toHaveLength(2);
  });

  it('exceed no limit in any sliding window together with sweeps, whenever they come', async () => {
    under({
      rateLimits: [{ scope: 'global', max: 5, per: '3m' }],
      hosts: { [HOST]: { rateLimits: [{ scope: 'host', max: 2, per: '1m' }] } },
    });
    const sent: number[] = [];
    const noteTime = github.dispatches.push.bind(github.dispatches);
    github.dispatches.push = (...started) => {
      sent.push(trains.clock.now().getTime());
      return noteTime(...started);
    };
    const products = Array.from({ length: 8 }, (_, n) => `p-${n}`);
    await depart(products);
    const asks = Array.from({ length: 8 }, () => sweepAsk());
    let seed = 11;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let round = 0; round < 150; round += 1) {
      const ask = asks.shift();
      if (ask) {
        const admission = await pace.ledger.admit(ask);
        if (admission.admitted) {
          trains.clock.advance(Math.floor(random() * 2_000));
          sent.push(trains.clock.now().getTime());
          await pace.ledger.release(admission.id, 1);
        } else {
          asks.push(ask);
        }
      }
      await workLater(Math.floor(random() * 15_000));
    }
    expect(asks).toEqual([]);
    expect(github.dispatches).toHaveLength(8);
    expect(sent).toHaveLength(16);
    for (const [most, perMs] of [
      [2, MINUTE_MS],
      [5, 3 * MINUTE_MS],
    ]) {
      for (const end of sent) {
        expect(
          sent.filter(at => end - perMs < at && at <= end).length,
        ).toBeLessThanOrEqual(most);
      }
    }
  });
});
