import { TestClock, testDatabases } from '../testing';
import { DatabaseFlagStore } from './DatabaseFlagStore';
import { rebuildFlags } from './rebuildFlags';
import { onOff } from './testFlags';

const databases = testDatabases();
const by = 'user:default/ana';
const request = {
  actor: { kind: 'user' as const, ref: by },
  requestId: 'request-1',
};

describe.each(databases.supported)('a rebuild of flags on %s', kind => {
  async function setUp() {
    const knex = await databases.init(kind);
    const store = new DatabaseFlagStore({
      database: knex,
      clock: new TestClock(),
    });
    for (const key of ['a', 'b']) {
      await store.command(
        key,
        {
          type: 'create',
          key,
          definition: onOff({ title: key }),
          by,
        },
        request,
      );
    }
    await store.command('b', { type: 'kill', reason: 'E', by }, request);
    return { knex, store };
  }

  it('finds no difference after commands', async () => {
    const { knex } = await setUp();
    expect(await rebuildFlags(knex, { write: false })).toEqual({
      events: 3,
      rows: 2,
      differences: [],
    });
  });

  it('finds what differs, mends it, and replicas hear of it', async () => {
    const { knex, store } = await setUp();
    const before = await store.get('b');
    const { counter } = await store.changes(-1);
    await knex('flags').where({ key: 'a' }).delete();
    await knex('flags').where({ key: 'b' }).update({ status: 'active' });
    await knex('flags').insert({
      key: 'c',
      version: 1,
      change: 1,
      status: 'active',
      killed: false,
      updated_at: '',
      state: '{}',
    });
    const seen = await rebuildFlags(knex, { write: false });
    expect(seen.differences.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    await rebuildFlags(knex, { write: true });
    expect(await rebuildFlags(knex, { write: false })).toMatchObject({
      rows: 2,
      differences: [],
    });
    expect(await store.get('b')).toEqual(before);
    const { flags } = await store.changes(counter);
    expect(flags.map(({ key }) => key).sort()).toEqual(['a', 'b']);
  });
});
