import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  eventually,
  openTestDatabase,
  TestClock,
  testDatabases,
} from '../testing';
import {
  EVENTS_TOPIC,
  OutboxDispatcher,
  type OutboxMessage,
  type OutboxTopic,
} from './OutboxDispatcher';

const databases = testDatabases();

type Tell = (messages: OutboxMessage[]) => Promise<void>;

describe.each(databases.supported)('the outbox on %s', kind => {
  const clock = new TestClock();
  let database: Knex;
  let started: OutboxDispatcher[];

  beforeEach(async () => {
    database = await databases.init(kind);
    started = [];
  });

  afterEach(() => Promise.all(started.map(dispatcher => dispatcher.stop())));

  /** A topic whose messages are told by a function and lead to nothing else. */
  function telling(tell: Tell): OutboxTopic {
    return {
      deliver: async messages => {
        await tell(messages);
        return [];
      },
    };
  }

  function start(tell: Tell, on: Knex = database): OutboxDispatcher {
    return startTopics({ [EVENTS_TOPIC]: telling(tell) }, on);
  }

  function startTopics(
    topics: Record<string, OutboxTopic>,
    on: Knex = database,
  ): OutboxDispatcher {
    const dispatcher = new OutboxDispatcher({
      database: on,
      clock,
      logger: mockServices.logger.mock(),
      topics,
    });
    started.push(dispatcher);
    dispatcher.start();
    return dispatcher;
  }

  async function write(...runIds: string[]): Promise<void> {
    const now = clock.now().toISOString();
    for (const [index, run_id] of runIds.entries()) {
      const payload = JSON.stringify({ first: index + 1, last: index + 1 });
      await database('outbox').insert({
        topic: EVENTS_TOPIC,
        run_id,
        payload,
        available_at: now,
        created_at: now,
      });
    }
  }

  const attempts = async (): Promise<number> =>
    (await database('outbox').first())?.attempts;
  const isEmpty = async () => (await database('outbox')).length === 0;

  it('delivers what was written, in its order, and forgets it', async () => {
    const got: OutboxMessage[] = [];
    await write('a', 'b', 'c');
    start(async messages => {
      got.push(...messages);
    });
    await eventually('the outbox is empty', isEmpty);
    expect(
      got.map(({ runId, payload }) => [runId, payload.first, payload.last]),
    ).toEqual([
      ['a', 1, 1],
      ['b', 2, 2],
      ['c', 3, 3],
    ]);
  });

  it('tries again after growing pauses what could not be delivered', async () => {
    const got: string[] = [];
    let broken = true;
    await write('a');
    const dispatcher = start(async messages => {
      got.push(...messages.map(({ id }) => id));
      if (broken) {
        throw new Error('Nobody listens');
      }
    });
    for (const [tries, pauseMs] of [1_000, 2_000, 4_000].entries()) {
      await eventually(
        'it is put off',
        async () => (await attempts()) === tries + 1,
      );
      const { available_at } = await database('outbox').first();
      expect(Date.parse(available_at) - clock.now().getTime()).toBe(pauseMs);
      clock.advance(pauseMs - 1);
      dispatcher.wake();
      await sleep(20);
      expect(got).toHaveLength(tries + 1);
      clock.advance(1);
      broken = tries < 2;
      dispatcher.wake();
    }
    await eventually('the outbox is empty', isEmpty);
    expect(new Set(got).size).toBe(1);
    expect(got).toHaveLength(4);
  });

  it('never waits longer than a minute', async () => {
    await write('a');
    await database('outbox').update({ attempts: 40 });
    start(async () => {
      throw new Error('Nobody listens');
    });
    await eventually(
      'it is put off',
      async () => (await database('outbox').first()).attempts === 41,
    );
    const { available_at } = await database('outbox').first();
    expect(Date.parse(available_at) - clock.now().getTime()).toBe(60_000);
  });

  it('delivers again, under the same id, what a process had delivered that died before it could say so', async () => {
    await write('a');
    const ids: string[] = [];
    const dying = openTestDatabase(databases.locationOf(database));
    let deliveredOnce: () => void = () => {};
    const delivered = new Promise<void>(resolve => {
      deliveredOnce = resolve;
    });
    start(async ([{ id }]) => {
      ids.push(id);
      deliveredOnce();
      // Its connection is gone before it can delete the row.
      await dying.destroy();
    }, dying);
    await delivered;
    await started[0].stop();

    const next = start(async ([{ id }]) => {
      ids.push(id);
    });
    await sleep(50);
    expect(ids).toHaveLength(1);
    clock.advance(30_000);
    next.wake();
    await eventually('the outbox is empty', isEmpty);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('delivers each message once while several processes share it', async () => {
    const got: string[] = [];
    const others = [1, 2].map(() =>
      openTestDatabase(databases.locationOf(database)),
    );
    try {
      await write(...Array.from({ length: 120 }, (_, index) => `run-${index}`));
      const take: Tell = async messages => {
        got.push(...messages.map(({ runId }) => runId));
        await sleep(1);
      };
      // One connection at a time is what SQLite has, and one process.
      (kind === 'SQLite' ? [database] : others).forEach(other =>
        start(take, other),
      );
      await eventually('the outbox is empty', isEmpty);
      await Promise.all(started.map(dispatcher => dispatcher.stop()));
    } finally {
      await Promise.all(others.map(other => other.destroy()));
    }
    expect(got).toHaveLength(120);
    expect(new Set(got).size).toBe(120);
  });

  it('writes what follows from a message together with the end of that message', async () => {
    const got: string[] = [];
    await write('a');
    startTopics({
      [EVENTS_TOPIC]: {
        deliver: async ([{ runId }]) => [
          { topic: 'notices', runId, payload: { title: 'Look' } },
        ],
      },
      notices: telling(async messages => {
        got.push(
          ...messages.map(({ runId, payload }) => `${runId}: ${payload.title}`),
        );
      }),
    });
    await eventually(
      'the outbox is empty',
      async () => got.length > 0 && isEmpty(),
    );
    expect(got).toEqual(['a: Look']);
  });

  it('gives up after its limit what one topic can not tell, and holds no other topic up with it', async () => {
    const told: string[] = [];
    let tries = 0;
    await write('a', 'b');
    const dispatcher = startTopics({
      notices: {
        maxAttempts: 3,
        deliver: async () => {
          tries += 1;
          throw new Error('There are no notifications in this portal');
        },
      },
      [EVENTS_TOPIC]: {
        deliver: async messages => {
          told.push(...messages.map(({ runId }) => runId));
          return [{ topic: 'notices', runId: 'a', payload: {} }];
        },
      },
    });
    await eventually('the notice is given up', async () => {
      clock.advance(10_000);
      dispatcher.wake();
      return (await database('outbox').pluck('given_up_at')).every(
        at => at !== null,
      );
    });
    expect(told).toEqual(['a', 'b']);
    expect(tries).toBe(3);
    // It is kept, and counts as one that waits no more.
    expect(await database('outbox').pluck('attempts')).toEqual([3]);
    expect(await dispatcher.stats()).toMatchObject({ waiting: 0 });
    clock.advance(60 * 60_000);
    dispatcher.wake();
    await sleep(20);
    expect(tries).toBe(3);
  });

  it('leaves messages alone whose topic it does not know', async () => {
    const now = clock.now().toISOString();
    await database('outbox').insert({
      topic: 'webhooks',
      run_id: 'a',
      payload: '{}',
      available_at: now,
      created_at: now,
    });
    await write('b');
    start(async () => {});
    await eventually(
      'the rest is told',
      async () => (await database('outbox')).length === 1,
    );
    expect(await database('outbox').pluck('topic')).toEqual(['webhooks']);
  });

  it('hears of what is written while it delivers', async () => {
    const got: string[] = [];
    await write('first');
    const dispatcher = start(async messages => {
      got.push(...messages.map(({ runId }) => runId));
      if (got.length === 1) {
        await write('second');
        dispatcher.wake();
      }
    });
    await eventually(
      'the outbox is empty',
      async () => got.length === 2 && isEmpty(),
    );
    expect(got).toEqual(['first', 'second']);
  });

  it('ends what it delivers before it stops, and leaves the rest', async () => {
    await write('a');
    let end: () => void = () => {};
    const dispatcher = start(
      () =>
        new Promise(resolve => {
          end = resolve;
        }),
    );
    await eventually(
      'it delivers',
      async () =>
        (await database('outbox').first()).available_at >
        clock.now().toISOString(),
    );
    let stopped = false;
    const stopping = dispatcher.stop().then(() => {
      stopped = true;
    });
    await write('b');
    await sleep(20);
    expect(stopped).toBe(false);
    end();
    await stopping;
    dispatcher.wake();
    await sleep(20);
    expect(await database('outbox').pluck('run_id')).toEqual(['b']);
    expect(await dispatcher.stats()).toEqual({
      waiting: 1,
      oldest: clock.now().toISOString(),
    });
  });

  it('lives through a database that does not answer', async () => {
    const logger = mockServices.logger.mock();
    const broken = openTestDatabase(databases.locationOf(database));
    await broken.destroy();
    const dispatcher = new OutboxDispatcher({
      database: broken,
      clock,
      logger,
      topics: { [EVENTS_TOPIC]: telling(async () => {}) },
    });
    started.push(dispatcher);
    dispatcher.start();
    await eventually('it says so', () => logger.error.mock.calls.length > 0);
    dispatcher.wake();
    await dispatcher.stop();
    // Once, however often it is tried.
    expect(logger.error.mock.calls).toEqual([
      [expect.stringContaining("The outbox can't be reached")],
    ]);
  });
});
