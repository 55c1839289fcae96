import fc from 'fast-check';
import type { TargetState } from '../model';
import { evolveRun, evolveTarget, total, type TargetOutcome } from '.';
import {
  MemorySweep,
  modules,
  sweepManifest,
  type Recorded,
} from './testing/MemorySweep';
import { DIFF, FACTS, failure, success } from './testing/outcomes';
import type { RunEvent, TargetEvent } from '../events';
import type { RunState } from '../model';

/** What may happen next, by number: workers finish, people act, code hosts report. */
const steps = fc.array(
  fc.record({ what: fc.integer({ min: 0, max: 99 }), who: fc.nat(50) }),
  // Small arrays, which are the default, end before anything can go wrong.
  { minLength: 20, maxLength: 150, size: 'max' },
);
const setups = fc.record({
  count: fc.integer({ min: 1, max: 14 }),
  maxParallel: fc.integer({ min: 1, max: 4 }),
  canary: fc.boolean(),
  advanceOn: fc.constantFrom('opened' as const, 'merged' as const),
  chained: fc.boolean(),
});

describe('whatever happens in a sweep', () => {
  it('keeps its promises', () => {
    fc.assert(
      fc.property(setups, steps, (setup, happenings) => {
        const sweep = new MemorySweep(
          sweepManifest({
            canary: setup.canary ? {} : false,
            batches: { initial: 2, factor: 2, max: 4 },
            maxParallel: setup.maxParallel,
            advanceOn: setup.advanceOn,
            failureLimit: { percent: 40, minSample: 3 },
          }),
          modules(setup.count, index =>
            setup.chained && index > 0
              ? { dependsOn: [`component:default/m-${index}`] }
              : {},
          ),
        );
        for (const { what, who } of happenings) {
          happen(sweep, what, who);
          checkInvariants(sweep);
        }
        expect(drain(sweep)).toBe(true);
        checkInvariants(sweep);
      }),
      { numRuns: 200 },
    );
  });

  it('has a state that is the fold of its events', () => {
    fc.assert(
      fc.property(steps, happenings => {
        const sweep = new MemorySweep(
          sweepManifest({ maxParallel: 2 }),
          modules(6),
        );
        happenings.forEach(({ what, who }) => happen(sweep, what, who));
        const folded = fold(sweep.log);
        expect(folded.run).toEqual(sweep.run);
        expect(folded.targets).toEqual(new Map(sweep.targets));
      }),
      { numRuns: 100 },
    );
  });
});

function happen(sweep: MemorySweep, what: number, who: number): void {
  const pick = <T>(list: T[]): T | undefined =>
    list[who % Math.max(1, list.length)];
  const all = [...sweep.targets.values()];
  const by = `user:default/u${who % 3}`;
  if (what < 45) {
    finish(sweep, pick(sweep.inFlight), what);
  } else if (what < 60) {
    const open = pick(
      all.filter(
        target => target.status === 'open' || target.status === 'reverting',
      ),
    );
    report(sweep, open, what);
  } else if (what < 66) {
    sweep.start();
  } else if (what < 74) {
    approve(sweep, by, what);
  } else if (what < 78) {
    sweep.command({ type: 'pause', by, reason: 'To look' });
  } else if (what < 84) {
    sweep.command({ type: 'resume', by });
  } else if (what < 90) {
    const target = pick(
      all.filter(
        candidate =>
          candidate.status === 'failed' || candidate.status === 'cancelled',
      ),
    );
    if (target) {
      sweep.target(target.id, { type: 'retry', by }, by);
    }
  } else if (what < 94) {
    const target = pick(all);
    if (target) {
      sweep.target(target.id, { type: 'skip', by, reason: 'Not this one' });
    }
  } else if (what < 97) {
    const target = pick(
      all.filter(candidate => candidate.status === 'needsReview'),
    );
    if (target) {
      sweep.target(target.id, { type: 'acceptDiff', by });
    }
  } else if (what === 97) {
    sweep.command({ type: 'rollback', by, reason: 'It broke' });
  } else if (what === 98) {
    sweep.command({ type: 'cancel', by });
  } else {
    sweep.command({ type: 'reopen', by });
  }
}

function finish(
  sweep: MemorySweep,
  target: TargetState | undefined,
  what: number,
): void {
  if (!target?.workId) {
    return;
  }
  sweep.target(target.id, {
    type: 'complete',
    workId: target.workId,
    outcome: outcomeOf(target, what),
    facts: FACTS,
  });
}

