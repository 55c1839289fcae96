import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { getRollbackPlans } from 'pg-boss';
import { systemClock } from '../../clock';
import {
  eventually,
  migrateUp,
  openTestDatabase,
  testDatabases,
} from '../../testing';
import { CuttableProxy } from '../../testing/CuttableProxy';
import { WorkerPool } from '../WorkerPool';
import type { WorkItem } from '../WorkTransport';
import { PgBossWorkTransport } from './PgBossWorkTransport';

const LEASE_MS = 2_000;
const HEARTBEATS_PER_LEASE = 4;
/** How often a replica looks for work that nobody has told it of, by default. */
const POLL_MS = 1_000;
/** A busy machine. */
const SLACK_MS = 1_000;
const ROUNDS = 4;

const logger = mockServices.logger.mock();
const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  logger.warn.mockClear();
  logger.error.mockClear();
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

// Registered afterwards, so that the databases go last.
const databases = testDatabases();

function transportOn(database: Knex, leaseMs?: number): PgBossWorkTransport {
  const clock = systemClock;
  const transport = new PgBossWorkTransport({
    ...{ database, clock, logger, leaseMs },
  });
  ends.push(() => transport.stop());
  return transport;
}

function open(connection: string, schema?: string): Knex {
  const database = openTestDatabase({ kind: 'PostgreSQL', connection, schema });
  ends.push(() => database.destroy());
  return database;
}

const itemOf = (id: string): WorkItem => ({
  ...{ id, lane: 'git', kind: 'work', runId: 'run' },
});

const schemasOf = (database: Knex): Promise<string[]> =>
  database('pg_namespace').where('nspname', 'like', '%_work').pluck('nspname');

async function versionOf(database: Knex): Promise<number> {
  const { version } = await database('orchestrator_work.version').first();
  return version;
}

describe('the schema of the work', () => {
  it('is made once, however many replicas start at the same moment', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const transports = [1, 2, 3, 4].map(() => transportOn(open(connection)));
    await Promise.all(transports.map(transport => transport.start()));
    await Promise.all(
      transports.map((transport, index) =>
        database.transaction(trx =>
          transport.enqueue(trx, [itemOf(`item-${index}`)]),
        ),
      ),
    );
    expect(await transports[0].stats()).toMatchObject([{ ready: 4 }]);
    expect(await schemasOf(database)).toEqual(['orchestrator_work']);
  });

  it('is brought up once from the version before, with what waits in it', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const before = transportOn(database);
    await database.transaction(trx => before.enqueue(trx, [itemOf('waiting')]));
    await before.stop();
    const newest = await versionOf(database);
    await database.raw(getRollbackPlans('orchestrator_work', newest));
    expect(await versionOf(database)).toBe(newest - 1);

    const transports = [1, 2, 3].map(() => transportOn(open(connection)));
    await Promise.all(transports.map(transport => transport.start()));
    expect(await versionOf(database)).toBe(newest);
    const [claim] = await transports[1].claim({
      ...{ lanes: ['git'], max: 5, worker: 'worker' },
    });
    expect(claim.item.id).toBe('waiting');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('may be newer than this release: it works on, and says so in one line', async () => {
    const database = await databases.init('PostgreSQL');
    await transportOn(database).start();
    const newest = await versionOf(database);
    await database('orchestrator_work.version').update({ version: newest + 1 });
    await database.raw('alter table orchestrator_work.job add more text');

    const { connection } = databases.locationOf(database);
    const older = transportOn(open(connection));
    await older.start();
    expect(logger.warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          `its tables have version ${
            newest + 1
          }, pg-boss 12\\.\\d+\\.\\d+ makes version ${newest}\\.`,
        ),
      ],
    ]);
    await database.transaction(trx => older.enqueue(trx, [itemOf('a')]));
    const claims = await older.claim({
      ...{ lanes: ['git'], max: 5, worker: 'worker' },
    });
    expect(
      await database.transaction(trx =>
        older.settle(
          trx,
          claims.map(claim => ({ kind: 'done', claim })),
        ),
      ),
    ).toEqual([]);
    expect(await versionOf(database)).toBe(newest + 1);
  });

  it('is beside the plugin’s own where Backstage divides plugins by schema', async () => {
    const database = await databases.init('PostgreSQL', { migrate: false });
    const { connection } = databases.locationOf(database);
    for (const schema of ['orchestrator', 'other-plugin']) {
      await database.raw('create schema ??', [schema]);
      const own = open(connection, schema);
      await migrateUp(own);
      const transport = transportOn(own);
      await own.transaction(trx => transport.enqueue(trx, [itemOf(schema)]));
      const claims = await transport.claim({
        ...{ lanes: ['git'], max: 5, worker: 'worker' },
      });
      expect(claims.map(({ item }) => item.id)).toEqual([schema]);
    }
    expect((await schemasOf(database)).sort()).toEqual([
      'orchestrator_work',
      'other_plugin_work',
    ]);
  });

  it('may be made by an operator for a user who may not make schemas', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const role = `limited_${Date.now()}`;
    // A statement of this kind takes no parameters.
    await database.raw(`create role ?? login password 'secret'`, [role]);
    ends.push(async () => {
      await database.raw('drop owned by ??', [role]);
      await database.raw('drop role ??', [role]);
    });
    await database.raw('grant all on all tables in schema public to ??', [
      role,
    ]);
    const url = new URL(connection);
    url.username = role;
    url.password = 'secret';
    const limited = open(url.toString());

    await expect(transportOn(limited).start()).rejects.toThrow(
      'permission denied',
    );
    await database.raw('create schema orchestrator_work authorization ??', [
      role,
    ]);
    const transport = transportOn(limited);
    await limited.transaction(trx => transport.enqueue(trx, [itemOf('a')]));
    expect(await transport.stats()).toMatchObject([{ ready: 1 }]);
  });
});

