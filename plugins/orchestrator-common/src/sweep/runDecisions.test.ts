import type { RunState } from '../model';
import {
  explainWaiting,
  outcomeOf,
  runActions,
  staleSignOffs,
  validSignOffs,
} from '.';
import { MemorySweep, modules, sweepManifest } from './testing/MemorySweep';
import { FACTS, failure, success } from './testing/outcomes';
import { planRollout } from './planRollout';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const NOW = '2030-01-01T00:00:00.000Z';

/** Lets all work succeed until nothing is under way, but for targets that are named. */
function work(sweep: MemorySweep, broken: string[] = []): void {
  while (sweep.inFlight.length > 0) {
    for (const target of sweep.inFlight) {
      const outcome = broken.includes(target.id)
        ? failure('permanent')
        : success(target);
      sweep.target(target.id, {
        type: 'complete',
        workId: target.workId ?? '',
        outcome,
        facts: FACTS,
      });
    }
  }
}

function started(
  rollout: Parameters<typeof sweepManifest>[0] = {},
  count = 8,
): MemorySweep {
  const sweep = new MemorySweep(sweepManifest(rollout), modules(count));
  work(sweep);
  sweep.start();
  return sweep;
}

function sign(
  sweep: MemorySweep,
  by: string,
  decision: 'approved' | 'rejected' = 'approved',
) {
  const approval = sweep.run.approvals.find(
    candidate => candidate.state === 'open',
  );
  return sweep.command({
    type: 'sign',
    approvalId: approval?.id ?? '',
    by,
    ownershipRefs: [by],
    decision,
    evidenceDigest: approval?.evidenceDigest ?? '',
  });
}

