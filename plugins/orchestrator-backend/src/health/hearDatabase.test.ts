import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { systemClock } from '../clock';
import { OutboxDispatcher } from '../outbox/OutboxDispatcher';
import { eventually, openTestDatabase, testDatabases } from '../testing';
import { CuttableProxy } from '../testing/CuttableProxy';
import { Loop } from '../work/Loop';
import { TimerService } from '../work/TimerService';
import { Health } from './Health';
import { hearDatabase } from './hearDatabase';

const databases = testDatabases();
const logger = mockServices.logger.mock();
const clock = systemClock;

describe('who hears of a database', () => {
  let health: Health;
  let ends: (() => unknown)[];

  beforeEach(() => {
    health = new Health({ logger, clock });
    ends = [];
  });

  afterEach(async () => {
    for (const end of ends.reverse()) {
      await end();
    }
  });

  /** A database that is listened to, and the way to lose it. */
  async function heard(): Promise<{ database: Knex; lose: () => void }> {
    const location = databases.locationOf(await databases.init('PostgreSQL'));
    const proxy = await CuttableProxy.before(location.connection);
    const database = openTestDatabase({
      ...location,
      connection: proxy.connection(location.connection),
    });
    const hearNoMore = hearDatabase(database, error => health.notice(error));
    ends.push(
      () => proxy.close(),
      () => database.destroy(),
      hearNoMore,
    );
    return { database, lose: () => proxy.close() };
  }

  const troubles = () =>
    health
      .databaseTroubles()
      .map(({ trouble, times }) => `${trouble}: ${times}`);

  it.each<[string, (database: Knex) => () => Promise<void>]>([
    [
      'timers',
      database => {
        const timers = new TimerService({
          ...{ database, clock, logger, pollMs: 20 },
        });
        timers.start(async () => {});
        return () => timers.stop();
      },
    ],
    [
      'the outbox',
      database => {
        const outbox = new OutboxDispatcher({
          ...{ database, clock, logger, topics: {} },
        });
        outbox.start();
        return () => outbox.stop();
      },
    ],
    [
      'work that nobody waits for',
      database => {
        const quiet = setInterval(
          () => database('runs').catch(() => undefined),
          20,
        );
        return async () => clearInterval(quiet);
      },
    ],
  ])('hears that %s has lost it', async (_, start) => {
    const { database, lose } = await heard();
    ends.push(start(database));
    await database('runs');
    expect(troubles()).toEqual([]);
    lose();
    await eventually('it is noticed', () =>
      health
        .databaseTroubles()
        .some(({ trouble }) => trouble === 'unreachable'),
    );
    // Only who can't work without it makes the replica unready.
    expect(health.report().status).toBe('ok');
  });

  it('hears once of what one transaction met, though it could not be undone either', async () => {
    const { database, lose } = await heard();
    const failing = database.transaction(async trx => {
      await trx('runs');
      lose();
      await trx('runs');
    });
    await expect(failing).rejects.toThrow();
    expect(troubles()).toEqual(['unreachable: 1']);
  });

  it('hears once of an error that is passed on from a loop to the health of a part', async () => {
    const { database } = await heard();
    await database.raw('set statement_timeout = 50');
    const loop = new Loop({
      step: () =>
        database
          .transaction(trx =>
            trx.raw('set local statement_timeout = 50; select pg_sleep(5)'),
          )
          .then(
            () => {},
            error => {
              health.tell('queue', error);
            },
          ),
      logger,
      what: 'A queue',
    });
    loop.start();
    ends.push(() => loop.stop());
    await eventually('the queue does not work', () => !health.works('queue'));
    expect(troubles()).toEqual(['busy: 1']);
  });

  it('hears once from each that got no connection, and what the pool says', async () => {
    const { database } = await heard();
    const { pool } = database.client;
    const taken: Knex.Transaction[] = [];
    while (taken.length < pool.max) {
      taken.push(await database.transaction());
    }
    pool.acquireTimeoutMillis = 50;
    const asked = await Promise.allSettled([
      database('runs'),
      database.transaction(async trx => trx('runs')),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(troubles()).toEqual(['poolExhausted: 2']);
    await Promise.all(taken.map(trx => trx.rollback()));
  });

  it('hears neither of a mistake in a statement nor of anything after its end', async () => {
    const { database, lose } = await heard();
    await expect(database('no_such_table')).rejects.toThrow();
    ends.pop()?.();
    lose();
    await expect(database('runs')).rejects.toThrow();
    expect(troubles()).toEqual([]);
  });

  it('hears of SQLite, too', async () => {
    const database = await databases.init('SQLite');
    ends.push(hearDatabase(database, error => health.notice(error)));
    const [{ page_count: pages }] = await database.raw('PRAGMA page_count');
    await database.raw(`PRAGMA max_page_count = ${pages}`);
    await database
      .transaction(trx =>
        trx('artifacts').insert({
          digest: 'sha256:1',
          media_type: 'text/plain',
          encoding: 'identity',
          size: 1,
          content: Buffer.alloc(1024 * 1024),
          created_at: new Date().toISOString(),
        }),
      )
      .catch(() => {});
    expect(troubles()).toEqual(['diskFull: 1']);
  });
});
