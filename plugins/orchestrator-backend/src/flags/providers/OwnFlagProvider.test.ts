import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import { TestClock, testDatabases } from '../../testing';
import { DatabaseFlagStore } from '../DatabaseFlagStore';
import { OwnFlagProvider } from './OwnFlagProvider';
import { onOff } from '../testFlags';

const databases = testDatabases();
const wave = { run: 'train-1', wave: 'one' };
const all = { regions: [], plans: [], customers: [], percent: 100 };
const by = 'user:default/ana';

describe('the own flags, as trains use them', () => {
  async function setUp() {
    const database = await databases.init('SQLite');
    const store = new DatabaseFlagStore({ database, clock: new TestClock() });
    await store.command(
      'new-checkout',
      {
        type: 'create',
        key: 'new-checkout',
        definition: onOff(),
        by,
      },
      { actor: { kind: 'user', ref: by }, requestId: 'r' },
    );
    return { store, provider: new OwnFlagProvider(store) };
  }

  it('are set for a wave, and unset', async () => {
    const { store, provider } = await setUp();
    await provider.set('new-checkout', { ...wave, segment: all });
    expect(await store.get('new-checkout')).toMatchObject({
      rules: [{ source: wave, variant: 'on' }],
    });
    expect(await provider.state('new-checkout')).toEqual({
      key: 'new-checkout',
      enabled: true,
      killed: false,
      owners: [wave],
    });
    await provider.unset('new-checkout', { ...wave, by });
    const { items } = await store.events('new-checkout', { limit: 2 });
    expect(items).toMatchObject([
      { type: 'flag.turnedOff', actor: { kind: 'user', ref: by } },
      { type: 'flag.turnedOn', actor: SYSTEM_ACTOR },
    ]);
  });

  it('are killed, and stay so for later waves', async () => {
    const { provider } = await setUp();
    await provider.kill('new-checkout', 'Errors rise');
    expect(await provider.state('new-checkout')).toMatchObject({
      killed: true,
    });
    await expect(
      provider.set('new-checkout', { ...wave, segment: all }),
    ).rejects.toMatchObject({
      failure: { class: 'permanent', code: 'flagKilled' },
    });
  });

  it('say what goes wrong', async () => {
    const { store, provider } = await setUp();
    expect(await provider.state('other')).toBeUndefined();
    await expect(provider.kill('other', 'x', by)).rejects.toMatchObject({
      failure: { code: 'flagNotFound' },
    });
    await expect(
      provider.set('new-checkout', { ...wave, segment: all, variant: 'x' }),
    ).rejects.toMatchObject({ failure: { code: 'flagRefused' } });
    await store.command(
      'new-checkout',
      { type: 'archive', reason: 'Done', by },
      { actor: { kind: 'user', ref: by }, requestId: 'r' },
    );
    expect(await provider.state('new-checkout')).toBeUndefined();
    await expect(
      provider.set('new-checkout', { ...wave, segment: all }),
    ).rejects.toMatchObject({ failure: { code: 'flagRefused' } });
  });
});