describe('a run', () => {
  it('waits for somebody to ask for the dry run unless that was asked for at the start', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(2), {
      dryRun: false,
    });
    expect(sweep.run.status).toBe('planned');
    expect(sweep.command({ type: 'dryRun', by: ANA })).toBeUndefined();
    expect(sweep.run.status).toBe('dryRunning');
    expect(sweep.command({ type: 'dryRun', by: ANA })?.message).toContain(
      'done once',
    );
  });

  it('can be started only after the dry run, and only when there is something to change', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(2));
    expect(sweep.start()?.message).toBe(
      'The run is dryRunning; it can be started when its dry run is done',
    );
    work(sweep);
    expect(sweep.start()).toBeUndefined();
  });

  it('needs as many signatures as the manifest says, of different people', () => {
    const sweep = started({ canary: { required: 2 } });
    work(sweep);
    expect(sign(sweep, BEN)).toBeUndefined();
    expect(sign(sweep, BEN)).toBeUndefined();
    expect(sweep.run.status).toBe('awaitingApproval');
    expect(sign(sweep, 'user:default/mei')).toBeUndefined();
    expect(sweep.run.approvals[0]).toMatchObject({ state: 'approved' });
  });

  it('lets a signature be withdrawn until the approval is decided', () => {
    const sweep = started({ canary: { required: 2 } });
    work(sweep);
    sign(sweep, BEN);
    expect(
      sweep.command({ type: 'withdrawSignOff', approvalId: 'canary', by: ANA })
        ?.message,
    ).toBe('You have not signed this approval');
    expect(
      sweep.command({ type: 'withdrawSignOff', approvalId: 'canary', by: BEN }),
    ).toBeUndefined();
    expect(sweep.run.approvals[0].signOffs).toEqual([]);
    sign(sweep, BEN);
    sign(sweep, 'user:default/mei');
    expect(
      sweep.command({ type: 'withdrawSignOff', approvalId: 'canary', by: BEN })
        ?.code,
    ).toBe('conflict');
  });

  it('calls a signature stale when what was signed has changed', () => {
    const sweep = started({ canary: { required: 2 } });
    work(sweep, ['m-1', 'm-2', 'm-3']);
    sign(sweep, BEN);
    const failed = [...sweep.targets.values()].find(
      target => target.status === 'failed',
    );
    sweep.target(failed?.id ?? '', { type: 'retry', by: BEN });
    work(sweep);
    const [approval] = sweep.run.approvals;
    expect(staleSignOffs(approval)).toHaveLength(1);
    expect(validSignOffs(approval)).toEqual([]);
    sign(sweep, 'user:default/mei');
    expect(sweep.run.status).toBe('awaitingApproval');
  });

  it('lets only the named approvers sign', () => {
    const sweep = started({ canary: { approvers: ['group:default/leads'] } });
    work(sweep);
    expect(sign(sweep, BEN)).toEqual({
      code: 'notAllowed',
      message: 'Only group:default/leads can approve this',
    });
    const approval = sweep.run.approvals[0];
    expect(
      sweep.command({
        type: 'sign',
        approvalId: approval.id,
        by: BEN,
        ownershipRefs: ['group:default/leads'],
        decision: 'approved',
        evidenceDigest: approval.evidenceDigest,
      }),
    ).toBeUndefined();
  });

  it('knows no other approvals than its own, and decides each once', () => {
    const sweep = started();
    work(sweep);
    expect(
      sweep.command({
        type: 'sign',
        approvalId: 'x',
        by: BEN,
        ownershipRefs: [],
        decision: 'approved',
        evidenceDigest: '',
      })?.code,
    ).toBe('invalid');
    sign(sweep, BEN);
    expect(
      sweep.command({
        type: 'sign',
        approvalId: 'canary',
        by: BEN,
        ownershipRefs: [],
        decision: 'approved',
        evidenceDigest: '',
      })?.message,
    ).toBe('Go on after canary is approved already');
  });

  it('pauses when an approval expires', () => {
    const sweep = started();
    work(sweep);
    sweep.command({ type: 'expireApproval', approvalId: 'canary' });
    expect(sweep.run).toMatchObject({
      status: 'paused',
      pause: { cause: 'expired' },
    });
    expect(
      sweep.command({ type: 'expireApproval', approvalId: 'canary' }),
    ).toBeUndefined();
  });

  it.each(['cancel', 'rollback'] as const)(
    'decides nothing any more about an approval after a %s',
    type => {
      const sweep = started();
      work(sweep);
      expect(sweep.run.status).toBe('awaitingApproval');
      sweep.command({ type, by: ANA, reason: 'enough' });
      const { status } = sweep.run;
      expect(sweep.run.approvals[0]).toMatchObject({ state: 'expired' });
      sweep.command({
        type: 'sign',
        approvalId: sweep.run.approvals[0].id,
        by: BEN,
        ownershipRefs: [BEN],
        decision: 'approved',
        evidenceDigest: sweep.run.approvals[0].evidenceDigest,
      });
      expect(sweep.run.status).toBe(status);
    },
  );

  it('stays paused when it is approved in the pause, and goes on when that ends', () => {
    const sweep = started();
    work(sweep);
    sweep.command({ type: 'pause', by: ANA, reason: 'lunch' });
    expect(sign(sweep, BEN)).toBeUndefined();
    expect(sweep.run).toMatchObject({ status: 'paused', returnTo: 'running' });
    sweep.command({ type: 'resume', by: ANA });
    expect(sweep.run).toMatchObject({ status: 'running', currentBatch: 1 });
  });

  it('stays merged, and ends, when the change that takes it back is declined', () => {
    const sweep = started({ canary: false }, 1);
    work(sweep);
    const [target] = sweep.targets.values();
    const change = { ...target.change!, state: 'merged' as const };
    sweep.target(target.id, { type: 'observe', change });
    sweep.target(
      target.id,
      { type: 'queue', stage: 'rollback', reason: 'broken' },
      ANA,
    );
    work(sweep);
    const revert = sweep.targets.get(target.id)?.revert;
    expect(sweep.targets.get(target.id)?.status).toBe('reverting');
    sweep.target(target.id, {
      type: 'observe',
      change: { ...revert!, state: 'closed' },
      by: BEN,
    });
    expect(sweep.targets.get(target.id)).toMatchObject({
      status: 'merged',
      revert: { state: 'closed', closedBy: BEN },
    });
    expect(sweep.run.status).toBe('finished');
  });

  it('waits between batches until the soak is over, and not longer', () => {
    const sweep = started({
      canary: { approval: false },
      batches: { soak: '10m' },
    });
    work(sweep);
    expect(sweep.run.batches[0].soakUntil).toBe('2030-01-01T00:10:00.000Z');
    expect(explainWaiting(sweep.run, sweep.counts())[0]).toMatchObject({
      reason: 'for the wait after canary',
      targets: 5,
    });
    sweep.now = '2030-01-01T00:10:00.000Z';
    sweep.command({ type: 'finishSoak', batch: 0 });
    expect(sweep.run.currentBatch).toBe(1);
    expect(sweep.command({ type: 'finishSoak', batch: 0 })).toBeUndefined();
  });

  it('goes on after a soak that is over when it is looked at late', () => {
    const sweep = started({
      canary: { approval: false },
      batches: { soak: '10m' },
    });
    work(sweep);
    sweep.now = '2030-01-01T00:11:00.000Z';
    sweep.target('m-1', {
      type: 'observe',
      change: { ...sweep.targets.get('m-1')!.change!, review: 'approved' },
    });
    expect(sweep.run.currentBatch).toBe(1);
    expect(sweep.run.batches[0].soakUntil).toBeUndefined();
  });

  it('is paused and resumed by people, twice being once', () => {
    const sweep = started();
    expect(sweep.command({ type: 'resume', by: ANA })?.message).toBe(
      'The run is running, not paused',
    );
    sweep.command({ type: 'pause', by: ANA, reason: 'Lunch' });
    expect(
      sweep.command({ type: 'pause', by: ANA, reason: 'Lunch' }),
    ).toBeUndefined();
    expect(
      sweep.log.filter(({ event }) => event.type === 'run.paused'),
    ).toHaveLength(1);
    work(sweep);
    expect(sweep.run.status).toBe('paused');
    sweep.command({ type: 'resume', by: ANA });
    expect(sweep.run.status).toBe('awaitingApproval');
  });

  it('can be cancelled once, and not after its end', () => {
    const sweep = started();
    sweep.command({ type: 'cancel', by: ANA, reason: 'No' });
    expect(sweep.run.status).toBe('cancelled');
    expect(sweep.command({ type: 'cancel', by: ANA })).toBeUndefined();
    expect(
      sweep.command({ type: 'pause', by: ANA, reason: 'x' })?.message,
    ).toContain('nothing to pause');
    const done = new MemorySweep(
      sweepManifest(),
      modules(1, () => ({ problems: [{ code: 'noOwner', message: 'x' }] })),
    );
    expect(done.run.status).toBe('finished');
    expect(done.command({ type: 'cancel', by: ANA })?.code).toBe('conflict');
  });

  it('rolls back only what it has opened', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(2));
    expect(
      sweep.command({ type: 'rollback', by: ANA, reason: 'x' })?.message,
    ).toContain('opened nothing');
    work(sweep);
    sweep.start();
    work(sweep);
    expect(
      sweep.command({ type: 'rollback', by: ANA, reason: 'x' }),
    ).toBeUndefined();
    expect(
      sweep.command({ type: 'rollback', by: ANA, reason: 'x' }),
    ).toBeUndefined();
    work(sweep);
    expect(sweep.run).toMatchObject({
      status: 'finished',
      outcome: 'rolledBack',
    });
    expect(
      sweep.command({ type: 'rollback', by: ANA, reason: 'x' })?.message,
    ).toContain('nothing to roll back');
  });

  it('goes on with a target that is retried after the end', () => {
    const sweep = started({ canary: { approval: false } }, 1);
    work(sweep, ['m-1']);
    expect(sweep.run).toMatchObject({ status: 'finished', outcome: 'failed' });
    sweep.target('m-1', { type: 'retry', by: BEN }, BEN);
    work(sweep);
    expect(sweep.run.status).toBe('tracking');
    expect(sweep.command({ type: 'reopen', by: BEN })).toBeUndefined();
  });
});

