import type { RunEvent, TargetEvent } from '../events';
import { decideRun, evolveRun, evolveTarget, type RunCommand } from '.';
import { MemorySweep, modules, sweepManifest } from './testing/MemorySweep';
import { FACTS, changeOf, success } from './testing/outcomes';

const PLACE = {
  runId: 'run-1',
  version: 2,
  occurredAt: '2030-01-01T00:00:00.000Z',
};

function openTarget() {
  const sweep = new MemorySweep(sweepManifest({ canary: false }), modules(1));
  for (let round = 0; round < 2; round += 1) {
    const [target] = sweep.inFlight;
    sweep.target(target.id, {
      type: 'complete',
      workId: target.workId ?? '',
      outcome: success(target),
      facts: FACTS,
    });
    if (round === 0) {
      sweep.start();
    }
  }
  const target = sweep.targets.get('m-1');
  if (target?.status !== 'open') {
    throw new Error('The change is not open');
  }
  return target;
}

const TARGET_DECLINED: TargetEvent = {
  type: 'change.declined',
  data: { by: 'user:default/owner', at: PLACE.occurredAt },
};

describe('the fold of a target', () => {
  it('keeps the word of a person who closes, and forgets it when it is opened again', () => {
    const declined = evolveTarget(openTarget(), TARGET_DECLINED, PLACE);
    expect(declined).toMatchObject({
      status: 'declined',
      declinedBy: 'user:default/owner',
      change: { state: 'closed' },
    });
    expect(
      evolveTarget(
        declined,
        { type: 'change.reopened', data: { by: 'user:default/owner' } },
        PLACE,
      ),
    ).toMatchObject({
      status: 'open',
      declinedBy: undefined,
      change: { state: 'open' },
    });
  });

  it('shows what reviewers and checks say', () => {
    const data = {
      review: 'approved',
      checks: 'passed',
      headCommit: 'h2',
    } as const;
    expect(
      evolveTarget(openTarget(), { type: 'change.observed', data }, PLACE)
        .change,
    ).toMatchObject(data);
  });

  it('shows that a draft is ready for review', () => {
    const open = openTarget();
    const draft = {
      ...open,
      change: open.change && { ...open.change, state: 'draft' as const },
    };
    const data = {
      review: 'pending',
      checks: 'unknown',
      headCommit: 'h1',
      state: 'open',
    } as const;
    expect(
      evolveTarget(draft, { type: 'change.observed', data }, PLACE),
    ).toMatchObject({ status: 'open', change: { state: 'open' } });
  });

  it('goes on with a rollback that is under way, whatever people do meanwhile', () => {
    const target = { ...openTarget(), status: 'rollbackQueued' as const };
    expect(evolveTarget(target, TARGET_DECLINED, PLACE).status).toBe(
      'rollbackQueued',
    );
  });

  it('ends with a merged revert', () => {
    const target = {
      ...openTarget(),
      status: 'reverting' as const,
      revert: changeOf(openTarget(), '-revert'),
    };
    expect(
      evolveTarget(
        target,
        {
          type: 'change.reverted',
          data: { mergeCommit: 'c', at: PLACE.occurredAt },
        },
        PLACE,
      ),
    ).toMatchObject({ status: 'reverted', revert: { state: 'merged' } });
  });

  it('collects follow-ups', () => {
    const data = { code: 'tell', text: 'Tell the team' };
    expect(
      evolveTarget(openTarget(), { type: 'target.followUpAdded', data }, PLACE)
        .followUps,
    ).toEqual([data]);
  });

  it('keeps the newest attempts', () => {
    let target = openTarget();
    for (let attempt = 1; attempt <= 60; attempt += 1) {
      target = evolveTarget(
        target,
        {
          type: 'target.attemptFailed',
          data: {
            attempt: {
              ...FACTS,
              stage: 'apply',
              attempt,
              outcome: 'failed',
            },
            failure: { class: 'transient', code: 'x', message: 'x' },
            retryAt: PLACE.occurredAt,
            usesAttempt: true,
          },
        },
        PLACE,
      );
    }
    expect(target.attempts).toHaveLength(50);
    expect(target.attempts.at(-1)?.attempt).toBe(60);
  });

  it('refuses a stream that begins in the middle, and events that it does not know', () => {
    expect(() => evolveTarget(undefined, TARGET_DECLINED, PLACE)).toThrow(
      'starts with change.declined, not with target.discovered',
    );
    expect(() =>
      evolveTarget(
        openTarget(),
        { type: 'target.sung', data: {} } as unknown as TargetEvent,
        PLACE,
      ),
    ).toThrow('Unknown event');
  });
});

describe('the fold of a run', () => {
  it('refuses a stream that begins in the middle, and events that it does not know', () => {
    const resumed: RunEvent = {
      type: 'run.resumed',
      data: { by: 'u', acceptedFailures: 0 },
    };
    expect(() => evolveRun(undefined, resumed, PLACE)).toThrow(
      'starts with run.resumed, not with run.created',
    );
    const { run } = new MemorySweep(sweepManifest(), modules(1));
    expect(() =>
      evolveRun(
        run,
        { type: 'run.sung', data: {} } as unknown as RunEvent,
        PLACE,
      ),
    ).toThrow('Unknown event');
    expect(() =>
      decideRun(run, { type: 'sing' } as unknown as RunCommand, {
        now: PLACE.occurredAt,
        counts: {},
        unbatched: {},
      }),
    ).toThrow('Unknown command');
  });
});