function outcomeOf(target: TargetState, what: number): TargetOutcome {
  if (what < 4) {
    return failure('transient');
  }
  if (what < 8) {
    return failure('permanent');
  }
  if (what < 10 && target.stage !== 'rollback') {
    return { type: 'alreadyFine', baseCommit: 'base' };
  }
  if (what < 12 && target.stage === 'apply') {
    return {
      type: 'diffChanged',
      diff: { ...DIFF, patchId: 'other' },
      gates: [],
    };
  }
  return success(target);
}

function report(
  sweep: MemorySweep,
  target: TargetState | undefined,
  what: number,
): void {
  const change = target && (target.revert ?? target.change);
  if (!target || !change) {
    return;
  }
  const seen =
    what < 48
      ? { ...change, state: 'closed' as const }
      : { ...change, state: 'merged' as const, mergeCommit: 'c0ffee' };
  sweep.target(target.id, {
    type: 'observe',
    change: seen,
    by: 'user:default/owner',
  });
}

function approve(sweep: MemorySweep, by: string, what: number): void {
  const approval = sweep.run.approvals.find(
    candidate => candidate.state === 'open',
  );
  if (approval) {
    sweep.command({
      type: 'sign',
      approvalId: approval.id,
      by,
      ownershipRefs: [by],
      decision: what === 73 ? 'rejected' : 'approved',
      evidenceDigest: approval.evidenceDigest,
    });
  }
}

function checkInvariants(sweep: MemorySweep): void {
  const { run } = sweep;
  const targets = [...sweep.targets.values()];
  const automatic = sweep.inFlight.length;
  expect(automatic).toBeLessThanOrEqual(
    run.manifest.spec.rollout.maxParallel +
      (run.rollback ? targets.length : 0) +
      1,
  );
  expect(total(sweep.counts())).toBe(targets.length);

  const current = run.currentBatch ?? -1;
  for (const target of targets) {
    const touched =
      target.attempts.some(attempt => attempt.stage === 'apply') ||
      target.status === 'applyQueued';
    if (touched && target.batch !== undefined) {
      // No batch before its turn, and none before what stands before it was approved.
      expect(target.batch).toBeLessThanOrEqual(current);
    }
    expect(target.change === undefined || touched).toBe(true);
  }
  for (const batch of run.batches.filter(
    candidate => candidate.index < current && candidate.approval,
  )) {
    expect(
      run.approvals.some(
        approval =>
          approval.batch === batch.index && approval.state === 'approved',
      ),
    ).toBe(true);
  }
  for (const target of targets) {
    // At most one change of a target is open at any time.
    const open = [target.change, target.revert].filter(
      change => change?.state === 'open',
    );
    expect(open.length).toBeLessThanOrEqual(1);
    expect(target.workId !== undefined).toBe(
      ['dryRunQueued', 'applyQueued', 'rollbackQueued'].includes(target.status),
    );
  }
}

/** Lets everything go well from here on: every run that can end must end. */
function drain(sweep: MemorySweep): boolean {
  for (let round = 0; round < 2_000; round += 1) {
    const { run } = sweep;
    if (run.status === 'finished' || run.status === 'cancelled') {
      return true;
    }
    if (run.status === 'paused') {
      sweep.command({ type: 'resume', by: 'user:default/ben' });
    } else if (run.status === 'readyToStart') {
      sweep.start();
    } else if (run.status === 'awaitingApproval') {
      approve(sweep, 'user:default/ben', 0);
    }
    sweep.inFlight.forEach(target => finish(sweep, target, 40));
    for (const target of sweep.targets.values()) {
      if (target.status === 'needsReview') {
        sweep.target(target.id, { type: 'acceptDiff', by: 'user:default/ben' });
      }
      report(
        sweep,
        ['open', 'reverting'].includes(target.status) ? target : undefined,
        59,
      );
    }
  }
  return false;
}

function fold(log: Recorded[]): {
  run: RunState | undefined;
  targets: Map<string, TargetState>;
} {
  let run: RunState | undefined;
  const targets = new Map<string, TargetState>();
  for (const { stream, event, at } of log) {
    if (stream === 'run') {
      run = evolveRun(run, event as RunEvent, {
        runId: 'run-1',
        version: (run?.version ?? 0) + 1,
        occurredAt: at,
      });
    } else {
      const state = targets.get(stream);
      targets.set(
        stream,
        evolveTarget(state, event as TargetEvent, {
          runId: 'run-1',
          version: (state?.version ?? 0) + 1,
          occurredAt: at,
        }),
      );
    }
  }
  return { run, targets };
}
