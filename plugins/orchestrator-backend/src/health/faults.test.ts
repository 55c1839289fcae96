import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import knexFactory from 'knex';
import { systemClock } from '../clock';
import { toProblem } from '../http/problem';
import { failureOf } from '../runs/failureOf';
import { eventually, openTestDatabase, testDatabases } from '../testing';
import { WorkerRegistry } from '../workers';
import { databaseTrouble } from './databaseTrouble';
import { Health } from './Health';
import { probeDisk } from './probeDisk';

const databases = testDatabases();
const REQUEST = { path: '/api/orchestrator/runs', requestId: 'r' };

/** A replica that reports itself often, and its health. */
function startReplica(database: ReturnType<typeof openTestDatabase>) {
  const logger = mockServices.logger.mock();
  const health = new Health({ logger });
  const registry = new WorkerRegistry({
    database,
    clock: systemClock,
    identity: {
      id: 'a',
      host: 'one',
      pid: process.pid,
      version: '1.0.0',
      lanes: [],
      slots: 0,
    },
    heartbeatMs: 50,
    leaseMs: 30_000,
    busy: () => 0,
    onBeat: error => health.tell('database', error),
  });
  return { health, registry, logger };
}

describe('a full disk of the database', () => {
  it('makes the replica unready and is told in words, until there is room again', async () => {
    const database = await databases.init('SQLite');
    const { health, registry, logger } = startReplica(database);
    await registry.start();
    // As large as it is now and no larger: SQLite then says what it says of a full disk.
    const [{ page_count: pages }] = await database.raw('PRAGMA page_count');
    await database.raw(`PRAGMA max_page_count = ${pages}`);
    const write = () =>
      database('artifacts').insert({
        digest: `sha256:${Math.random()}`,
        media_type: 'text/plain',
        encoding: 'identity',
        size: 1,
        content: Buffer.alloc(1024 * 1024),
        created_at: new Date().toISOString(),
      });
    const error = await write().catch((caught: unknown) => caught);
    expect(databaseTrouble(error)?.code).toBe('diskFull');
    expect(toProblem(error, REQUEST)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('The disk of the database is full'),
    });
    expect(failureOf(error)).toMatchObject({
      class: 'transient',
      code: 'diskFull',
    });
    health.tell('database', error);
    expect(health.report().status).toBe('unavailable');
    await database.raw('PRAGMA max_page_count = 1000000');
    await write();
    await eventually(
      'the replica is ready again',
      () => health.report().status === 'ok',
    );
    expect(logger.error).toHaveBeenCalledTimes(1);
    await registry.stop();
  });
});

describe('a pool without a free connection', () => {
  it('makes the replica unready and is told in words, until one is free', async () => {
    const location = databases.locationOf(await databases.init('PostgreSQL'));
    const database = knexFactory({
      client: 'pg',
      connection: location.connection,
      pool: { min: 0, max: 1 },
      acquireConnectionTimeout: 200,
    });
    const { health, registry, logger } = startReplica(database);
    await registry.start();
    const holding = await database.transaction();
    await holding.raw('select 1');
    const error = await database('runs').catch((caught: unknown) => caught);
    expect(toProblem(error, REQUEST)).toMatchObject({
      status: 503,
      detail:
        'All connections to the database are taken: try again in a moment.',
    });
    await eventually('it is noticed', () => !health.works('database'));
    await holding.rollback();
    await eventually('it works again', () => health.works('database'));
    expect(logger.error).toHaveBeenCalledTimes(1);
    await registry.stop();
    await database.destroy();
  });
});

describe('a server without a free connection', () => {
  it('is told in words', async () => {
    const database = await databases.init('PostgreSQL');
    const role = `few_${Date.now()}`;
    await database.raw(
      `create role ?? login password 'secret' connection limit 1`,
      [role],
    );
    const url = new URL(databases.locationOf(database).connection);
    url.username = role;
    url.password = 'secret';
    const few = openTestDatabase({
      kind: 'PostgreSQL',
      connection: url.toString(),
    });
    const holding = await few.transaction();
    const error = await few.raw('select 1').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: '53300' });
    expect(toProblem(error, REQUEST)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('All connections to the database'),
    });
    await holding.rollback();
    await few.destroy();
    await database.raw('drop role ??', [role]);
  });
});

describe('a slow database', () => {
  it('makes the replica unready while it does not answer', async () => {
    const database = await databases.init('PostgreSQL');
    const { health, registry } = startReplica(database);
    await registry.start();
    const other = openTestDatabase(databases.locationOf(database));
    // Somebody's long maintenance: every heartbeat waits for it.
    const locking = await other.transaction();
    await locking.raw('lock table workers in access exclusive mode');
    await eventually('it is noticed', () => !health.works('database'));
    expect(health.report().checks.database).toBe('failed');
    await locking.rollback();
    await eventually('it works again', () => health.works('database'));
    await registry.stop();
    await other.destroy();
  });
});

describe('the work folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-disk-'));
  });

  afterEach(async () => {
    spawnSync('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  });

  it('must have the room that the configuration asks for', async () => {
    await probeDisk(folder, 0);
    await expect(probeDisk(folder, 2 ** 60)).rejects.toThrow(
      /has \d+ MiB left; 1099511627776 MiB must be free \(orchestrator\.limits\.freeDiskBytes\)/,
    );
  });

  it('is noticed when it is full', async () => {
    // Where nobody may mount, the folder stays on the large disk, and a quota of its own can't be had.
    const { status } = spawnSync('mount', [
      ...['-t', 'tmpfs', '-o', 'size=256k'],
      ...['orchestrator-test', folder],
    ]);
    const full =
      status === 0
        ? await writeFile(join(folder, 'big'), Buffer.alloc(512 * 1024)).catch(
            (caught: unknown) => caught,
          )
        : new Error('fatal: write error: No space left on device');
    const probed =
      status === 0
        ? await probeDisk(folder, 0).catch((caught: unknown) => caught)
        : full;
    for (const error of [full, probed]) {
      expect(failureOf(error)).toMatchObject({
        class: 'transient',
        code: 'diskFull',
      });
    }
    await rm(join(folder, 'big'), { force: true });
    await probeDisk(folder, 0);
  });
});

describe('databaseTrouble', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, 'unreachable'],
    [{ code: '57P01' }, 'unreachable'],
    [{ code: '57P03' }, 'unreachable'],
    [{ code: '08006' }, 'unreachable'],
    [{ code: '53300' }, 'poolExhausted'],
    [{ message: 'Connection terminated unexpectedly' }, 'unreachable'],
    [{ code: '53100' }, 'diskFull'],
    [{ code: 'SQLITE_FULL' }, 'diskFull'],
    [{ code: '25006' }, 'readOnly'],
    [{ code: '57014' }, 'busy'],
    [{ code: 'SQLITE_BUSY' }, 'busy'],
    [{ code: '23505' }, undefined],
    [{ code: 'ENOENT' }, undefined],
    [new TypeError('x is not a function'), undefined],
    [undefined, undefined],
  ])('takes %j for %s', (error, code) => {
    expect(databaseTrouble(error)?.code).toBe(code);
  });
});
