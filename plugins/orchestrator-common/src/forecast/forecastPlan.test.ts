import type { RunState, TargetCounts } from '../model';
import {
  MemorySweep,
  modules,
  sweepManifest,
} from '../sweep/testing/MemorySweep';
import { FACTS, success } from '../sweep/testing/outcomes';
import { forecastPlan } from './forecastPlan';

/** Lets all work that is under way succeed. */
function work(sweep: MemorySweep): void {
  while (sweep.inFlight.length > 0) {
    for (const target of sweep.inFlight) {
      sweep.target(target.id, {
        type: 'complete',
        workId: target.workId ?? '',
        outcome: success(target),
        facts: FACTS,
      });
    }
  }
}

function planOf(sweep: MemorySweep, patch: Partial<RunState> = {}) {
  const batches = new Map<number, TargetCounts>(
    sweep.run.batches.map(({ index }) => [
      index,
      sweep.counts(target => target.batch === index),
    ]),
  );
  return forecastPlan({ ...sweep.run, ...patch }, sweep.counts(), batches);
}

function started(rollout: Parameters<typeof sweepManifest>[0]): MemorySweep {
  const sweep = new MemorySweep(sweepManifest(rollout), modules(8));
  work(sweep);
  sweep.start();
  return sweep;
}

describe('forecastPlan', () => {
  it('has dry runs before the start, then targets that are ready', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(8));
    expect(planOf(sweep)).toEqual({ dryRunsLeft: 8, ready: 0, open: 0 });
    work(sweep);
    expect(planOf(sweep)).toEqual({ dryRunsLeft: 0, ready: 8, open: 0 });
  });

  it('has the batches that are left, and since when an approval is asked for', () => {
    const sweep = started({
      canary: { min: 3, max: 3 },
      batches: { initial: 5, soak: '1h' },
    });
    expect(planOf(sweep)).toMatchObject({
      batches: [
        { name: 'canary', left: 3, open: 0, approval: true, soakMs: 3_600_000 },
        { name: 'batch-1', left: 5, open: 0, approval: false, soakMs: 0 },
      ],
      wait: undefined,
    });
    const askedAt = sweep.now;
    work(sweep);
    expect(planOf(sweep)).toMatchObject({
      open: 3,
      wait: { approvalSince: askedAt, soakUntil: undefined },
    });
  });

  it('has the end of a soak that is under way', () => {
    const sweep = started({
      canary: false,
      batches: { initial: 4, factor: 1, soak: '1h' },
    });
    work(sweep);
    expect(planOf(sweep)?.wait).toEqual({
      approvalSince: undefined,
      soakUntil: '2030-01-01T01:00:00.000Z',
    });
  });

  it('waits for the reviews of a batch only where the next one does', () => {
    const batches = { initial: 4, factor: 1 };
    const merged = started({ canary: false, batches, advanceOn: 'merged' });
    work(merged);
    expect(planOf(merged)?.batches?.map(({ open }) => open)).toEqual([4, 0]);
    const opened = started({ canary: { min: 4, max: 4 }, batches });
    work(opened);
    expect(planOf(opened)?.batches?.every(({ open }) => open === 0)).toBe(true);
  });

  it('takes a batch that nobody has counted for one with nothing left', () => {
    const { run } = started({ canary: false });
    expect(forecastPlan(run, {}, new Map())?.batches).toMatchObject([
      { left: 0 },
    ]);
  });

  it.each<Partial<RunState>>([
    { status: 'finished' },
    { status: 'cancelled' },
    { status: 'rollingBack' },
    {
      status: 'paused',
      rollback: {} as NonNullable<RunState['rollback']>,
    },
  ])('foresees nothing of a run that ends: %j', patch => {
    expect(planOf(started({}), patch)).toBeUndefined();
  });
});
