import {
  decideRun,
  evolveTarget,
  explainWaiting,
  LONGEST_WINDOW_OVERRIDE_MS,
  runActions,
} from '.';
import { MemorySweep, modules, sweepManifest } from './testing/MemorySweep';
import { FACTS, success } from './testing/outcomes';

const ANA = 'user:default/ana';
const BEN = 'user:default/ben';
const NOON = '2030-01-01T12:00:00.000Z';

const freeze = (to: string) => ({
  kind: 'deny' as const,
  timezone: 'UTC',
  ranges: [{ from: '2030-01-01T00:00:00Z', to }],
  reason: 'stocktaking',
});

function finishAll(sweep: MemorySweep): void {
  sweep.inFlight.forEach(target =>
    sweep.target(target.id, {
      type: 'complete',
      workId: target.workId ?? '',
      outcome: success(target),
      facts: FACTS,
    }),
  );
}

function started(to = NOON): MemorySweep {
  const sweep = new MemorySweep(
    sweepManifest({ canary: false, windows: [freeze(to)] }),
    modules(4),
  );
  finishAll(sweep);
  sweep.start();
  return sweep;
}

const types = (sweep: MemorySweep) =>
  sweep.log
    .filter(({ stream }) => stream === 'run')
    .map(({ event }) => event.type)
    .filter(type => type.startsWith('window.'));

const override = (sweep: MemorySweep, expiresAt: string) =>
  sweep.command({
    type: 'overrideWindow',
    by: BEN,
    reason: 'Security fix',
    expiresAt,
  });

describe('a closed window', () => {
  it('keeps changes from being opened, not dry runs, and says so once', () => {
    const sweep = started();
    expect(sweep.counts()).toEqual({ ready: 4 });
    sweep.command({ type: 'checkWindow' });
    expect(types(sweep)).toEqual(['window.closed']);
    expect(explainWaiting(sweep.run, sweep.counts())).toEqual([
      {
        reason:
          'for the window to open: Closed by the deny window “stocktaking”.',
        targets: 4,
        until: NOON,
      },
    ]);
  });

  it('lets the run go on when it opens', () => {
    const sweep = started();
    sweep.now = NOON;
    sweep.command({ type: 'checkWindow' });
    expect(types(sweep)).toEqual(['window.closed', 'window.opened']);
    expect(sweep.run.closedWindow).toBeUndefined();
    expect(sweep.inFlight).toHaveLength(4);
  });

  it('that closes again says how long, from when it first closed', () => {
    const sweep = started();
    const { run } = sweep;
    sweep.run = {
      ...run,
      manifest: sweepManifest({
        canary: false,
        windows: [freeze('2030-01-02T00:00:00Z')],
      }),
    };
    sweep.now = '2030-01-01T06:00:00.000Z';
    sweep.command({ type: 'checkWindow' });
    expect(sweep.run.closedWindow).toMatchObject({
      since: '2030-01-01T00:00:00.000Z',
      opensAt: '2030-01-02T00:00:00.000Z',
    });
  });

  it('is passed by an override that a person gives a reason and an end', () => {
    const sweep = started();
    const allowed = () =>
      runActions(
        sweep.run,
        sweep.counts(),
        { ref: BEN, ownershipRefs: [] },
        sweep.now,
      ).overrideWindow;
    expect(allowed()).toEqual({ allowed: true });
    expect(override(sweep, '2030-01-01T01:00:00.000Z')).toBeUndefined();
    expect(sweep.run.windowOverride).toEqual({
      by: BEN,
      reason: 'Security fix',
      at: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-01T01:00:00.000Z',
    });
    expect(sweep.inFlight).toHaveLength(4);
    expect(allowed().allowed).toBe(false);
  });

  const later = (ms: number) =>
    new Date(Date.parse('2030-01-01T00:00:00.000Z') + ms).toISOString();

  it.each([
    ['now', later(0), 'invalid'],
    ['in the past', later(-1), 'invalid'],
    ['in the next moment', later(1), undefined],
    ['in seven days', later(LONGEST_WINDOW_OVERRIDE_MS), undefined],
    ['after seven days', later(LONGEST_WINDOW_OVERRIDE_MS + 1), 'invalid'],
  ])(
    'takes no override that ends too early or too late: %s',
    (_, end, code) => {
      expect(override(started(), end)?.code).toBe(code);
    },
  );

  it('holds no run up that has ended', () => {
    const sweep = started();
    sweep.command({ type: 'cancel', by: ANA });
    expect(override(sweep, NOON)).toMatchObject({
      code: 'conflict',
      message: 'The run is cancelled: no window holds it up',
    });
  });
});

describe('a run', () => {
  it('opens an approval of one person for thirty days where nothing else is said', () => {
    const sweep = new MemorySweep(
      sweepManifest({
        canary: false,
        batches: { initial: 2, factor: 1, approval: true },
      }),
      modules(4),
    );
    finishAll(sweep);
    sweep.start();
    finishAll(sweep);
    expect(sweep.run.approvals).toMatchObject([
      {
        required: 1,
        selfApproval: false,
        approvers: [],
        expiresAt: '2030-01-31T00:00:00.000Z',
      },
    ]);
    expect(
      sweep.command({
        type: 'sign',
        approvalId: sweep.run.approvals[0].id,
        by: BEN,
        ownershipRefs: [BEN],
        decision: 'approved',
        evidenceDigest: 'of before',
      })?.code,
    ).toBe('stale');
  });

  it('has nothing to start where no target has a diff', () => {
    const { run } = new MemorySweep(sweepManifest(), modules(1));
    expect(
      decideRun(
        { ...run, status: 'readyToStart' },
        { type: 'start', by: ANA, batches: [] },
        { now: run.createdAt, counts: { failed: 1 }, unbatched: {} },
      ).rejection?.message,
    ).toBe('No target has a diff: there is nothing to start');
  });

  it('can retry nothing once it is cancelled', () => {
    const sweep = started();
    sweep.command({ type: 'cancel', by: ANA });
    expect(
      runActions(
        sweep.run,
        { failed: 1 },
        { ref: BEN, ownershipRefs: [] },
        sweep.now,
      ).retryFailed,
    ).toEqual({ allowed: false, reason: 'The run is cancelled' });
  });

  it('says which targets wait for their turn under which limit', () => {
    const { run } = started();
    const limit = { limit: '80 per 1m (host)', targets: 2, until: NOON };
    expect(
      explainWaiting({ ...run, closedWindow: undefined }, {}, [limit]),
    ).toEqual([
      {
        reason: 'for their turn under the limit 80 per 1m (host)',
        targets: 2,
        until: NOON,
      },
    ]);
  });
});

describe('a target', () => {
  it('that fails its gates keeps what they said; one that is cancelled has no work left', () => {
    const sweep = new MemorySweep(sweepManifest(), modules(2));
    const [first, second] = sweep.inFlight;
    const gates = [
      { id: 'tests', status: 'failed' as const, summary: '2 of 9 fail' },
    ] as never;
    sweep.target(first.id, {
      type: 'complete',
      workId: first.workId ?? '',
      outcome: { type: 'gatesFailed', gates },
      facts: FACTS,
    });
    expect(sweep.targets.get(first.id)).toMatchObject({
      status: 'failed',
      gates,
      workId: undefined,
    });
    expect(
      evolveTarget(
        second,
        { type: 'target.cancelled', data: { by: ANA } },
        { runId: 'run-1', version: 9, occurredAt: NOON },
      ),
    ).toMatchObject({ status: 'cancelled', workId: undefined });
  });
});
