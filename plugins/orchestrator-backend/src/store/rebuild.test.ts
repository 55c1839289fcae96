import { testDatabases } from '../testing';
import { ANA, RunHarness, describeTargets } from '../runs/testing/RunHarness';
import { rebuildReadTables, type RebuildProgress } from './rebuild';

const databases = testDatabases();

describe.each(databases.supported)('rebuilding the read tables on %s', kind => {
  let harness: RunHarness;
  let runId: string;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
    runId = await harness.create(describeTargets(12), { maxParallel: 3 });
    await harness.work(target =>
      target.id.endsWith('3')
        ? {
            type: 'failed',
            failure: { class: 'permanent', code: 'stepFailed', message: 'No' },
          }
        : undefined,
    );
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work();
    await harness.approve(runId);
    await harness.work();
    await harness.mergeAll(runId);
    await harness.runs.command(
      runId,
      { type: 'rollback', by: ANA.actor.ref, reason: 'To see more events' },
      ANA,
    );
    await harness.work();
  });

  it('finds nothing to mend after a run with all that can happen in one', async () => {
    const report = await rebuildReadTables(harness.database, { write: false });
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ runs: 1, rows: expect.any(Number) });
    expect(report.rows).toBeGreaterThan(15);
  });

  it('finds each row that was tampered with, and mends it', async () => {
    await harness
      .database('targets')
      .where({ run_id: runId, id: 'component.default.m-0001' })
      .update({ status: 'open' });
    await harness
      .database('target_counts')
      .where({ run_id: runId, status: 'failed' })
      .update({ count: 99 });
    await harness
      .database('runs')
      .where({ id: runId })
      .update({ title: 'Something else' });
    await harness.database('approvals').delete();
    const found = await rebuildReadTables(harness.database, { write: true });
    expect(
      new Set(found.differences.map(difference => difference.table)),
    ).toEqual(new Set(['runs', 'targets', 'target_counts', 'approvals']));
    expect(
      (await rebuildReadTables(harness.database, { write: false })).differences,
    ).toEqual([]);
  });

  it('compares what this release writes, and leaves a column of another release as it is', async () => {
    const { database } = harness;
    for (const table of ['runs', 'targets']) {
      await database.schema.alterTable(table, columns =>
        columns.string('of_another_release', 20),
      );
      await database(table).update({ of_another_release: 'theirs' });
    }
    await database('targets')
      .where({ id: 'component.default.m-0001' })
      .update({ status: 'open' });
    const { differences } = await rebuildReadTables(database, { write: true });
    expect(differences.map(({ key }) => key)).toEqual([
      `${runId}/component.default.m-0001`,
    ]);
    expect(
      await database('targets').whereNot('of_another_release', 'theirs'),
    ).toEqual([]);
  });

  it('finds nothing to mend while commands go on, and does them no harm', async () => {
    const busy = await harness.create(describeTargets(30), { maxParallel: 5 });
    let working = true;
    const work = harness.work().finally(() => {
      working = false;
    });
    let rebuilds = 0;
    while (working) {
      const { differences } = await rebuildReadTables(harness.database, {
        write: true,
      });
      expect(differences).toEqual([]);
      rebuilds += 1;
      // On SQLite all of it may go on without a turn of the event loop, which the commands need.
      await new Promise(setImmediate);
    }
    await work;
    expect(rebuilds).toBeGreaterThan(1);
    expect(await harness.counts(busy)).toEqual({ ready: 30 });
    expect(
      (await rebuildReadTables(harness.database, { write: false })).differences,
    ).toEqual([]);
  });

  it('says how far it is, and goes on where it was stopped', async () => {
    const second = await harness.create(describeTargets(1));
    const [first, last] = [runId, second].sort();
    const seen: [string, number, number][] = [];
    const onProgress = (progress: RebuildProgress) =>
      seen.push([progress.runId, progress.run, progress.runs]);
    await rebuildReadTables(harness.database, { write: false, onProgress });
    expect(seen).toEqual([
      [first, 1, 2],
      [last, 2, 2],
    ]);
    const after = await rebuildReadTables(harness.database, {
      write: false,
      after: first,
    });
    expect(after.runs).toBe(1);
    const one = await rebuildReadTables(harness.database, {
      write: false,
      runs: [second],
    });
    expect(one.runs).toBe(1);
    await expect(
      rebuildReadTables(harness.database, { write: false, runs: ['none'] }),
    ).rejects.toThrow('The log has no events of run none');
  });

  it('finds a gap in the log', async () => {
    await harness
      .database('events')
      .where({ run_id: runId, version: 2, target_id: null })
      .delete();
    await expect(
      rebuildReadTables(harness.database, { write: false }),
    ).rejects.toThrow(
      `The stream run/${runId} has a gap: found version 3, accepted is 2`,
    );
  });

  it('takes out a run that the log does not know', async () => {
    const [row] = await harness.database('runs').select('*');
    await harness.database('runs').insert({ ...row, id: 'ghost' });
    const found = await rebuildReadTables(harness.database, { write: true });
    expect(found.differences).toEqual([
      expect.objectContaining({ table: 'runs', key: 'ghost' }),
    ]);
    expect(await harness.database('runs').where({ id: 'ghost' })).toEqual([]);
  });
});
