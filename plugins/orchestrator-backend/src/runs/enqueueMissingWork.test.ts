import { chunks } from '../chunks';
import { testDatabases } from '../testing';
import { enqueueMissingWork } from './enqueueMissingWork';
import { ANA, describeTargets, RunHarness } from './testing/RunHarness';

const databases = testDatabases();

describe.each(databases.supported)('a queue that was lost, on %s', kind => {
  let harness: RunHarness;

  beforeEach(async () => {
    harness = new RunHarness(await databases.init(kind));
  });

  it('is made again from what the targets wait for, and the run goes on', async () => {
    const runId = await harness.create(describeTargets(8), {
      canary: false,
      batches: { initial: 8, max: 8 },
      maxParallel: 5,
    });
    const before = await harness
      .database('work_items')
      .orderBy('id')
      .select('id', 'kind', 'lane', 'run_id', 'target_id');
    expect(before).toHaveLength(5);
    await harness.database('work_items').delete();
    expect(await harness.claim()).toEqual([]);

    expect(await enqueueMissingWork(harness.database, harness.transport)).toBe(
      5,
    );
    expect(
      await harness
        .database('work_items')
        .orderBy('id')
        .select('id', 'kind', 'lane', 'run_id', 'target_id'),
    ).toEqual(before);
    await harness.work();
    await harness.runs.start(runId, ANA.actor.ref, ANA);
    await harness.work();
    expect(await harness.counts(runId)).toEqual({ open: 8 });
  });

  it('is made again whole, however many wait, and whichever are there still', async () => {
    // More than one page, whose ends fall in the middle of a run.
    for (const count of [900, 900, 500]) {
      await harness.create(describeTargets(count), { maxParallel: 1_000 });
    }
    const idsInQueue = (): Promise<string[]> =>
      harness.database('work_items').orderBy('id').pluck('id');
    const ids = await idsInQueue();
    expect(ids).toHaveLength(2_300);
    const gone = ids.filter((_, index) => index % 7 !== 0);
    for (const some of chunks(gone, 500)) {
      await harness.database('work_items').whereIn('id', some).delete();
    }
    expect(await enqueueMissingWork(harness.database, harness.transport)).toBe(
      gone.length,
    );
    expect(await idsInQueue()).toEqual(ids);
  });

  it('is left alone where nothing is missing, work under way included', async () => {
    await harness.create(describeTargets(3));
    const [claim] = await harness.claim(1);
    expect(await enqueueMissingWork(harness.database, harness.transport)).toBe(
      0,
    );
    await harness.finish(claim);
    expect(await enqueueMissingWork(harness.database, harness.transport)).toBe(
      0,
    );
  });

  it('keeps the time of a retry', async () => {
    const runId = await harness.create(describeTargets(1), {
      retry: { initialInterval: '60s', maxRetries: 2 },
    });
    await harness.work(() => ({
      type: 'failed',
      failure: { class: 'transient', code: 'cloneFailed', message: 'No route' },
    }));
    await harness.database('work_items').delete();
    expect(await enqueueMissingWork(harness.database, harness.transport)).toBe(
      1,
    );
    expect(await harness.claim()).toEqual([]);
    harness.clock.advance(60_000);
    await harness.work();
    expect(await harness.counts(runId)).toEqual({ ready: 1 });
  });
});
