import { randomUUID } from 'node:crypto';
import type { RateLimit } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { openTestDatabase, TestClock, testDatabases } from '../testing';
import type { PacingLimits } from './limits';
import { SleepingHosts } from './SleepingHosts';
import { WriteLedger } from './WriteLedger';
import type { WriteAsk } from './writeQueue';

const databases = testDatabases();
const MINUTE_MS = 60_000;

describe.each(databases.supported)('the ledger of writes on %s', kind => {
  let database: Knex;
  let clock: TestClock;
  const time = async () => clock.now();

  beforeEach(async () => {
    database = await databases.init(kind);
    clock = new TestClock();
  });

  function ledgerOn(
    connection: Knex,
    limits: Partial<PacingLimits>,
  ): WriteLedger {
    return new WriteLedger({
      database: connection,
      time,
      limits: { rateLimits: [], hosts: {}, ...limits },
      sleeping: new SleepingHosts({ database: connection, time }),
    });
  }

  const perHost = (max: number, per = '1m'): Partial<PacingLimits> => ({
    hosts: { hub: { rateLimits: [{ scope: 'host', max, per }] } },
  });
  const ask = (patch: Partial<WriteAsk> = {}): WriteAsk => ({
    workId: randomUUID(),
    targetId: 't',
    host: 'hub',
    owner: 'group:default/a',
    runId: 'run-1',
    runLimits: [],
    requests: 1,
    ...patch,
  });

  it('permits as many as a limit has room for, then says when, and why', async () => {
    const ledger = ledgerOn(database, perHost(2));
    for (let n = 0; n < 2; n += 1) {
      const admission = await ledger.admit(ask());
      expect(admission.admitted).toBe(true);
      await ledger.release((admission as { id: string }).id, 1);
    }
    clock.advance(10_000);
    expect(await ledger.admit(ask())).toEqual({
      admitted: false,
      notBefore: '2030-01-01T00:01:00.000Z',
      limit: '2 per 1m (host)',
    });
  });

  it('counts a write from its end on, not from when it was permitted', async () => {
    const ledger = ledgerOn(database, perHost(1));
    const first = await ledger.admit(ask());
    clock.advance(30_000);
    await ledger.release((first as { id: string }).id, 1);
    clock.advance(45_000);
    expect(await ledger.admit(ask())).toMatchObject({
      notBefore: '2030-01-01T00:01:30.000Z',
    });
  });

  it('does not count what was permitted and never sent', async () => {
    const ledger = ledgerOn(database, perHost(1));
    const first = await ledger.admit(ask());
    await ledger.release((first as { id: string }).id, 0);
    expect(await ledger.admit(ask())).toMatchObject({ admitted: true });
  });

  it('counts what a process that died may have sent', async () => {
    const ledger = ledgerOn(database, perHost(1));
    await ledger.admit(ask());
    clock.advance(MINUTE_MS + 1_000);
    // The permit lapsed a minute after it was given, and counts for another one from there.
    expect(await ledger.admit(ask())).toMatchObject({
      notBefore: '2030-01-01T00:02:00.000Z',
    });
  });

  it('renews what is held, and says what is not any more', async () => {
    const ledger = ledgerOn(database, perHost(5));
    const { id } = (await ledger.admit(ask())) as { id: string };
    clock.advance(50_000);
    expect(await ledger.renew([id, 'gone'])).toEqual(['gone']);
    clock.advance(70_000);
    expect(await ledger.renew([id])).toEqual([id]);
  });

  it('has the tightest of global, host, owner and run bind', async () => {
    const limit = (scope: RateLimit['scope'], max: number): RateLimit => ({
      scope,
      max,
      per: '1m',
    });
    const ledger = ledgerOn(database, {
      rateLimits: [limit('global', 6), limit('owner', 2)],
      hosts: { hub: { rateLimits: [limit('host', 4)] } },
    });
    const deniedBy = async (patch: Partial<WriteAsk>) => {
      const admission = await ledger.admit(ask(patch));
      return admission.admitted ? undefined : admission.limit;
    };
    expect(await deniedBy({ requests: 2 })).toBeUndefined();
    expect(await deniedBy({})).toBe('2 per 1m (owner)');
    expect(await deniedBy({ owner: 'b', runLimits: [limit('run', 2)] })).toBe(
      '2 per 1m (run)',
    );
    expect(
      await deniedBy({ owner: 'b', runId: 'run-2', requests: 2 }),
    ).toBeUndefined();
    expect(await deniedBy({ owner: 'c', runId: 'run-3' })).toBe(
      '4 per 1m (host)',
    );
    expect(
      await deniedBy({ host: 'lab', owner: 'c', runId: 'run-3', requests: 2 }),
    ).toBeUndefined();
    expect(await deniedBy({ host: 'lab', owner: 'd', runId: 'run-3' })).toBe(
      '6 per 1m (global)',
    );
  });

  it('gives those who wait turns one after the other, and keeps their places', async () => {
    const ledger = ledgerOn(database, perHost(1));
    await release(ledger, await ledger.admit(ask()));
    const asks = [ask(), ask(), ask()];
    const turns = [];
    for (const one of asks) {
      turns.push(await ledger.admit(one));
    }
    expect(turns).toMatchObject([
      { notBefore: '2030-01-01T00:01:00.000Z' },
      { notBefore: '2030-01-01T00:02:00.000Z' },
      { notBefore: '2030-01-01T00:03:00.000Z' },
    ]);
    clock.advance(MINUTE_MS);
    // Somebody new can't take the place of who is late.
    expect(await ledger.admit(ask())).toMatchObject({ admitted: false });
    clock.advance(5_000);
    expect(await ledger.admit(asks[0])).toMatchObject({ admitted: true });
  });

  it('does not make a small run wait for all that a large one has', async () => {
    const ledger = ledgerOn(database, perHost(1));
    await release(ledger, await ledger.admit(ask({ runId: 'large' })));
    for (let n = 0; n < 20; n += 1) {
      await ledger.admit(ask({ runId: 'large' }));
    }
    clock.advance(1_000);
    expect(await ledger.admit(ask({ runId: 'small' }))).toMatchObject({
      notBefore: '2030-01-01T00:02:00.000Z',
    });
  });

  it('keeps no place for a run that is paused or over', async () => {
    const ledger = ledgerOn(database, perHost(1));
    await release(ledger, await ledger.admit(ask()));
    await ledger.admit(ask());
    await database('runs').insert({
      id: 'run-1',
      version: 1,
      kind: 'Sweep',
      status: 'paused',
      change_digest: 'd',
      name: 'n',
      title: 'n',
      owner: 'o',
      created_by: 'o',
      created_at: 'x',
      updated_at: 'x',
      state: '{}',
    });
    expect(await ledger.admit(ask({ runId: 'run-2' }))).toMatchObject({
      notBefore: '2030-01-01T00:01:00.000Z',
    });
  });

  it('lets no more targets write at the same time than a host takes', async () => {
    const ledger = ledgerOn(database, {
      hosts: { hub: { rateLimits: [], concurrency: 2 } },
    });
    const first = await ledger.admit(ask());
    await ledger.admit(ask());
    expect(await ledger.admit(ask())).toEqual({
      admitted: false,
      notBefore: '2030-01-01T00:00:05.000Z',
      limit: '2 at the same time (host)',
    });
    await release(ledger, first);
    expect(await ledger.admit(ask())).toMatchObject({ admitted: true });
  });

  it('extends a permit where there is room', async () => {
    const ledger = ledgerOn(database, perHost(3));
    const one = ask({ requests: 2 });
    const { id } = (await ledger.admit(one)) as { id: string };
    expect(await ledger.extend(id, { ...one, requests: 1 })).toBeUndefined();
    expect(await ledger.extend(id, { ...one, requests: 1 })).toMatchObject({
      admitted: false,
      limit: '3 per 1m (host)',
    });
  });

  it('lets nobody send to a host that sleeps, and wakes them one after the other', async () => {
    const sleeping = new SleepingHosts({ database, time });
    const ledger = ledgerOn(database, {});
    await sleeping.putToSleep('hub', '2030-01-01T00:10:00.000Z', 'Slow down');
    const turns = [];
    for (let n = 0; n < 3; n += 1) {
      turns.push(await ledger.admit(ask()));
    }
    expect(turns).toMatchObject([
      { notBefore: '2030-01-01T00:10:00.000Z', limit: 'hub asked to wait' },
      { notBefore: '2030-01-01T00:10:00.100Z' },
      { notBefore: '2030-01-01T00:10:00.200Z' },
    ]);
    expect(await ledger.admit(ask({ host: 'lab' }))).toMatchObject({
      admitted: true,
    });
  });

  it('sends nothing where the count can not be read', async () => {
    const ledger = ledgerOn(database, perHost(5));
    await database.schema.dropTable('code_host_writes');
    // Not every database's errors are errors of the world that tests run in.
    await expect(ledger.admit(ask())).rejects.toMatchObject({
      message: expect.stringContaining('code_host_writes'),
    });
  });

  it('forgets what no limit can count any more, and nothing else', async () => {
    const ledger = ledgerOn(database, perHost(1));
    await release(ledger, await ledger.admit(ask()));
    await ledger.admit(ask());
    clock.advance(6 * 86_400_000);
    await ledger.prune();
    expect(await database('code_host_writes').pluck('state')).toEqual(['sent']);
    clock.advance(2 * 86_400_000);
    await ledger.prune();
    expect(await database('code_host_writes')).toEqual([]);
  });

  it('exceeds no limit in any sliding window, whoever asks at the same time and dies in between', async () => {
    const limits: PacingLimits = {
      rateLimits: [{ scope: 'global', max: 14, per: '3m' }],
      hosts: { hub: { rateLimits: [{ scope: 'host', max: 5, per: '1m' }] } },
    };
    const connections = [database, ...connectionsTo(database, 3)];
    const ledgers = connections.map(one => ledgerOn(one, limits));
    const sent: number[] = [];
    const waiting = Array.from({ length: 24 }, (_, n) =>
      ask({
        runId: `run-${n % 3}`,
        owner: `o-${n % 2}`,
        requests: 1 + (n % 2),
      }),
    );
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    try {
      for (let round = 0; round < 80 && waiting.length > 0; round += 1) {
        const asking = waiting.splice(0, 6);
        const admissions = await Promise.all(
          asking.map((one, n) => ledgers[n % ledgers.length].admit(one)),
        );
        for (const [n, admission] of admissions.entries()) {
          if (!admission.admitted) {
            waiting.push(asking[n]);
            continue;
          }
          clock.advance(Math.floor(random() * 4_000));
          // Each request goes out at a time of its own while the permit is held.
          for (let one = 0; one < asking[n].requests; one += 1) {
            sent.push(clock.now().getTime());
            clock.advance(Math.floor(random() * 500));
          }
          if (random() > 0.2) {
            await ledgers[0].release(admission.id, asking[n].requests);
          }
        }
        clock.advance(Math.floor(random() * 20_000));
      }
    } finally {
      await Promise.all(connections.slice(1).map(one => one.destroy()));
    }
    expect(waiting).toEqual([]);
    expect(sent).toHaveLength(36);
    for (const [most, perMs] of [
      [5, MINUTE_MS],
      [14, 3 * MINUTE_MS],
    ]) {
      for (const end of sent) {
        expect(
          sent.filter(at => end - perMs < at && at <= end).length,
        ).toBeLessThanOrEqual(most);
      }
    }
  });

  async function release(
    ledger: WriteLedger,
    admission: Awaited<ReturnType<WriteLedger['admit']>>,
  ): Promise<void> {
    await ledger.release((admission as { id: string }).id, 1);
  }

  /** As other processes have them; SQLite belongs to one process, which has one. */
  function connectionsTo(main: Knex, count: number): Knex[] {
    return kind === 'SQLite'
      ? []
      : Array.from({ length: count }, () =>
          openTestDatabase(databases.locationOf(main)),
        );
  }
});

