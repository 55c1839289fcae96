import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type {
  FlagCommand,
  FlagDefinition,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { openTestDatabase, TestClock, testDatabases } from '../testing';
import { DatabaseFlagStore } from './DatabaseFlagStore';
import { onOff } from './testFlags';

const databases = testDatabases();
const by = 'user:default/ana';
const request = {
  actor: { kind: 'user' as const, ref: by },
  requestId: 'request-1',
};
const definition = onOff({ title: 'New checkout' });

describe.each(databases.supported)('the store of flags on %s', kind => {
  let knex: Knex;
  let store: DatabaseFlagStore;

  beforeEach(async () => {
    knex = await databases.init(kind);
    store = new DatabaseFlagStore({ database: knex, clock: new TestClock() });
  });

  const create = (key: string, given: Partial<FlagDefinition> = {}) =>
    store.command(
      key,
      { type: 'create', key, definition: { ...definition, ...given }, by },
      request,
    );
  const kill: FlagCommand = { type: 'kill', reason: 'Errors', by };

  it('keeps a flag, and every event with who caused it', async () => {
    await create('new-checkout');
    const killed = await store.command('new-checkout', kill, request);
    expect(killed).toMatchObject({ version: 2, killed: { reason: 'Errors' } });
    expect(await store.get('new-checkout')).toEqual(killed);
    const { items, totalItems } = await store.events('new-checkout', {
      limit: 10,
    });
    expect(totalItems).toBe(2);
    expect(items).toEqual([
      {
        position: expect.any(Number),
        version: 2,
        type: 'flag.killed',
        data: { reason: 'Errors', by },
        ...request,
        occurredAt: killed.updatedAt,
      },
      expect.objectContaining({ version: 1, type: 'flag.created' }),
    ]);
  });

  it('writes nothing where nothing follows', async () => {
    await create('new-checkout');
    await store.command('new-checkout', kill, request);
    const { counter } = await store.changes(-1);
    const again = await store.command('new-checkout', kill, request);
    expect(again.version).toBe(2);
    expect(await store.changes(counter)).toEqual({ counter, flags: [] });
  });

  it('says why a command is refused', async () => {
    await expect(store.get('no')).rejects.toThrow(NotFoundError);
    await expect(store.command('no', kill, request)).rejects.toThrow(
      new NotFoundError('There is no flag no'),
    );
    await create('new-checkout');
    await expect(create('new-checkout')).rejects.toThrow(ConflictError);
    await expect(
      store.command('new-checkout', { ...kill, reason: '' }, request),
    ).rejects.toThrow(InputError);
    await expect(
      store.command(
        'new-checkout',
        { type: 'update', definition, expectedVersion: 7, by },
        request,
      ),
    ).rejects.toThrow('has changed since you looked at it');
  });

  it('lists flags by key, page by page', async () => {
    for (const key of ['c', 'a', 'b', 'd']) {
      await create(key);
    }
    await store.command('c', kill, request);
    await store.command('d', { type: 'archive', reason: 'Done', by }, request);
    const first = await store.list({}, { limit: 2 });
    expect(first.items.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(first.totalItems).toBe(3);
    const second = await store.list({}, { limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ key }) => key)).toEqual(['c']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('filters by status, and by a part of key or title', async () => {
    await create('new-checkout');
    await create('50_percent', { title: 'Half' });
    await create('gone');
    await store.command('new-checkout', kill, request);
    await store.command('gone', { type: 'archive', reason: 'x', by }, request);
    const keys = async (filter: Parameters<typeof store.list>[0]) =>
      (await store.list(filter, { limit: 10 })).items.map(({ key }) => key);
    expect(await keys({ status: ['killed'] })).toEqual(['new-checkout']);
    expect(await keys({ status: ['archived'] })).toEqual(['gone']);
    expect(await keys({ q: 'CHECK' })).toEqual(['new-checkout']);
    expect(await keys({ q: 'hal' })).toEqual(['50_percent']);
    expect(await keys({ q: '0_p' })).toEqual(['50_percent']);
    expect(await keys({ q: '%' })).toEqual([]);
  });

  it('filters by the entity that flags belong to, as it is now', async () => {
    await create('new-checkout', { entity: 'component:default/Shop' });
    await create('other');
    const keys = async (entity: string) =>
      (await store.list({ entity }, { limit: 10 })).items.map(({ key }) => key);
    expect(await keys('component:default/shop')).toEqual(['new-checkout']);
    await store.command(
      'new-checkout',
      { type: 'update', definition, expectedVersion: 1, by },
      request,
    );
    expect(await keys('component:default/shop')).toEqual([]);
  });

  it('reads history page by page', async () => {
    await create('a');
    for (const title of ['1', '2', '3']) {
      const { version } = await store.get('a');
      await store.command(
        'a',
        {
          type: 'update',
          definition: { ...definition, title },
          expectedVersion: version,
          by,
        },
        request,
      );
    }
    const first = await store.events('a', { limit: 3 });
    const second = await store.events('a', {
      limit: 3,
      cursor: first.nextCursor,
    });
    expect(
      [...first.items, ...second.items].map(({ version }) => version),
    ).toEqual([4, 3, 2, 1]);
  });

  it('tells what has changed since, and nothing else', async () => {
    await create('a');
    await create('b');
    const all = await store.changes(-1);
    expect(all.flags.map(({ key }) => key).sort()).toEqual(['a', 'b']);
    await store.command('b', kill, request);
    const some = await store.changes(all.counter);
    expect(some.flags).toMatchObject([{ key: 'b', version: 2 }]);
    expect(some.counter).toBeGreaterThan(all.counter);
  });

  it('tells listeners what is committed, and not what is refused', async () => {
    const heard = jest.fn();
    store.onCommitted(heard);
    await create('a');
    await expect(create('a')).rejects.toThrow();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ key: 'a' }));
  });
});

describe('two replicas on PostgreSQL', () => {
  it('leave no gap in a stream, and miss no change', async () => {
    const knex = await databases.init('PostgreSQL');
    const other = openTestDatabase(databases.locationOf(knex));
    const clock = new TestClock();
    const stores = [knex, other].map(
      database => new DatabaseFlagStore({ database, clock }),
    );
    try {
      await stores[0].command(
        'a',
        { type: 'create', key: 'a', definition, by },
        request,
      );
      const { counter } = await stores[1].changes(-1);
      await Promise.all(
        Array.from({ length: 20 }, (_, wave) =>
          stores[wave % 2].command(
            'a',
            {
              type: 'turnOn',
              source: { run: 'r', wave: `w${wave}` },
              segment: { regions: [], plans: [], customers: [], percent: 5 },
              by,
            },
            request,
          ),
        ),
      );
      const { items } = await stores[0].events('a', { limit: 50 });
      expect(items.map(({ version }) => version)).toEqual(
        Array.from({ length: 21 }, (_, index) => 21 - index),
      );
      const { flags } = await stores[1].changes(counter);
      expect(flags[0].rules).toHaveLength(20);
    } finally {
      await other.destroy();
    }
  });
});