describe('a replica', () => {
  it('that is cut off from the database stops its work before another one gets it', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const proxy = await CuttableProxy.before(connection);
    ends.push(() => proxy.close());
    const cutOff = openTestDatabase({
      kind: 'PostgreSQL',
      connection: proxy.connection(connection),
    });

    const happened: string[] = [];
    const work = (worker: string, workDatabase: Knex) => {
      const transport = transportOn(workDatabase, LEASE_MS);
      return new WorkerPool({
        ...{ transport, database: workDatabase, clock: systemClock, logger },
        ...{ lanes: ['git'], slots: 1, workerId: worker, graceMs: 0 },
        heartbeatMs: LEASE_MS / HEARTBEATS_PER_LEASE,
        handlers: {
          work: {
            execute: async (_claim, signal) => {
              happened.push(`${worker} begins`);
              await new Promise<void>(resolve => {
                signal.addEventListener('abort', () => resolve());
              });
              happened.push(`${worker} stops`);
              throw new Error('stopped');
            },
          },
        },
      });
    };
    const first = work('first', cutOff);
    await first.start();
    const here = transportOn(database, LEASE_MS);
    await database.transaction(trx => here.enqueue(trx, [itemOf('a')]));
    await eventually('the first one works', () => happened.length === 1);
    const second = work('second', database);
    await second.start();
    ends.push(() => second.stop());
    // It keeps its item for longer than a lease, as long as it can renew it.
    await new Promise(resolve => setTimeout(resolve, 1.5 * LEASE_MS));
    expect(happened).toEqual(['first begins']);

    proxy.cut();
    await eventually('the second one works', () => happened.length >= 3);
    expect(happened).toEqual(['first begins', 'first stops', 'second begins']);
    // Ends what still waits for an answer of the first one's database.
    proxy.close();
    await first.stop();
    await cutOff.destroy();
  });

  it.each([
    ['its work', 'orchestrator_work.job'],
    ['a run', 'runs'],
  ])(
    'that is cut off in a transaction does not keep %s locked',
    async (_, table) => {
      const database = await databases.init('PostgreSQL');
      const { connection } = databases.locationOf(database);
      const proxy = await CuttableProxy.before(connection);
      const cutOff = open(proxy.connection(connection));
      const first = transportOn(cutOff, LEASE_MS);
      const here = transportOn(database, LEASE_MS);
      await database.transaction(trx => here.enqueue(trx, [itemOf('a')]));
      await first.claim({ lanes: ['git'], max: 1, worker: 'first' });
      // It is about to renew its lease, or to write down a result.
      const begun = await cutOff.transaction();
      ends.push(async () => {
        proxy.close();
        await begun.rollback().catch(() => {});
      });
      await begun.raw(`select from ${table} for update`);
      proxy.cut();

      const bystander = await database.transaction();
      await bystander('orchestrator_work.job').select('id');
      await eventually(
        'another one takes it over',
        async () => (await here.recover()) === 1,
      );
      await expect(
        database.raw(`select from ${table} for update nowait`),
      ).resolves.toBeDefined();
      // Whoever only reads is in nobody's way.
      await bystander('orchestrator_work.job').select('id');
      await bystander.commit();
    },
  );

  it.each([
    ['can’t listen', false],
    ['is kept from listening again', true],
  ])(
    'that %s begins work of others within the time between two looks',
    async (_, listensFirst) => {
      const database = await databases.init('PostgreSQL');
      const { connection } = databases.locationOf(database);
      const proxy = await CuttableProxy.before(connection);
      ends.push(() => proxy.close());
      if (!listensFirst) {
        proxy.refuse('listen ');
      }
      const deaf = open(proxy.connection(connection));
      const here = transportOn(database);
      await here.start();
      const begun = new Map<string, number>();
      const pool = new WorkerPool({
        transport: transportOn(deaf),
        ...{ database: deaf, clock: systemClock, logger },
        ...{ lanes: ['git'], slots: 1, workerId: 'deaf', graceMs: 0 },
        handlers: {
          work: {
            execute: async claim => {
              begun.set(claim.item.id, Date.now());
              await deaf.transaction(trx =>
                here.settle(trx, [{ kind: 'done', claim }]),
              );
            },
          },
        },
      });
      await pool.start();
      ends.push(() => pool.stop());
      const listening = () =>
        database('pg_stat_activity')
          .whereRaw('datname = current_database()')
          .andWhere('query', 'like', 'listen %')
          .pluck('pid');
      if (listensFirst) {
        await eventually(
          'it listens',
          async () => (await listening()).length === 1,
        );
        proxy.refuse('listen ');
        const [pid] = await listening();
        await database.raw('select pg_terminate_backend(?)', [pid]);
      }
      await eventually('it does not listen', () =>
        logger.error.mock.calls.some(([line]) =>
          line.includes('The line between replicas'),
        ),
      );
      for (let round = 0; round < ROUNDS; round += 1) {
        // What it does itself would have it look again.
        await new Promise(resolve => setTimeout(resolve, 50 * round));
        const id = `item-${round}`;
        const enqueuedAt = Date.now();
        await database.transaction(trx => here.enqueue(trx, [itemOf(id)]));
        await eventually('it has begun', () => begun.has(id));
        expect((begun.get(id) ?? Infinity) - enqueuedAt).toBeLessThan(
          POLL_MS + SLACK_MS,
        );
        expect(await listening()).toEqual([]);
      }
    },
  );

  it('says whether work can be enqueued and claimed', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const proxy = await CuttableProxy.before(connection);
    ends.push(() => proxy.close());
    const behind = openTestDatabase({
      kind: 'PostgreSQL',
      connection: proxy.connection(connection),
    });
    const transport = transportOn(behind);
    expect(await transport.health()).toEqual({ works: true });
    proxy.cut();
    expect(await transport.health()).toEqual({
      works: false,
      reason: expect.stringContaining('did not answer'),
    });
    proxy.close();
    await behind.destroy();
  });

  it('stops at once, and leaves nothing running in its database', async () => {
    const database = await databases.init('PostgreSQL');
    const { connection } = databases.locationOf(database);
    const own = open(connection);
    const transport = transportOn(own);
    const end = transport.onWake(() => {});
    await transport.start();
    await eventually('it listens', async () => {
      const listening = await database('pg_stat_activity').where(
        ...(['query', 'like', 'listen %'] as const),
      );
      return listening.length === 1;
    });
    end();
    await transport.stop();
    await own.destroy();
    const left = await database('pg_stat_activity')
      .whereRaw('datname = current_database() and pid <> pg_backend_pid()')
      .pluck('query');
    expect(left).toEqual([]);
  });
});