describe.each(databases.supported)('sleeping hosts on %s', kind => {
  it('sleep as long as they ask to, or a minute, twice as long each time', async () => {
    const database = await databases.init(kind);
    const clock = new TestClock();
    const hosts = new SleepingHosts({
      database,
      time: async () => clock.now(),
    });
    const sleepFor = async (until?: string) => {
      const before = clock.now().getTime();
      const sleep = await hosts.putToSleep('hub', until, 'Slow down');
      return (Date.parse(sleep.until) - before) / 1000;
    };
    expect(await hosts.of('hub')).toBeUndefined();
    expect(await sleepFor()).toBe(60);
    // The others that hear the same at the same time don't make it longer.
    expect(await sleepFor()).toBe(60);
    expect(await hosts.of('hub')).toMatchObject({ reason: 'Slow down' });
    clock.advance(61_000);
    expect(await hosts.of('hub')).toBeUndefined();
    expect(await sleepFor()).toBe(120);
    clock.advance(121_000);
    expect(await sleepFor()).toBe(240);
    // A time that is told counts, but shortens no sleep.
    const told = new Date(clock.now().getTime() + 30_000).toISOString();
    expect(await sleepFor(told)).toBe(240);
    clock.advance(2 * 3_600_000);
    expect(await sleepFor()).toBe(60);
    expect(await sleepFor('2099-01-01T00:00:00.000Z')).toBe(86_400);
  });
});
