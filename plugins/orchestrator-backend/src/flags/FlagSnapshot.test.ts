import { mockServices } from '@backstage/backend-test-utils';
import type { FlagState } from '@backstage-orchestrator/plugin-orchestrator-common';
import { systemClock } from '../clock';
import {
  eventually,
  openTestDatabase,
  TestClock,
  testDatabases,
} from '../testing';
import { CuttableProxy } from '../testing/CuttableProxy';
import { DatabaseFlagStore } from './DatabaseFlagStore';
import { FlagSnapshot } from './FlagSnapshot';
import type { FlagChanges } from './FlagStore';
import { aFlag, onOff } from './testFlags';

const NOW = '2030-01-01T00:00:00.000Z';

const flag = (given: Partial<FlagState> = {}) => aFlag('a', given);
const killed = { by: 'user:default/ana', reason: 'Errors', at: NOW };

function setUp() {
  const clock = new TestClock();
  const logger = mockServices.logger.mock();
  let tell: (state: FlagState) => void = () => {};
  const changes = jest.fn<Promise<FlagChanges>, [number]>(async () => ({
    counter: 1,
    flags: [flag()],
  }));
  const snapshot = new FlagSnapshot({
    store: {
      changes,
      onCommitted: listener => {
        tell = listener;
      },
    },
    clock,
    logger,
    pollMs: 1,
  });
  return { clock, logger, changes, snapshot, tell: (f: FlagState) => tell(f) };
}

describe('the snapshot of flags', () => {
  it('answers nothing before it has looked', async () => {
    const { snapshot } = setUp();
    expect(() => snapshot.evaluate('a', {})).toThrow('not been read yet');
    expect(() => snapshot.evaluateAll({})).toThrow('not been read yet');
    await snapshot.refresh();
    expect(snapshot.evaluate('a', {})).toMatchObject({ variant: 'off' });
    expect(snapshot.evaluate('b', {})).toBeUndefined();
  });

  it('asks for what is new alone', async () => {
    const { snapshot, changes } = setUp();
    await snapshot.refresh();
    await snapshot.refresh();
    expect(changes.mock.calls).toEqual([[-1], [1]]);
  });

  it('has what was written here at once, whatever an older look brings', async () => {
    const { snapshot, tell } = setUp();
    await snapshot.refresh();
    tell(flag({ version: 2, killed }));
    await snapshot.refresh();
    expect(snapshot.evaluate('a', {})).toMatchObject({
      reason: 'DISABLED',
      metadata: { flagVersion: 2, killed: true },
    });
  });

  it('forgets what is archived', async () => {
    const { snapshot, tell } = setUp();
    await snapshot.refresh();
    tell(flag({ version: 2, archived: killed }));
    expect(snapshot.evaluate('a', {})).toBeUndefined();
  });

  it('is in the order of keys', async () => {
    const { snapshot, changes } = setUp();
    changes.mockResolvedValue({
      counter: 1,
      flags: [aFlag('b'), aFlag('a')],
    });
    await snapshot.refresh();
    expect(snapshot.evaluateAll({}).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('goes on without the database, says so, and takes up again', async () => {
    const { snapshot, changes, clock, logger } = setUp();
    snapshot.start();
    await eventually('it has looked', () => changes.mock.calls.length > 1);
    const seenAt = clock.now().toISOString();
    changes.mockRejectedValue(new Error('The database is away'));
    await eventually('it was told', () => logger.error.mock.calls.length > 0);
    clock.advance(1_000);
    expect(snapshot.evaluate('a', {})).toMatchObject({
      metadata: { flagVersion: 1 },
    });
    expect(snapshot.evaluate('a', {})).not.toHaveProperty('metadata.stale');
    clock.advance(60_000);
    expect(snapshot.evaluate('a', {})).toMatchObject({
      variant: 'off',
      metadata: { stale: true, asOf: seenAt },
    });
    changes.mockResolvedValue({ counter: 2, flags: [flag({ version: 2 })] });
    await eventually('it is fresh', () => {
      const result = snapshot.evaluate('a', {});
      return (
        result !== undefined &&
        'metadata' in result &&
        result.metadata.stale === undefined &&
        result.metadata.flagVersion === 2
      );
    });
    expect(logger.error).toHaveBeenCalledTimes(1);
    await snapshot.stop();
  });
});

describe('who waits for a change of the flags', () => {
  const caller = new AbortController().signal;

  async function waiting() {
    const given = setUp();
    given.changes.mockResolvedValue({
      counter: 1,
      flags: [
        flag({
          schedules: [{ at: '2030-01-01T00:00:00.300Z', variant: 'on' }],
        }),
      ],
    });
    await given.snapshot.refresh();
    const wakes = jest.fn();
    const wait = () => given.snapshot.nextChange(20_000, caller).then(wakes);
    return { ...given, wakes, waits: [wait(), wait()], wait };
  }

  it('is woken when a schedule is due, and not before', async () => {
    const { clock, snapshot, wakes, waits } = await waiting();
    expect(clock.now().toISOString()).toBe(NOW);
    snapshot.start();
    clock.advance(299);
    await new Promise(resolve => {
      setTimeout(resolve, 500);
    });
    expect(wakes).not.toHaveBeenCalled();
    clock.advance(1);
    const since = performance.now();
    await Promise.all(waits);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(snapshot.evaluate('a', {})).toMatchObject({ variant: 'on' });
    await snapshot.stop();
  });

  it('is woken when the snapshot turns stale, and when it is so no more', async () => {
    const { clock, snapshot, waits, wait } = await waiting();
    clock.advance(2_001);
    await Promise.all(waits);
    expect(snapshot.evaluate('a', {})).toHaveProperty('metadata.stale');
    const again = wait();
    await snapshot.refresh();
    await again;
    expect(snapshot.evaluate('a', {})).not.toHaveProperty('metadata.stale');
  });

  it('is woken at once by what was written here', async () => {
    const { tell, waits } = await waiting();
    const since = performance.now();
    tell(flag({ version: 2, killed }));
    await Promise.all(waits);
    expect(performance.now() - since).toBeLessThan(100);
  });
});

describe('a database that falls silent', () => {
  const databases = testDatabases();

  it('does not keep anybody from evaluating', async () => {
    const knex = await databases.init('PostgreSQL');
    await new DatabaseFlagStore({ database: knex, clock: systemClock }).command(
      'a',
      { type: 'create', key: 'a', definition: onOff(), by: killed.by },
      { actor: { kind: 'user', ref: killed.by }, requestId: 'r' },
    );
    const { connection } = databases.locationOf(knex);
    const proxy = await CuttableProxy.before(connection);
    const database = openTestDatabase({
      kind: 'PostgreSQL',
      connection: proxy.connection(connection),
    });
    const snapshot = new FlagSnapshot({
      store: new DatabaseFlagStore({ database, clock: systemClock }),
      clock: systemClock,
      logger: mockServices.logger.mock(),
      pollMs: 10,
    });
    try {
      await snapshot.refresh();
      snapshot.start();
      proxy.cut();
      await eventually('it says that it is stale', () => {
        const result = snapshot.evaluate('a', {});
        expect(result).toMatchObject({ variant: 'off', value: false });
        return (
          result !== undefined &&
          'metadata' in result &&
          result.metadata.stale === true
        );
      });
    } finally {
      proxy.close();
      await snapshot.stop();
      await database.destroy();
    }
  });
});
