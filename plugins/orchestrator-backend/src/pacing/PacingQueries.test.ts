import { randomUUID } from 'node:crypto';
import type { RateLimit } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { ANA, describeTargets, RunHarness } from '../runs/testing/RunHarness';
import { testDatabases } from '../testing';
import { TrainHarness } from '../trains/testing/TrainHarness';
import type { PacingLimits } from './limits';
import { PacingQueries } from './PacingQueries';
import { SleepingHosts } from './SleepingHosts';
import { WriteLedger } from './WriteLedger';
import type { WriteAsk } from './writeQueue';

const databases = testDatabases();

const LIMITS: PacingLimits = {
  rateLimits: [
    { scope: 'global', max: 10, per: '1h' },
    { scope: 'owner', max: 4, per: '1h' },
  ],
  hosts: {
    local: {
      rateLimits: [{ scope: 'host', max: 3, per: '1m' }],
      concurrency: 5,
    },
  },
};

describe.each(databases.supported)('what limits have left on %s', kind => {
  let database: Knex;
  let harness: RunHarness;
  let runId: string;
  let sleeping: SleepingHosts;
  let ledger: WriteLedger;
  let queries: PacingQueries;

  beforeEach(async () => {
    database = await databases.init(kind);
    harness = new RunHarness(database);
    runId = await harness.create(describeTargets(2), {
      canary: false,
      rateLimits: [{ scope: 'run', max: 2, per: '1d' }],
    });
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    const time = async () => harness.clock.now();
    sleeping = new SleepingHosts({ database, time });
    ledger = new WriteLedger({ database, limits: LIMITS, time, sleeping });
    queries = new PacingQueries({
      database,
      limits: LIMITS,
      hosts: ['local', 'github'],
      time,
    });
  });

  const ask = (patch: Partial<WriteAsk> = {}): WriteAsk => ({
    workId: randomUUID(),
    targetId: 'component.default.m-0001',
    host: 'local',
    owner: 'group:default/team-a',
    runId,
    runLimits: [],
    requests: 1,
    ...patch,
  });

  async function send(requests: number): Promise<void> {
    const admission = await ledger.admit(ask({ requests }));
    if (!admission.admitted) {
      throw new Error(`Not before ${admission.notBefore}`);
    }
    await ledger.release(admission.id, requests);
  }

  it('is everything where nothing was sent', async () => {
    expect(await queries.state()).toEqual({
      at: '2030-01-01T00:00:00.000Z',
      limits: [
        {
          scope: 'host',
          key: 'local',
          max: 3,
          per: '1m',
          used: 0,
          left: 3,
          waiting: 0,
        },
        { scope: 'global', max: 10, per: '1h', used: 0, left: 10, waiting: 0 },
        { scope: 'owner', max: 4, per: '1h', used: 0, left: 4, waiting: 0 },
      ],
      hosts: [
        { host: 'github', writing: 0, waiting: 0 },
        { host: 'local', writing: 0, concurrency: 5, waiting: 0 },
      ],
    });
  });

  it('counts the window that ends now, what is under way, and says when there is room again', async () => {
    await send(2);
    harness.clock.advance(20_000);
    const held = await ledger.admit(ask());
    expect(held.admitted).toBe(true);
    const { limits, hosts } = await queries.state();
    expect(limits).toEqual([
      expect.objectContaining({
        scope: 'host',
        used: 3,
        left: 0,
        freeAt: '2030-01-01T00:01:00.000Z',
      }),
      expect.objectContaining({ scope: 'global', used: 3, left: 7 }),
      expect.objectContaining({
        scope: 'owner',
        key: 'group:default/team-a',
        used: 3,
        left: 1,
      }),
      // Of the manifest of the run that writes.
      expect.objectContaining({
        scope: 'run',
        key: runId,
        runId,
        max: 2,
        used: 3,
        left: 0,
        freeAt: '2030-01-02T00:00:00.000Z',
      }),
    ]);
    expect(hosts).toContainEqual(
      expect.objectContaining({ host: 'local', writing: 1, concurrency: 5 }),
    );
    harness.clock.advance(41_000);
    const [host] = (await queries.state()).limits;
    expect(host).toMatchObject({ used: 1, left: 2 });
    expect(host).not.toHaveProperty('freeAt');
  });

  it('names a time at which the ledger does admit the next request, and no earlier one', async () => {
    await send(1);
    harness.clock.advance(7_000);
    await send(1);
    harness.clock.advance(7_000);
    await send(1);
    const { freeAt = '' } = (await queries.state()).limits[0];
    harness.clock.set(new Date(Date.parse(freeAt) - 1).toISOString());
    const early = ask();
    expect(await ledger.admit(early)).toMatchObject({ notBefore: freeAt });
    harness.clock.set(freeAt);
    expect(await ledger.admit(early)).toMatchObject({ admitted: true });
  });

  it('waits for as many of the oldest requests as there are too many', async () => {
    await send(1);
    harness.clock.advance(7_000);
    await send(1);
    harness.clock.advance(7_000);
    await ledger.admit(ask());
    const { limits } = await queries.state();
    expect(limits.find(({ scope }) => scope === 'run')).toMatchObject({
      max: 2,
      used: 3,
      freeAt: '2030-01-02T00:00:07.000Z',
    });
  });

  it('says who waits for a limit, and until when a host sleeps', async () => {
    await send(3);
    await ledger.admit(ask());
    const { limits } = await queries.state();
    expect(limits[0]).toMatchObject({
      waiting: 1,
      lastTurn: '2030-01-01T00:01:00.000Z',
    });
    await sleeping.putToSleep(
      'github',
      '2030-01-01T00:10:00.000Z',
      'API rate limit exceeded',
    );
    const { hosts } = await queries.state();
    expect(hosts).toEqual([
      {
        host: 'github',
        sleepsUntil: '2030-01-01T00:10:00.000Z',
        reason: 'API rate limit exceeded',
        writing: 0,
        waiting: 0,
      },
      expect.objectContaining({ host: 'local', waiting: 1 }),
    ]);
  });

  it('lists a host that is no code host of sweeps while it sleeps, and while what was written to it counts', async () => {
    const HOST = 'github.example.test:8443';
    const limits: PacingLimits = {
      ...LIMITS,
      hosts: {
        ...LIMITS.hosts,
        [HOST]: { rateLimits: [{ scope: 'host', max: 2, per: '1m' }] },
      },
    };
    const time = async () => harness.clock.now();
    const wider = new PacingQueries({
      database,
      limits,
      hosts: ['local'],
      time,
    });
    const named = async () =>
      (await wider.state()).hosts.map(({ host }) => host);
    expect(await named()).toEqual(['local']);
    const until = '2030-01-01T00:10:00.000Z';
    await sleeping.putToSleep(HOST, until, 'secondary rate limit');
    expect((await wider.state()).hosts[0]).toEqual({
      host: HOST,
      sleepsUntil: until,
      reason: 'secondary rate limit',
      writing: 0,
      waiting: 0,
    });
    harness.clock.set(until);
    expect(await named()).toEqual(['local']);
    const train = await new TrainHarness(database).create();
    const all = new WriteLedger({ database, limits, time, sleeping });
    const write = { host: HOST, runId: train, targetId: 'shop', requests: 2 };
    await all.admit(ask(write));
    await all.admit(ask(write));
    const state = await wider.state();
    expect(state.hosts[0]).toMatchObject({
      host: HOST,
      writing: 1,
      waiting: 1,
    });
    expect(state.limits[0]).toMatchObject({
      key: HOST,
      used: 2,
      left: 0,
      waiting: 1,
    });
  });

  it('counts for each limit what it is about, where several have the same window', async () => {
    const hourly = (scope: 'global' | 'host' | 'owner', max: number) => ({
      scope,
      max,
      per: '1h',
    });
    const limits: PacingLimits = {
      rateLimits: [
        hourly('global', 50),
        hourly('host', 40),
        hourly('owner', 30),
      ],
      hosts: {
        local: { rateLimits: [hourly('host', 20)] },
        github: {
          rateLimits: [hourly('host', 10), { ...hourly('host', 9), per: '1m' }],
        },
      },
    };
    const time = async () => harness.clock.now();
    const all = new WriteLedger({ database, limits, time, sleeping });
    const write = async (host: string, owner: string, requests: number) => {
      const admission = await all.admit(ask({ host, owner, requests }));
      if (!admission.admitted) {
        throw new Error(`Not before ${admission.notBefore}`);
      }
      await all.release(admission.id, requests);
    };
    await write('local', 'group:default/team-a', 3);
    await write('local', 'group:default/team-b', 2);
    harness.clock.advance(120_000);
    await write('github', 'group:default/team-a', 4);
    const state = await new PacingQueries({
      database,
      limits,
      hosts: ['local', 'github'],
      time,
    }).state();
    expect(
      state.limits
        .filter(({ scope }) => scope !== 'run')
        .map(({ scope, key, max, used }) => [scope, key, max, used]),
    ).toEqual([
      ['host', 'github', 10, 4],
      ['host', 'github', 9, 4],
      ['host', 'local', 20, 5],
      ['global', undefined, 50, 9],
      ['host', 'local', 40, 5],
      ['host', 'github', 40, 4],
      ['owner', 'group:default/team-a', 30, 7],
      ['owner', 'group:default/team-b', 30, 2],
    ]);
  });

  it('has a line for each owner that sent something, those who sent most first', async () => {
    const only = async (owner: string, requests: number) => {
      const admission = await ledger.admit(ask({ owner, requests }));
      if (admission.admitted) {
        await ledger.release(admission.id, requests);
      }
    };
    await only('group:default/team-b', 2);
    await only('', 1);
    // The host has no room left: it waits for that, not for its owner's limit.
    await only('group:default/team-c', 1);
    const { limits } = await queries.state();
    expect(
      limits
        .filter(({ scope }) => scope === 'owner')
        .map(({ key, used, left }) => [key, used, left]),
    ).toEqual([
      ['group:default/team-b', 2, 2],
      ['', 1, 3],
    ]);
    expect(limits).toContainEqual(
      expect.objectContaining({ scope: 'host', key: 'local', waiting: 1 }),
    );
  });

  it('counts what all runs sent against the limit of a manifest, but only the run itself as waiting for it', async () => {
    const runLimits: RateLimit[] = [{ scope: 'owner', max: 2, per: '1d' }];
    const options = { canary: false, rateLimits: runLimits };
    const runIds = [
      await harness.create(describeTargets(2), options),
      await harness.create(describeTargets(2), options),
    ];
    await harness.work();
    await send(2);
    for (const id of runIds) {
      await harness.runs.start(id, ANA.actor.ref, ANA);
      await ledger.admit(ask({ runId: id, runLimits }));
    }
    const { limits } = await queries.state();
    const ofRuns = limits.filter(limit => runIds.includes(limit.runId ?? ''));
    expect(ofRuns).toHaveLength(2);
    for (const limit of ofRuns) {
      expect(limit).toMatchObject({ used: 2, left: 0, waiting: 1 });
    }
  });
});
