import { testDatabases } from '../testing';
import { ANA, RunHarness, describeTargets } from '../runs/testing/RunHarness';
import { rebuildReadTables } from './rebuild';

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