describe('what can be done with a run', () => {
  const actions = (sweep: MemorySweep, ref: string) =>
    runActions(sweep.run, sweep.counts(), { ref, ownershipRefs: [ref] }, NOW);

  it('offers what would work, and says why for the rest', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(8));
    work(sweep);
    expect(actions(sweep, ANA)).toMatchObject({
      start: { allowed: true },
      dryRun: { allowed: false },
      approve: { allowed: false, reason: 'Nothing waits for an approval' },
      retryFailed: { allowed: false, reason: 'No target has failed' },
      resume: { allowed: false, reason: 'The run is readyToStart, not paused' },
    });
    sweep.start();
    work(sweep, ['m-1', 'm-2', 'm-3']);
    expect(actions(sweep, ANA).approve.reason).toContain("can't approve it");
    expect(actions(sweep, BEN)).toMatchObject({
      approve: { allowed: true },
      reject: { allowed: true },
    });
    expect(actions(sweep, BEN).retryFailed).toEqual({ allowed: true });
    sweep.command({ type: 'pause', by: ANA, reason: 'x' });
    expect(actions(sweep, ANA).pause).toEqual({
      allowed: false,
      reason: 'The run is paused',
    });
  });
});

describe('why targets wait', () => {
  it.each<[Partial<RunState>, object, string]>([
    [{ status: 'planned' }, { pending: 3 }, 'for the dry run'],
    [{ status: 'readyToStart' }, { ready: 3 }, 'for the start of the rollout'],
    [
      { status: 'running' },
      { ready: 3, applyQueued: 1 },
      'for their batch or for a dependency',
    ],
    [
      { status: 'running' },
      { ready: 3, applyQueued: 10 },
      'for one of the 10 places of maxParallel',
    ],
    [
      {
        status: 'paused',
        pause: { reason: 'Lunch', cause: 'person', at: NOW },
      },
      { ready: 3 },
      'because the run is paused: Lunch',
    ],
    [
      { status: 'tracking' },
      { open: 2, reverting: 1 },
      'for their review and merge',
    ],
    [
      { status: 'running' },
      { needsReview: 3 },
      'for somebody to accept a diff that changed because its base moved',
    ],
  ])('%j %j: %s', (patch, counts, reason) => {
    const { run } = new MemorySweep(sweepManifest(), modules(1), {
      dryRun: false,
    });
    expect(explainWaiting({ ...run, ...patch }, counts)).toEqual([
      expect.objectContaining({ reason, targets: 3 }),
    ]);
  });

  it('names the approval that is waited for', () => {
    const sweep = started();
    work(sweep);
    expect(explainWaiting(sweep.run, sweep.counts())[0]).toMatchObject({
      reason: 'for an approval: Go on after canary',
      until: '2030-01-31T00:00:00.000Z',
    });
  });
});

