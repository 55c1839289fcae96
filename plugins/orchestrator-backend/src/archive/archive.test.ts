import { mockServices } from '@backstage/backend-test-utils';
import { isoNow } from '../clock';
import { EntityQueries } from '../queries/EntityQueries';
import { RunQueries, type RunVisibility } from '../queries/RunQueries';
import { ANA, describeTargets, RunHarness } from '../runs/testing/RunHarness';
import { ArtifactStore } from '../store/ArtifactStore';
import { rebuildReadTables } from '../store/rebuild';
import { testDatabases } from '../testing';
import { TrainQueries } from '../trains/TrainQueries';
import { Archiver } from './Archiver';
import { restoreRun } from './restoreRun';
import { Retention, type RetentionSettings } from './Retention';
import { crashEverywhere } from './testing/crashAt';
import { endedRun, sha256 } from './testing/endedRun';
import { readEverything, readersOf } from './testing/readEverything';

const databases = testDatabases();
const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(databases.supported)('the archive on %s', kind => {
  let harness: RunHarness;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
  });

  function retention(
    settings: RetentionSettings = { archiveAfterMs: 90 * DAY_MS },
    holder = 'a',
  ) {
    return new Retention({
      database: harness.database,
      clock: harness.clock,
      logger: mockServices.logger.mock(),
      runs: harness.transactional,
      settings,
      holder,
    });
  }

  /** Seals with one pass, lets its message be told, and packs with the next. */
  async function archive(): Promise<void> {
    await retention().pass();
    await harness.database('outbox').delete();
    await retention().pass();
  }

  async function rowsOf(runId: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const table of ['events', 'targets', 'approvals', 'archived_runs']) {
      const [{ total }] = await harness
        .database(table)
        .where('run_id', runId)
        .count({ total: '*' });
      counts[table] = Number(total);
    }
    return counts;
  }

  it('takes a run in that ended long ago, and shows all of it as before', async () => {
    const runId = await endedRun(harness);
    const before = await readEverything(harness.database, runId);
    harness.clock.advance(89 * DAY_MS);
    await archive();
    expect((await rowsOf(runId)).archived_runs).toBe(0);
    harness.clock.advance(2 * DAY_MS);
    await archive();
    expect(await rowsOf(runId)).toEqual({
      events: 0,
      targets: 0,
      approvals: 0,
      archived_runs: 1,
    });

    const after = await readEverything(harness.database, runId);
    const { run, events, newest, ...rest } = after;
    expect(rest).toEqual({
      ...rest,
      ...Object.fromEntries(
        Object.entries(before).filter(([key]) => key in rest),
      ),
    });
    expect(events.slice(0, -1)).toEqual(before.events);
    expect(events.at(-1)).toMatchObject({
      type: 'run.archived',
      version: before.run.version + 1,
    });
    expect(newest.items[0]).toEqual(events.at(-1));
    expect(run).toEqual({
      ...before.run,
      version: before.run.version + 1,
      updatedAt: run.archivedAt,
      archivedAt: '2030-04-02T00:00:00.000Z',
    });
  });

  it('lists the run, and finds it by its targets', async () => {
    const runId = await endedRun(harness);
    harness.clock.advance(91 * DAY_MS);
    await archive();
    const { runs } = readersOf(harness.database);
    const found = await runs.list(
      { visible: () => {}, entity: 'component:default/m-0001' },
      { limit: 5 },
    );
    expect(found.items).toMatchObject([
      { id: runId, archivedAt: expect.any(String), counts: { failed: 1 } },
    ]);
    const other = await endedRun(harness);
    const idsOf = async (archived?: boolean) =>
      (
        await runs.list({ visible: () => {}, archived }, { limit: 5 })
      ).items.map(({ id }) => id);
    expect(await idsOf(true)).toEqual([runId]);
    expect(await idsOf(false)).toEqual([other]);
    expect(await idsOf()).toEqual([other, runId]);
  });

  it('says of an entity how many runs in the archive touched it, to those who may see them', async () => {
    const runId = await endedRun(harness);
    const runs = new RunQueries(harness.database);
    const entities = new EntityQueries(
      harness.database,
      runs,
      new TrainQueries(harness.database),
    );
    const summary = (visible: RunVisibility = () => {}) =>
      entities.summary(
        'component:default/m-0001',
        visible,
        isoNow(harness.clock),
        { limit: 5 },
      );
    expect(await summary()).toMatchObject({ totalItems: 1, archivedRuns: 0 });
    harness.clock.advance(91 * DAY_MS);
    await retention().pass();
    // Sealed, with its rows still there.
    expect(await summary()).toMatchObject({ totalItems: 1, archivedRuns: 0 });
    await archive();
    expect(await summary()).toMatchObject({ totalItems: 0, archivedRuns: 1 });
    expect(
      await summary(query => query.whereNot('runs.id', runId)),
    ).toMatchObject({ archivedRuns: 0 });
  });

  it('lets nothing be done with the run until it is restored, and everything then', async () => {
    const runId = await endedRun(harness);
    const before = await readEverything(harness.database, runId);
    harness.clock.advance(91 * DAY_MS);
    await retention().pass();
    const retry = () =>
      harness.runs.commandTargets(
        runId,
        ['component.default.m-0003'],
        () => ({ type: 'retry', by: ANA.actor.ref }),
        ANA,
      );
    // Sealed, with its rows still there.
    await expect(retry()).rejects.toThrow('The run is archived');
    await archive();
    await expect(retry()).rejects.toThrow('The run is archived');
    await expect(
      harness.runs.observe(
        runId,
        'component.default.m-0001',
        before.states[0].change!,
        undefined,
        ANA,
      ),
    ).rejects.toThrow('has no target');

    await restoreRun(harness.database, harness.transactional, runId, ANA);
    const restored = await readEverything(harness.database, runId);
    expect(restored.events.slice(0, -2)).toEqual(before.events);
    expect(restored.events.slice(-2).map(({ type }) => type)).toEqual([
      'run.archived',
      'run.restored',
    ]);
    expect(restored.states).toEqual(before.states);
    expect((await rowsOf(runId)).archived_runs).toBe(0);
    const { differences } = await rebuildReadTables(harness.database, {
      write: false,
    });
    expect(differences).toEqual([]);
    await retry();
    const { status } = await harness.target(runId, 'component.default.m-0003');
    expect(status).toBe('pending');
    // It has just been asked for: it does not go back by itself.
    await archive();
    expect((await rowsOf(runId)).archived_runs).toBe(0);
  });

  it('leaves runs alone that have open changes, go on, or have something to tell', async () => {
    const open = await harness.create(describeTargets(3), {
      canary: { approval: false },
    });
    await harness.work();
    await harness.runs.start(open, ANA.actor.ref, ANA);
    await harness.work();
    await harness.runs.cancel(open, ANA.actor.ref, 'Enough', ANA);
    await harness.create(describeTargets(2));
    harness.clock.advance(91 * DAY_MS);
    await archive();
    expect(await harness.database('archived_runs')).toEqual([]);
    await expect(
      new Archiver({ ...harness, runs: harness.transactional }).seal(open),
    ).rejects.toThrow('3 targets with an open change');

    await harness.mergeAll(open);
    harness.clock.advance(91 * DAY_MS);
    await retention().pass();
    await retention().pass();
    // The message that it is archived has not been told.
    expect(await harness.database('archived_runs').pluck('phase')).toEqual([
      'sealed',
    ]);
  });

  it('does not take in a run whose read tables say something else than its events', async () => {
    const runId = await endedRun(harness);
    harness.clock.advance(91 * DAY_MS);
    await retention().pass();
    await harness.database('outbox').delete();
    await harness
      .database('targets')
      .where({ run_id: runId, id: 'component.default.m-0001' })
      .delete();
    await expect(
      new Archiver({ ...harness, runs: harness.transactional }).pack(runId),
    ).rejects.toThrow('see "rebuild --verify"');
    expect((await rowsOf(runId)).events).toBeGreaterThan(50);
  });

  it('survives a crash at each of its statements, on the way in and out', async () => {
    const runId = await endedRun(harness);
    const before = await readEverything(harness.database, runId);
    harness.clock.advance(91 * DAY_MS);
    await retention().pass();
    await harness.database('outbox').delete();
    const archiver = new Archiver({ ...harness, runs: harness.transactional });
    const expectAsBefore = async () => {
      const { states, csv, events } = await readEverything(
        harness.database,
        runId,
      );
      expect({ states, csv }).toEqual({
        states: before.states,
        csv: before.csv,
      });
      expect(events.slice(0, before.events.length)).toEqual(before.events);
    };
    expect(
      await crashEverywhere(
        harness.database,
        () => archiver.pack(runId),
        expectAsBefore,
      ),
    ).toBeGreaterThan(9);
    expect((await rowsOf(runId)).events).toBe(0);
    expect(
      await crashEverywhere(
        harness.database,
        () => restoreRun(harness.database, harness.transactional, runId, ANA),
        expectAsBefore,
      ),
    ).toBeGreaterThan(14);
    const { differences } = await rebuildReadTables(harness.database, {
      write: false,
    });
    expect(differences).toEqual([]);
  });

  it('is rebuilt and verified from the packed events', async () => {
    const runId = await endedRun(harness);
    harness.clock.advance(91 * DAY_MS);
    await archive();
    const verify = () => rebuildReadTables(harness.database, { write: false });
    expect(await verify()).toMatchObject({ runs: 1, differences: [] });
    await harness.database('runs').update({ title: 'Tampered with' });
    await harness
      .database('archived_targets')
      .where('id', 'component.default.m-0001')
      .delete();
    await harness.database('target_counts').delete();
    const mended = await rebuildReadTables(harness.database, { write: true });
    expect(new Set(mended.differences.map(({ table }) => table))).toEqual(
      new Set(['runs', 'target_counts', 'archived_targets']),
    );
    expect((await verify()).differences).toEqual([]);

    const [{ content }] = await harness.database('archived_runs');
    const damaged = Buffer.from(content);
    damaged[100] += 1;
    await harness.database('archived_runs').update({ content: damaged });
    await expect(verify()).rejects.toThrow(
      `The archive of run ${runId} is damaged`,
    );
  });

  it('is looked after by one replica at a time', async () => {
    await endedRun(harness);
    harness.clock.advance(91 * DAY_MS);
    await harness.database('leases').insert({
      duty: 'retention',
      holder: 'another',
      held_until: new Date(
        harness.clock.now().getTime() + 60_000,
      ).toISOString(),
    });
    await retention().pass();
    expect(await harness.database('archived_runs')).toEqual([]);
    // The other one has fallen silent.
    harness.clock.advance(61_000);
    await retention().pass();
    expect(await harness.database('archived_runs')).toHaveLength(1);
    expect(await harness.database('leases')).toEqual([]);
  });

  it('deletes artifacts that only archived runs have, and only when it is told to', async () => {
    const runId = await endedRun(harness);
    const store = new ArtifactStore({
      database: harness.database,
      clock: harness.clock,
    });
    const shared = await store.keep('another', 'a log\n', 'text/plain');
    harness.clock.advance(91 * DAY_MS);
    await archive();
    harness.clock.advance(400 * DAY_MS);
    await archive();
    const digests = () => harness.database('artifacts').pluck('digest');
    expect(await digests()).toHaveLength(2);

    const settings = {
      archiveAfterMs: 90 * DAY_MS,
      deleteArtifactsAfterMs: 365 * DAY_MS,
    };
    await retention(settings).pass();
    expect(await digests()).toEqual([shared]);
    expect(shared).toBe(sha256('a log\n'));
    await expect(store.getOfRun(runId, shared)).rejects.toThrow(
      'were deleted at 2031-',
    );
  });
});
