import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  eventually,
  openTestDatabase,
  TestClock,
  testDatabases,
} from '../testing';
import { TimerService, type OnTimer, type StoredTimer } from './TimerService';

jest.setTimeout(60_000);

const POLL_MS = 20;

const databases = testDatabases();

function timer(
  id: string,
  dueAt: Date,
  rest: Partial<StoredTimer> = {},
): StoredTimer {
  return {
    id,
    runId: 'run',
    kind: 'soak',
    dueAt: dueAt.toISOString(),
    payload: { batch: 1 },
    ...rest,
  };
}

describe.each(databases.supported)('TimerService on %s', kind => {
  const clock = new TestClock();
  const logger = mockServices.logger.mock();
  let database: Knex;
  let services: TimerService[];
  let opened: Knex[];

  beforeEach(async () => {
    database = await databases.init(kind);
    services = [];
    opened = [];
    jest.clearAllMocks();
  });

  afterEach(async () => {
    await Promise.all(services.map(one => one.stop()));
    await Promise.all(opened.map(one => one.destroy()));
  });

  function service(on: Knex = database, pollMs: number = POLL_MS) {
    const created = new TimerService({ database: on, clock, logger, pollMs });
    services.push(created);
    return created;
  }

  const inFuture = (ms: number) => new Date(clock.now().getTime() + ms);
  const set = (timers: TimerService, ...all: StoredTimer[]) =>
    database.transaction(async trx => {
      for (const one of all) {
        await timers.set(trx, one);
      }
    });
  /** The clock stands still, so that enough polls show what does not happen. */
  const somePolls = () =>
    new Promise(resolve => setTimeout(resolve, 10 * POLL_MS));

  it('fires what is due, in order, once, with all that was stored', async () => {
    const timers = service();
    await set(
      timers,
      timer('late', inFuture(5_000)),
      timer('early', inFuture(1_000)),
    );
    const fired: StoredTimer[] = [];
    timers.start(async due => {
      fired.push(due);
    });
    await somePolls();
    expect(fired).toEqual([]);
    clock.advance(5_000);
    await eventually('both timers', () => fired.length >= 2);
    await somePolls();
    expect(fired.map(({ id }) => id)).toEqual(['early', 'late']);
    expect(fired[0]).toMatchObject({
      runId: 'run',
      kind: 'soak',
      payload: { batch: 1 },
    });
    expect(await database('timers')).toEqual([]);
  });

  it('wakes for a timer that is set while it sleeps', async () => {
    const timers = service(database, 3_600_000);
    const fired: string[] = [];
    timers.start(async ({ id }) => {
      fired.push(id);
    });
    await set(timers, timer('a', clock.now()));
    await eventually('the timer', () => fired.length === 1);
    expect(fired).toEqual(['a']);
  });

  it('lets a timer be moved and cleared', async () => {
    const timers = service();
    await set(
      timers,
      timer('moved', inFuture(1_000)),
      timer('cleared', inFuture(1_000)),
    );
    await set(
      timers,
      timer('moved', inFuture(60_000), { payload: { batch: 2 } }),
    );
    await database.transaction(trx => timers.clear(trx, 'cleared'));
    await database.transaction(trx => timers.clear(trx, 'unknown'));
    const fired: StoredTimer[] = [];
    timers.start(async due => {
      fired.push(due);
    });
    clock.advance(1_000);
    await somePolls();
    expect(fired).toEqual([]);
    clock.advance(60_000);
    await eventually('the moved timer', () => fired.length === 1);
    expect(fired[0]).toMatchObject({ id: 'moved', payload: { batch: 2 } });
  });

  it('sets nothing if the caller rolls back', async () => {
    const timers = service();
    const trx = await database.transaction();
    await timers.set(trx, timer('a', clock.now()));
    await trx.rollback();
    expect(await database('timers')).toEqual([]);
  });

  it('keeps a timer whose action fails, and goes on with the others', async () => {
    const timers = service();
    await set(timers, timer('bad', inFuture(-2)), timer('good', inFuture(-1)));
    const seen: string[] = [];
    let works = false;
    timers.start(async ({ id }, trx) => {
      seen.push(id);
      await trx('run_artifacts').insert({ run_id: id, digest: 'd' });
      if (id === 'bad' && !works) {
        throw new Error('not now');
      }
    });
    await eventually('the good timer', async () => seen.includes('good'));
    await somePolls();
    expect(seen).toEqual(['bad', 'good']);
    expect(await database('run_artifacts').pluck('run_id')).toEqual(['good']);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('not now'),
    );
    works = true;
    clock.advance(2_000);
    await eventually(
      'the bad timer',
      async () => (await database('timers')).length === 0,
    );
    expect(await database('run_artifacts').pluck('run_id')).toEqual(
      expect.arrayContaining(['bad', 'good']),
    );
  });

  it('outlives a database that does not answer', async () => {
    const timers = service();
    await set(timers, timer('a', clock.now()));
    await database.schema.renameTable('timers', 'timers_elsewhere');
    const fired: string[] = [];
    timers.start(async ({ id }) => {
      fired.push(id);
    });
    await eventually('a complaint', () => logger.error.mock.calls.length > 0);
    await database.schema.renameTable('timers_elsewhere', 'timers');
    await eventually('the timer', () => fired.length === 1);
    await eventually('the good news', () => logger.info.mock.calls.length > 0);
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledWith(expect.stringContaining('again'));
  });

  it('fires each timer once, however many processes watch', async () => {
    const watchers = Array.from({ length: 4 }, () => {
      if (kind === 'SQLite') {
        return service();
      }
      const own = openTestDatabase(databases.locationOf(database));
      opened.push(own);
      return service(own);
    });
    await set(
      watchers[0],
      ...Array.from({ length: 60 }, (_, n) => timer(`timer-${n}`, clock.now())),
    );
    const fired: string[] = [];
    const onTimer: OnTimer<StoredTimer> = async ({ id }) => {
      fired.push(id);
    };
    watchers.forEach(watcher => watcher.start(onTimer));
    await eventually(
      'all timers',
      async () => (await database('timers')).length === 0,
    );
    await somePolls();
    expect(fired).toHaveLength(60);
    expect(new Set(fired).size).toBe(60);
  });
});
