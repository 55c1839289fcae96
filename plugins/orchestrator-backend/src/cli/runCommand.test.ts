import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { stringify } from 'yaml';
import {
  describeTargets,
  manifestOf,
  RunHarness,
} from '../runs/testing/RunHarness';
import { Archiver } from '../archive/Archiver';
import { endedRun } from '../archive/testing/endedRun';
import { endedTrain, MEASURED_WAVES } from '../archive/testing/endedTrain';
import { BAD_FILES } from '../archive/testing/runFiles';
import { testDatabases } from '../testing';
import { TrainHarness } from '../trains/testing/TrainHarness';
import { PortalDatabase } from './PortalDatabase';
import { runCommand } from './runCommand';

const databases = testDatabases();

/** What a command has said, and its exit code. */
async function run(
  args: string[],
  database: () => Promise<Knex> = async () => {
    throw new Error('No database was asked for');
  },
) {
  const printed: string[] = [];
  const errors: string[] = [];
  const code = await runCommand(args, {
    print: line => printed.push(line),
    printError: line => errors.push(line),
    database,
  });
  return { code, printed, errors };
}

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, printed } = await run(['help']);
    expect(code).toBe(0);
    expect(printed.join('\n')).toMatch(
      /rebuild \[--verify\][\s\S]*migrate up\|down[\s\S]*events <run>[\s\S]*validate/,
    );
  });

  it.each([
    [['dance'], 'There is no command "dance".'],
    [['constructor'], 'There is no command "constructor".'],
    [['rebuild', '--force'], "rebuild: Unknown option '--force'"],
    [
      ['migrate'],
      'migrate: found "migrate "; accepted is migrate up|down [--steps <n>] | unlock | status',
    ],
    [
      ['migrate', 'sideways'],
      'migrate: found "migrate sideways"; accepted is migrate up|down [--steps <n>] | unlock | status',
    ],
    [
      ['migrate', 'down', '--steps', 'all'],
      'migrate: --steps: found "all"; accepted is a whole number from 1',
    ],
    [
      ['events'],
      'events: found 0 names of runs; accepted is events <run> [--target <id>]',
    ],
    [
      ['export', 'a'],
      'export: found "export a"; accepted is export <run> -o <file>',
    ],
    [['import'], 'import: found 0 files; accepted is import <file>'],
    [['restore'], 'restore: found 0 names of runs; accepted is restore <run>'],
    [
      ['validate'],
      'validate: found no file; accepted is validate <manifest.yaml> …',
    ],
  ])(
    'says how %j should be called, and exits with 2',
    async (args, message) => {
      const { code, errors } = await run(args);
      expect(code).toBe(2);
      expect(errors[0]).toContain(message);
      expect(errors.join('\n')).toContain('Usage: npm run orchestrator -- ');
    },
  );

  it('shows how to use it when it is told nothing', async () => {
    expect((await run([])).code).toBe(2);
  });
});

