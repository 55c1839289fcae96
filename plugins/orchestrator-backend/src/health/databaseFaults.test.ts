import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseTroubleName } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import {
  startOrchestrator,
  type TestOrchestrator,
} from '../__testUtils__/startOrchestrator';
import { eventually, openTestDatabase, testDatabases } from '../testing';
import { makeRepository } from '../testing/gitRepositories';
import { moduleEntities } from '../testing/moduleEntities';

const databases = testDatabases();

const POOL_PATIENCE_MS = 300;
const STATEMENT_PATIENCE_MS = 300;
/** Larger than all that a database has free within its pages. */
const LONG_TEXT = `# ${'x'.repeat(200_000)}\n`;

const manifestOf = (name: string) => `apiVersion: orchestrator/v1
kind: Sweep
metadata: { name: ${name}, title: ${name} }
spec:
  owner: group:default/team-a
  targets: { filter: { kind: component } }
  change:
    title: ${name}
    commitMessage: 'fix: ${name}'
    steps:
      - replace: { files: [settings.txt], find: old, with: ${name} }
  rollout: { canary: { approval: false } }
`;

describe('a database in trouble', () => {
  let folder: string;
  let orchestrator: TestOrchestrator;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-faults-'));
    await makeRepository(join(folder, 'repositories'), 'a', {
      'settings.txt': 'old\n',
    });
  });

  afterEach(async () => {
    await orchestrator?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function startOn(database: Knex): Promise<void> {
    orchestrator = await startOrchestrator({
      entities: moduleEntities(['a']),
      database: databases.locationOf(database),
      folder,
      config: { workers: { slots: 2, graceSeconds: 5, leaseSeconds: 3 } },
    });
  }

  const create = (name: string, text = '') =>
    orchestrator.client.createRun({
      body: { manifest: `${text}${manifestOf(name)}` },
    });

  async function health() {
    const response = await fetch(`${orchestrator.baseUrl}/health`);
    return { isReady: response.ok, ...(await response.json()) };
  }

  /** The call is refused for now, with the sentence; what is wrong is named to probes. */
  async function expectRefused(
    call: Promise<unknown>,
    trouble: DatabaseTroubleName,
    sentence: string,
  ): Promise<void> {
    const error = await call.then(
      () => undefined,
      (caught: { statusCode: number; body: { detail: string } }) => caught,
    );
    expect([error?.statusCode, error?.body.detail]).toEqual([
      503,
      expect.stringContaining(sentence),
    ]);
    expect((await health()).databaseTroubles).toContain(trouble);
  }

  /** Work goes all its way again, and the operator can read what was wrong. */
  async function expectRecovered(
    name: string,
    ...troubles: DatabaseTroubleName[]
  ): Promise<void> {
    await eventually('it is ready', async () => (await health()).isReady);
    const { databaseTroubles = [] } = await orchestrator.client.getWork();
    expect(databaseTroubles).toEqual(
      expect.arrayContaining(
        troubles.map(trouble =>
          expect.objectContaining({ trouble, times: expect.any(Number) }),
        ),
      ),
    );
    const { id } = await create(name);
    const run = await orchestrator.until(id, 'readyToStart');
    expect(run.counts).toEqual({ ready: 1 });
  }

  it('whose disk is full says so, keeps what it has, and goes on when there is room, on SQLite', async () => {
    await startOn(await databases.init('SQLite'));
    const { id } = await create('before');
    await orchestrator.until(id, 'readyToStart');
    const { database } = orchestrator;
    const [{ page_count: pages }] = await database.raw('pragma page_count');
    await database.raw(`pragma max_page_count = ${pages}`);
    await expectRefused(
      create('full', LONG_TEXT),
      'diskFull',
      'The disk of the database is full',
    );
    // Nothing is half there, and what is there can be read.
    expect((await orchestrator.client.listRuns()).totalItems).toBe(1);
    await database.raw('pragma max_page_count = 1000000');
    await expectRecovered('after', 'diskFull');
  });

  const withSmallDisk = mayMount() ? describe : describe.skip;
  withSmallDisk('on PostgreSQL, with a small disk', () => {
    it('whose disk is full says so, keeps what it has, and goes on when there is room', async () => {
      const database = await databases.init('PostgreSQL');
      const small = await mkdtemp(join(tmpdir(), 'orchestrator-small-disk-'));
      const {
        rows: [{ data_directory: data }],
      } = await database.raw('show data_directory');
      const { uid, gid } = await stat(data);
      await chmod(small, 0o755);
      const mounted = spawnSync('mount', [
        ...['-t', 'tmpfs', 'orchestrator-test', small],
        ...['-o', `size=1m,mode=700,uid=${uid},gid=${gid}`],
      ]);
      expect(mounted.stderr.toString()).toBe('');
      const tablespace = `small_${Date.now()}`;
      await database.raw(`create tablespace ?? location '${small}'`, [
        tablespace,
      ]);
      try {
        await startOn(database);
        const { id } = await create('before');
        await orchestrator.until(id, 'readyToStart');
        await database.raw('alter table events set tablespace ??', [
          tablespace,
        ]);
        // Text that does not shrink when it is packed.
        const noise = Array.from({ length: 8 }, (_, n) =>
          create(`full-${n}`, noiseOf(150_000)).catch(error => error),
        );
        const answers = await Promise.all(noise);
        const refused = answers.find(answer => answer.statusCode === 503);
        await expectRefused(
          Promise.reject(refused),
          'diskFull',
          'The disk of the database is full',
        );
        const kept = answers.filter(answer => answer.statusCode === undefined);
        expect((await orchestrator.client.listRuns()).totalItems).toBe(
          1 + kept.length,
        );
        await database.raw('alter table events set tablespace pg_default');
        await expectRecovered('after', 'diskFull');
      } finally {
        await database.raw('alter table events set tablespace pg_default');
        await database.raw('drop tablespace ??', [tablespace]);
        spawnSync('umount', [small]);
        await rm(small, { recursive: true, force: true });
      }
    });
  });

  it('whose connections are all taken says so, also where only workers ask for one', async () => {
    await startOn(await databases.init('PostgreSQL'));
    const { pool } = orchestrator.database.client;
    const patience = pool.acquireTimeoutMillis;
    pool.acquireTimeoutMillis = POOL_PATIENCE_MS;
    const taken: Knex.Transaction[] = [];
    while (taken.length < pool.max) {
      taken.push(
        ...(await orchestrator.database.transaction().then(
          trx => [trx],
          () => [],
        )),
      );
    }
    expect(taken).toHaveLength(pool.max);
    await eventually('heartbeats and claims meet it', async () => {
      const { isReady, databaseTroubles, checks } = await health();
      return (
        !isReady &&
        checks.database === 'failed' &&
        checks.queue === 'failed' &&
        databaseTroubles?.includes('poolExhausted')
      );
    });
    for (const call of [create('taken'), orchestrator.client.listRuns()]) {
      await expectRefused(
        call,
        'poolExhausted',
        'All connections to the database are taken: try again in a moment.',
      );
    }
    await Promise.all(taken.map(trx => trx.rollback()));
    pool.acquireTimeoutMillis = patience;
    await expectRecovered('after', 'poolExhausted');
  });

  it('that is slow is given up on, where the operator has set how long a statement may take', async () => {
    const database = await databases.init('PostgreSQL');
    const other = openTestDatabase(databases.locationOf(database));
    const [{ name }] = (await database.raw('select current_database() as name'))
      .rows;
    await database.raw(
      `alter database ?? set statement_timeout = ${STATEMENT_PATIENCE_MS}`,
      [name],
    );
    await startOn(database);
    const locking = await other.transaction();
    await locking.raw('set local statement_timeout = 0');
    await locking.raw('lock table runs in access exclusive mode');
    for (const call of [create('slow'), orchestrator.client.listRuns()]) {
      await expectRefused(
        call,
        'busy',
        'The database is busy and did not answer in time: try again.',
      );
    }
    // One slow table is no reason to send everybody away.
    expect((await health()).isReady).toBe(true);
    await locking.rollback();
    await other.destroy();
    await expectRecovered('after', 'busy');
  });

  it.each(['timers', 'outbox'])(
    'that is slow over its table %s, which no request and no worker reads, says so',
    async table => {
      const database = await databases.init('PostgreSQL');
      const other = openTestDatabase(databases.locationOf(database));
      const {
        rows: [{ name }],
      } = await database.raw('select current_database() as name');
      await database.raw(
        `alter database ?? set statement_timeout = ${STATEMENT_PATIENCE_MS}`,
        [name],
      );
      await startOn(database);
      expect((await health()).databaseTroubles).toBeUndefined();
      const locking = await other.transaction();
      await locking.raw('set local statement_timeout = 0');
      await locking.raw('lock table ?? in access exclusive mode', [table]);
      await eventually('its loop tells', async () =>
        (await health()).databaseTroubles?.includes('busy'),
      );
      expect((await health()).isReady).toBe(true);
      await locking.rollback();
      await other.destroy();
      await expectRecovered('after', 'busy');
    },
  );

  it('that ends all connections and takes no new ones is waited for', async () => {
    const database = await databases.init('PostgreSQL');
    await startOn(database);
    const { connection } = databases.locationOf(database);
    const url = new URL(connection);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = openTestDatabase({
      kind: 'PostgreSQL',
      connection: url.toString(),
    });
    await database.destroy();
    await admin.raw('alter database ?? allow_connections false', [name]);
    await admin.raw(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
      [name],
    );
    await eventually(
      'the replica is unready',
      async () => !(await health()).isReady,
    );
    expect((await health()).status).toBe('unavailable');
    await expectRefused(
      create('away'),
      'unreachable',
      'The database can’t be reached at the moment.',
    );
    await admin.raw('alter database ?? allow_connections true', [name]);
    await admin.destroy();
    await expectRecovered('after', 'unreachable');
  });
});

/** Whether a server here can have a small disk: a file system in memory, for which one must be allowed to mount. */
function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'orchestrator-mount-'));
  const { status } = spawnSync('mount', [
    ...['-t', 'tmpfs', '-o', 'size=64k'],
    ...['orchestrator-test', place],
  ]);
  spawnSync('umount', [place]);
  rmSync(place, { recursive: true, force: true });
  return (
    status === 0 &&
    process.getuid?.() === 0 &&
    process.env.ORCHESTRATOR_TEST_POSTGRES === undefined
  );
}

/** Text that can't be packed much, as a comment. */
function noiseOf(length: number): string {
  let text = '# ';
  while (text.length < length) {
    text += Math.random().toString(36).slice(2);
  }
  return `${text}\n`;
}
