import type { Knex } from 'knex';
import { eventually, TestClock, testDatabases } from '../testing';
import { WorkerRegistry, type WorkerRegistryOptions } from './WorkerRegistry';

const databases = testDatabases();
const LEASE_MS = 30_000;

describe.each(databases.supported)('WorkerRegistry on %s', kind => {
  let database: Knex;
  let clock: TestClock;
  const started: WorkerRegistry[] = [];

  beforeEach(async () => {
    database = await databases.init(kind);
    clock = new TestClock();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map(registry => registry.stop()));
  });

  async function start(
    id: string,
    patch: Partial<WorkerRegistryOptions> = {},
  ): Promise<WorkerRegistry> {
    const registry = new WorkerRegistry({
      database,
      clock,
      identity: {
        id,
        host: `host-${id}`,
        pid: 42,
        version: '1.2.3',
        lanes: ['git'],
        slots: 4,
      },
      heartbeatMs: 20,
      leaseMs: LEASE_MS,
      busy: () => 1,
      ...patch,
    });
    started.push(registry);
    await registry.start();
    return registry;
  }

  it('shows every process to every other one', async () => {
    const a = await start('a');
    clock.advance(1000);
    await start('b', { busy: () => 3 });
    expect(await a.list()).toEqual([
      expect.objectContaining({ id: 'b', busy: 3, state: 'alive' }),
      {
        id: 'a',
        host: 'host-a',
        pid: 42,
        version: '1.2.3',
        lanes: ['git'],
        slots: 4,
        busy: 1,
        startedAt: '2030-01-01T00:00:00.000Z',
        seenAt: expect.any(String),
        startsPerMinute: {},
        state: 'alive',
      },
    ]);
  });

  it('calls a process silent that has not been heard of for longer than a lease', async () => {
    const a = await start('a');
    await start('b', { heartbeatMs: 1_000_000 });
    clock.advance(LEASE_MS + 1);
    await eventually('the one that lives is heard of', async () =>
      (await a.list()).some(({ id, state }) => id === 'a' && state === 'alive'),
    );
    expect(await a.list()).toContainEqual(
      expect.objectContaining({ id: 'b', state: 'silent' }),
    );
  });

  it('knows how fast work is taken by all that live', async () => {
    const a = await start('a', { starts: () => ({ git: 2, train: 1 }) });
    await start('silent', {
      heartbeatMs: 1_000_000,
      starts: () => ({ git: 40 }),
    });
    clock.advance(LEASE_MS + 1);
    await start('b', { starts: () => ({ git: 3 }) });
    // A release without the column leaves it empty.
    await database('workers').where({ id: 'silent' }).update({ starts: null });
    await eventually('the one that lives is heard of', async () =>
      (await a.list()).some(({ id, state }) => id === 'a' && state === 'alive'),
    );
    expect(await a.startsPerMinute()).toEqual({ git: 5, train: 1 });
  });

  it('forgets a process that stopped, and one that has been silent for a day', async () => {
    const a = await start('a');
    const b = await start('b');
    await start('killed', { heartbeatMs: 1_000_000 });
    await b.stop();
    clock.advance(25 * 60 * 60_000);
    await eventually(
      'only the one that lives is left',
      async () => (await a.list()).map(({ id }) => id).join() === 'a',
    );
    expect(await a.list()).toHaveLength(1);
  });

  it('tells what keeps a heartbeat from being written, and when it works again', async () => {
    const heard: string[] = [];
    await start('a', {
      onBeat: error => heard.push(error ? 'failed' : 'worked'),
    });
    await database.schema.renameTable('workers', 'elsewhere');
    await eventually('it failed', () => heard.at(-1) === 'failed');
    await database.schema.renameTable('elsewhere', 'workers');
    await eventually('it works again', () => heard.at(-1) === 'worked');
    expect(heard).toContain('failed');
  });
});
