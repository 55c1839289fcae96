import { sweepManifest } from '../sweep/testing/MemorySweep';
import {
  foreseeRun,
  forecastRun,
  NO_HISTORY,
  type ForecastHistory,
  type ForecastInput,
  type ForeseenRun,
} from '.';
import { turnAt } from './TurnMarks';

const NOW = '2030-01-07T08:00:00.000Z';
const MINUTE_MS = 60_000;

/** Everything takes as long as always, and nothing fails. */
const CERTAIN: ForecastHistory = {
  ...NO_HISTORY,
  dryRunMs: [MINUTE_MS],
  applyMs: [2 * MINUTE_MS],
  retryShare: 0,
  failureShare: 0,
  alreadyFineShare: 0,
  approvalMs: [60 * MINUTE_MS],
};
const UNDER_WAY: ForecastInput['plan'] = {
  dryRunsLeft: 0,
  ready: 0,
  open: 0,
  batches: [
    { name: 'batch-1', left: 3, open: 0, approval: true, soakMs: MINUTE_MS },
    { name: 'batch-2', left: 40, open: 0, approval: false, soakMs: 0 },
  ],
};

function input(patch: Partial<ForecastInput> = {}): ForecastInput {
  return {
    plan: UNDER_WAY,
    rollout: sweepManifest({ maxParallel: 2 }).spec.rollout,
    history: CERTAIN,
    workers: 100,
    writesPerChange: 1,
    owners: 1,
    now: NOW,
    seed: 1,
    ...patch,
  };
}

function foresee(given: ForecastInput): ForeseenRun & { pauses: number } {
  const steps = foreseeRun(given);
  for (let pauses = 0; ; pauses += 1) {
    const step = steps.next();
    if (step.done) {
      return { ...step.value, pauses };
    }
  }
}

const minutes = (at: string | undefined) =>
  (Date.parse(at ?? '') - Date.parse(NOW)) / MINUTE_MS;

describe('foreseeRun', () => {
  it('says when the targets of a batch begin, two at a time, after what comes between batches', () => {
    const { turns } = foresee(input());
    const [first, second] = turns.batches;
    expect(first).toMatchObject({ name: 'batch-1', left: 3 });
    expect(first.at.map(minutes)).toEqual([0, 0, 2]);
    // Until minute 4 there is the first batch, then an hour for the approval, and a minute of soak.
    expect(second).toMatchObject({ name: 'batch-2', left: 40 });
    expect(second.at).toHaveLength(16);
    expect(minutes(second.at[0])).toBe(65);
    // Of each sixteenth the first one is told: number 37 of 40 is the first of the last.
    expect(minutes(second.at[15])).toBe(65 + 2 * 18);
    expect(turns.dryRuns).toBeUndefined();
  });

  it('says when dry runs begin, before there are batches', () => {
    const { turns } = foresee(
      input({ plan: { dryRunsLeft: 4, ready: 0, open: 0 } }),
    );
    expect(turns.batches).toEqual([]);
    expect(turns.dryRuns?.at.map(minutes)).toEqual([0, 0, 1, 1]);
  });

  it('foretells what `forecastRun` does, and pauses after each case', () => {
    const given = input({ history: NO_HISTORY });
    const { forecast, pauses } = foresee(given);
    expect(forecast).toEqual(forecastRun(given));
    expect(pauses).toBe(forecast.samples);
  });

  it('gives nobody a turn in a closed window, and none that never comes', () => {
    const { rollout } = input();
    const closed = (rrule: string, duration: string) => ({
      ...rollout,
      windows: [{ kind: 'deny' as const, timezone: 'UTC', rrule, duration }],
    });
    const hourly = foresee(
      input({ rollout: closed('FREQ=HOURLY;BYMINUTE=10', '45m') }),
    );
    for (const { at } of hourly.turns.batches) {
      for (const turn of at) {
        const minute = new Date(turn).getUTCMinutes();
        expect(minute < 10 || minute >= 55).toBe(true);
      }
    }
    const never = foresee(input({ rollout: closed('FREQ=DAILY', '24h') }));
    expect(never.turns.batches.map(({ at }) => at)).toEqual([[], []]);
  });

  it.each([
    [0, false],
    [4, false],
    [5, true],
  ])(
    'knows after %s approvals how long one takes: %s',
    (approvals, approvalsKnown) => {
      const history = { ...CERTAIN, approvals };
      expect(foresee(input({ history })).turns.approvalsKnown).toBe(
        approvalsKnown,
      );
    },
  );
});

describe('the turn of a target in its queue', () => {
  const hours = Array.from({ length: 16 }, (_, hour) => `${hour}`);

  it.each([
    [{ left: 3, at: ['0', '1', '2'] }, 1, '1'],
    [{ left: 3, at: ['0', '1', '2'] }, 9, '2'],
    [{ left: 3, at: ['0', '1', '2'] }, -1, '0'],
    [{ left: 32, at: hours }, 3, '1'],
    [{ left: 32, at: hours }, 31, '15'],
    [{ left: 32, at: ['0'] }, 3, undefined],
    [{ left: 0, at: [] }, 0, undefined],
  ])('of %j with %i before it is %s', (queue, ahead, at) => {
    expect(turnAt(queue, ahead)).toBe(at);
  });
});