describe('how a run ended', () => {
  const rollback = { reason: 'x', by: ANA, at: NOW };
  it.each([
    [{}, { merged: 2, alreadyFine: 1 }, 'succeeded'],
    [{}, { merged: 2, failed: 1 }, 'partlySucceeded'],
    [{}, { declined: 2 }, 'failed'],
    [{}, { failed: 1, alreadyFine: 3 }, 'partlySucceeded'],
    [{}, { alreadyFine: 3, skipped: 1 }, 'nothingToDo'],
    [{}, {}, 'nothingToDo'],
    [{}, { withdrawn: 2 }, 'rolledBack'],
    [{ rollback }, { reverted: 1, failed: 1 }, 'rolledBack'],
    [{ rollback }, { reverted: 1, merged: 1 }, 'succeeded'],
  ] as const)('%j with %j is %s', (state, counts, outcome) => {
    expect(outcomeOf(state, counts)).toBe(outcome);
  });
});

describe('planning a rollout', () => {
  it('asks for an approval after the canaries, not after the last batch', () => {
    const { batches } = planRollout(
      sweepManifest({
        batches: { initial: 2, factor: 1, max: 2, approval: true, soak: '5m' },
      }),
      modules(8),
    );
    expect(
      batches.map(({ name, size, approval, soakMs }) => [
        name,
        size,
        approval,
        soakMs,
      ]),
    ).toEqual([
      ['canary', 3, true, 300_000],
      ['batch-1', 2, true, 300_000],
      ['batch-2', 2, true, 300_000],
      ['batch-3', 1, false, 0],
    ]);
  });

  it('makes nothing wait for itself, for a circle, or where order does not count', () => {
    const circle = modules(2, index => ({
      dependsOn: [
        `component:default/m-${2 - index}`,
        `component:default/m-${index + 1}`,
      ],
    }));
    expect(
      planRollout(sweepManifest(), circle).places.map(place => place.waitsFor),
    ).toEqual([[], ['m-1']]);
    expect(
      planRollout(
        sweepManifest({ order: 'none', canary: false }),
        circle,
      ).places.map(place => place.waitsFor),
    ).toEqual([[], []]);
  });
});
