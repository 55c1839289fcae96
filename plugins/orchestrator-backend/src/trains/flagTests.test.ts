import type { FlagCommand } from '@backstage-orchestrator/plugin-orchestrator-common';
import { DatabaseFlagStore } from '../flags/DatabaseFlagStore';
import { onOff } from '../flags/testFlags';
import { TestClock, testDatabases } from '../testing';
import { flagTests } from './flagTests';

const databases = testDatabases();
const by = 'user:default/ana';
const request = {
  actor: { kind: 'user' as const, ref: by },
  requestId: 'request-1',
};

describe('what is known of trials of flags', () => {
  it('is of the flag as it is now, and nothing of one that is not in use', async () => {
    const clock = new TestClock();
    const store = new DatabaseFlagStore({
      database: await databases.init('SQLite'),
      clock,
    });
    const command = (given: FlagCommand) => {
      clock.advance(1_000);
      return store.command('instalments', given, request);
    };
    const known = () => flagTests(store, ['instalments', 'nobody']);
    const trial = { type: 'recordTrial', killedWithinMs: 40, by } as const;
    expect(await known()).toEqual([]);
    await command({
      type: 'create',
      key: 'instalments',
      definition: onOff(),
      by,
    });
    expect(await known()).toEqual([{ flag: 'instalments' }]);
    await command({ type: 'kill', reason: 'A trial', by });
    const { tried } = await command(trial);
    await command({ type: 'revive', reason: 'It works', by });
    const found = {
      flag: 'instalments',
      testedAt: tried?.at,
      killedWithinMs: 40,
    };
    expect(await known()).toEqual([found]);
    const changed = await command({
      type: 'update',
      definition: onOff({ enabled: false }),
      expectedVersion: 4,
      by,
    });
    expect(await known()).toEqual([{ ...found, changedAt: changed.updatedAt }]);
    await command(trial);
    expect((await known())[0].changedAt).toBeUndefined();
    await command({ type: 'archive', reason: 'Done', by });
    expect(await known()).toEqual([]);
  });
});