describe.each(databases.supported)('the operator on %s', kind => {
  it('verifies and rebuilds the read tables', async () => {
    const harness = new RunHarness(await databases.init(kind));
    const runId = await harness.create(describeTargets(4));
    await harness.work();
    const database = async () => harness.database;
    expect(await run(['rebuild', '--verify'], database)).toMatchObject({
      code: 0,
      printed: [
        expect.stringMatching(
          new RegExp(`^1/1 ${runId}: \\d+ events, no differences$`),
        ),
        expect.stringMatching(
          /^1 runs, \d+ events, \d+ rows compared: no differences$/,
        ),
      ],
    });

    await harness
      .database('runs')
      .where({ id: runId })
      .update({ title: 'Tampered with' });
    await harness
      .database('targets')
      .where({ id: 'component.default.m-0001' })
      .delete();
    const found = await run(['rebuild', '--verify'], database);
    expect(found.code).toBe(1);
    expect(found.printed).toEqual([
      `targets ${runId}/component.default.m-0001: the row is missing`,
      `runs ${runId}:`,
      '  title: found Tampered with, by the events Node 22',
      expect.stringContaining(`1/1 ${runId}: `),
      expect.stringContaining('2 rows differ; "rebuild" mends them'),
    ]);
    expect(
      (await run(['rebuild', '--verify', '--after', runId], database)).printed,
    ).toEqual(['0 runs, 0 events, 0 rows compared: no differences']);
    expect(await run(['rebuild', 'none'], database)).toMatchObject({
      code: 1,
      errors: ['The log has no events of run none'],
    });
    expect(await run(['rebuild', runId], database)).toMatchObject({ code: 0 });
    expect(await run(['rebuild', '--verify'], database)).toMatchObject({
      code: 0,
    });

    const [row] = await harness.database('targets').limit(1);
    await harness.database('targets').insert({ ...row, id: 'ghost' });
    const { printed } = await run(['rebuild', '--verify'], database);
    expect(printed[0]).toBe(
      `targets ${runId}/ghost: the events know no such row`,
    );
  });

  it('prints the log of a run and of a target, without secrets', async () => {
    const harness = new RunHarness(await databases.init(kind));
    const runId = await harness.create(describeTargets(2));
    const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    await harness.work(() => ({
      type: 'failed',
      failure: {
        class: 'permanent',
        code: 'stepFailed',
        message: `With ${token}`,
      },
    }));
    const database = async () => harness.database;
    const all = await run(['events', runId], database);
    expect(all.code).toBe(0);
    expect(all.printed).toHaveLength(
      Number((await harness.database('events').count({ total: '*' }))[0].total),
    );
    expect(all.printed[0]).toMatch(
      /^1 {2}2030-01-01T00:00:00\.000Z {2}run#1 {2}run\.created {2}user:default\/ana {2}\{/,
    );
    expect(all.printed.join('\n')).not.toContain(token);
    const one = await run(
      ['events', runId, '--target', 'component.default.m-0002'],
      database,
    );
    expect(one.printed.length).toBeGreaterThan(1);
    expect(
      one.printed.every(line => line.includes('component.default.m-0002#')),
    ).toBe(true);
    expect(await run(['events', 'none'], database)).toMatchObject({
      code: 1,
      errors: ['The log has no events of run none'],
    });
  });

  it('exports, imports and restores a run, and says what came of it', async () => {
    const harness = new RunHarness(await databases.init(kind));
    const other = await databases.init(kind);
    const runId = await endedRun(harness, 6);
    const folder = await mkdtemp(join(tmpdir(), 'orchestrator-export-'));
    const file = join(folder, 'run.jsonl.gz');
    const here = async () => harness.database;
    expect(await run(['export', runId, '-o', file], here)).toMatchObject({
      code: 0,
      printed: [`${file} has run ${runId}`],
    });
    expect(await run(['export', 'none', '-o', file], here)).toMatchObject({
      code: 1,
      errors: ['There is no run none'],
    });
    expect(await run(['import', file], async () => other)).toMatchObject({
      code: 0,
      printed: [
        expect.stringMatching(
          new RegExp(
            `^Run ${runId} is there: \\d+ events, 6 targets, 2 artifacts$`,
          ),
        ),
      ],
    });
    const { code, errors } = await run(['restore', runId], async () => other);
    expect(code).toBe(1);
    expect(errors[0]).toContain('it can be read, not restored');

    const archiver = new Archiver({ ...harness, runs: harness.transactional });
    await archiver.seal(runId);
    await harness.database('outbox').delete();
    await archiver.pack(runId);
    expect((await run(['events', runId], here)).printed.at(-1)).toContain(
      'run.archived',
    );
    expect(await run(['restore', runId], here)).toMatchObject({
      code: 0,
      printed: [expect.stringMatching(/ is back: \d+ events, 6 targets$/)],
    });
    expect(await run(['restore', runId], here)).toMatchObject({
      code: 1,
      errors: [`Run ${runId} is not archived`],
    });
    await rm(folder, { recursive: true });
  });

  it('moves a train with its charts, and refuses a bad file without a trace', async () => {
    const trains = new TrainHarness(await databases.init(kind));
    const other = await databases.init(kind);
    const id = await endedTrain(trains, { waves: MEASURED_WAVES });
    const folder = await mkdtemp(join(tmpdir(), 'orchestrator-export-'));
    const file = join(folder, 'train.jsonl.gz');
    const here = async () => trains.database;
    const there = async () => other;
    try {
      expect(await run(['export', id, '-o', file], here)).toMatchObject({
        code: 0,
        printed: [`${file} has run ${id}`],
      });
      // Only the owner of the file is to read what is in it.
      expect((await stat(file)).mode % 0o1000).toBe(0o600);
      const whole = await readFile(file);
      const bad = join(folder, 'bad.jsonl.gz');
      for (const [, change, message] of BAD_FILES) {
        await writeFile(bad, change(whole));
        const { code, printed, errors } = await run(['import', bad], there);
        expect([code, printed]).toEqual([1, []]);
        expect(errors).toEqual([expect.stringMatching(message)]);
      }
      for (const table of ['runs', 'train_products', 'train_watches']) {
        expect(await other(table)).toEqual([]);
      }
      expect(await run(['import', file], there)).toMatchObject({
        code: 0,
        printed: [
          expect.stringMatching(
            new RegExp(
              `^Run ${id} is there: \\d+ events, 3 products, 1 artifacts$`,
            ),
          ),
        ],
      });
      expect(await other('train_watches')).toMatchObject([
        { run_id: id, subject: 'wave/pilot/1/during', next_at: null },
      ]);
      expect(await run(['import', file], there)).toMatchObject({
        code: 1,
        errors: [expect.stringContaining(`There is a run ${id} already`)],
      });
      const restored = await run(['restore', id], there);
      expect([restored.code, restored.errors[0]]).toEqual([
        1,
        expect.stringContaining('it can be read, not restored'),
      ]);
      expect(await run(['rebuild', '--verify'], there)).toMatchObject({
        code: 0,
      });
      // An export that fails leaves the file that was there.
      expect((await run(['export', 'none', '-o', file], here)).code).toBe(1);
      expect(await readFile(file)).toEqual(whole);
      expect((await readdir(folder)).sort()).toEqual([
        'bad.jsonl.gz',
        'train.jsonl.gz',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('migrates down, up and step by step, and says what to do where there are no tables', async () => {
    const client = await databases.init(kind, { migrate: false });
    const database = async () => client;
    const { code, errors } = await run(['rebuild', '--verify'], database);
    expect(code).toBe(1);
    expect(errors[0]).toContain('start the portal once, or run "migrate up"');
    const status = await run(['migrate', 'status'], database);
    expect(status.printed.every(line => line.startsWith('pending  '))).toBe(
      true,
    );
    const up = await run(['migrate', 'up'], database);
    expect(up.printed.slice(1)).toEqual(
      status.printed.map(line => line.replace('pending', 'done   ')),
    );
    expect((await run(['migrate', 'up'], database)).printed[0]).toBe(
      '0 migrations up',
    );
    await client('knex_migrations').insert({ name: '20990101000000_next.js' });
    const tooSoon = await run(['migrate', 'down'], database);
    expect(tooSoon.errors[0]).toContain(
      '20990101000000_next.js, is of a newer release, which alone can take it down',
    );
    expect((await run(['migrate', 'status'], database)).printed).toContain(
      'newer    20990101000000_next.js',
    );
    await client('knex_migrations')
      .where({ name: '20990101000000_next.js' })
      .delete();
    const down = await run(['migrate', 'down', '--steps', '50'], database);
    expect(down.printed.slice(1)).toEqual(status.printed);
    await expect(client.schema.hasTable('events')).resolves.toBe(false);
  });

  it('makes no rows from events where a newer release has migrated the database', async () => {
    const client = await databases.init(kind);
    await client('knex_migrations').insert({ name: '20990101000000_next.js' });
    for (const args of [['rebuild'], ['restore', 'a'], ['import', 'a']]) {
      const { code, errors } = await run(args, async () => client);
      expect(code).toBe(1);
      expect(errors[0]).toContain(
        'The database is newer than this release, which does not know 20990101000000_next.js',
      );
    }
  });

  it('frees a lock of the migrations that was left', async () => {
    const client = await databases.init(kind);
    const database = async () => client;
    await client('knex_migrations_lock').update({ is_locked: 1 });
    const { errors } = await run(['migrate', 'down'], database);
    expect(errors[0]).toContain(
      'free it with "npm run orchestrator -- migrate unlock"',
    );
    const { code, printed } = await run(['migrate', 'unlock'], database);
    expect([code, printed[0]]).toEqual([
      0,
      'The lock of the migrations is free',
    ]);
    expect((await run(['migrate', 'down'], database)).printed[0]).toBe(
      '1 migration down',
    );
  });
});

describe('files of the operator', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orchestrator-cli-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('are checked like a compiler does it', async () => {
    const good = join(folder, 'good.yaml');
    const bad = join(folder, 'bad.yaml');
    const manifest = stringify(manifestOf({ maxParallel: 7 }));
    await writeFile(good, manifest);
    await writeFile(
      bad,
      manifest.replace('maxParallel: 7', 'maxParallel: many'),
    );
    expect(await run(['validate', good])).toEqual({
      code: 0,
      printed: [`${good}: Sweep node-22 is fine`],
      errors: [],
    });
    const train = join(
      __dirname,
      '../../../../examples/trains/spring-checkout.yaml',
    );
    expect(await run(['validate', train])).toMatchObject({
      code: 0,
      printed: [`${train}: Train spring-checkout is fine`],
    });
    const line =
      manifest.split('\n').findIndex(text => text.includes('maxParallel')) + 1;
    const { code, printed } = await run(['validate', good, bad]);
    expect(code).toBe(1);
    expect(printed[1]).toMatch(
      new RegExp(
        `^${bad}:${line}:\\d+: spec.rollout.maxParallel: found "many", accepted is `,
      ),
    );
    expect(await run(['validate', join(folder, 'none.yaml')])).toMatchObject({
      code: 1,
      errors: [expect.stringContaining("none.yaml can't be read")],
    });
  });

  it('name the database that the portal has', async () => {
    await writeFile(join(folder, 'package.json'), '{}');
    const config = join(folder, 'app-config.yaml');
    await writeFile(
      config,
      stringify({
        backend: {
          database: {
            client: 'better-sqlite3',
            connection: { directory: join(folder, 'db') },
          },
        },
      }),
    );
    const portal = new PortalDatabase({
      rootDir: folder,
      argv: ['--config', config],
    });
    try {
      const client = await portal.open();
      expect(await portal.open()).toBe(client);
      const [{ file }]: { file: string }[] = await client.raw(
        'PRAGMA database_list',
      );
      expect(file).toMatch(/db[\\/]orchestrator\.sqlite$/);
      expect((await run(['migrate', 'up'], () => portal.open())).code).toBe(0);
    } finally {
      await portal.close();
    }
  });
});
