import fc from 'fast-check';
import { admit, type RateLimit } from '../pacing';
import { planBatches } from '../rollout';
import { sweepManifest } from '../sweep/testing/MemorySweep';
import { windowState, type Window } from '../windows';
import { planSizes } from './planSizes';
import { WindowTimeline } from './WindowTimeline';
import { WriteTurns } from './WriteTurns';
import {
  forecastPlanOf,
  forecastRun,
  historyOf,
  NO_HISTORY,
  type ForecastHistory,
  type ForecastInput,
} from '.';

const NOW = '2030-01-07T08:00:00.000Z';
const START = Date.parse(NOW);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A world in which everything takes as long as always, and nothing fails. */
const CERTAIN: ForecastHistory = {
  ...NO_HISTORY,
  dryRunMs: [MINUTE_MS],
  applyMs: [2 * MINUTE_MS],
  retryShare: 0,
  failureShare: 0,
  alreadyFineShare: 0,
  reviewMs: [3 * HOUR_MS],
  approvalMs: [HOUR_MS],
};

function input(
  rollout: Parameters<typeof sweepManifest>[0],
  patch: Partial<ForecastInput> = {},
): ForecastInput {
  return {
    plan: forecastPlanOf(10),
    rollout: sweepManifest(rollout).spec.rollout,
    history: CERTAIN,
    workers: 100,
    writesPerChange: 1,
    owners: 1,
    now: NOW,
    seed: 1,
    ...patch,
  };
}

const after = (ms: number) => {
  const at = new Date(START + ms).toISOString();
  return { p50: at, p90: at };
};

describe('forecastRun', () => {
  it('adds up what everything takes, where nothing is uncertain', () => {
    const forecast = forecastRun(
      input({
        canary: { min: 2, max: 2 },
        batches: { initial: 8, soak: '30m' },
        maxParallel: 4,
      }),
    );
    // 10 dry runs by 4: 3 min; 2 canaries: 2 min; approval, soak; 8 by 4: 4 min; the last review.
    const firstEnds = 5 * MINUTE_MS;
    const secondStarts = firstEnds + 90 * MINUTE_MS;
    const secondEnds = secondStarts + 4 * MINUTE_MS;
    expect(forecast.batches).toEqual([
      {
        name: 'canary',
        size: 2,
        start: after(3 * MINUTE_MS),
        end: after(firstEnds),
      },
      {
        name: 'batch-1',
        size: 8,
        start: after(secondStarts),
        end: after(secondEnds),
      },
    ]);
    expect(forecast.rolloutEnd).toEqual(after(secondEnds));
    expect(forecast.finish).toEqual(after(secondEnds + 3 * HOUR_MS));
    expect(forecast.limits.map(({ limit }) => limit)).toEqual([
      'review',
      'approval',
      'soak',
      'work',
      'maxParallel',
    ]);
  });

  it('waits for merges between batches where the rollout does', () => {
    const forecast = forecastRun(
      input({
        canary: false,
        batches: { initial: 5, factor: 1 },
        advanceOn: 'merged',
      }),
    );
    expect(forecast.batches[1].start).toEqual(
      after(MINUTE_MS + 2 * MINUTE_MS + 3 * HOUR_MS),
    );
  });

  it('names the rate limit that decides, and how many changes a day it lets through', () => {
    const forecast = forecastRun(
      input(
        { canary: false, batches: { initial: 500, max: 500 } },
        {
          plan: { dryRunsLeft: 0, ready: 240, open: 0 },
          limits: [{ scope: 'host', max: 10, per: '1h' }],
          history: { ...CERTAIN, reviewMs: [0] },
        },
      ),
    );
    expect(forecast.limits[0]).toMatchObject({
      limit: 'rateLimit',
      detail: '10 per 1h (host)',
    });
    // Ten at once, then ten more an hour later, and so on: the last after 23 h.
    expect(forecast.rolloutEnd).toEqual(after(23 * HOUR_MS + 2 * MINUTE_MS));
    expect(forecast.changesPerDay).toBe(240);
  });

  it('opens no change in a closed window', () => {
    const rollout = {
      ...sweepManifest({ canary: false }).spec.rollout,
      windows: [
        {
          kind: 'deny' as const,
          timezone: 'UTC',
          ranges: [{ from: NOW, to: '2030-01-07T12:00:00.000Z' }],
        },
      ],
    };
    const forecast = forecastRun({ ...input({}), rollout });
    expect(forecast.rolloutEnd).toEqual(after(4 * HOUR_MS + 2 * MINUTE_MS));
    expect(forecast.limits).toContainEqual(
      expect.objectContaining({ limit: 'window' }),
    );
  });

  it('says how likely the failure limit is to pause the run', () => {
    const plan = { dryRunsLeft: 0, ready: 20, open: 0 };
    const history = { ...CERTAIN, failureShare: 0.6 };
    const likely = forecastRun(input({}, { plan, history }));
    expect(likely.pauseShare).toBeGreaterThan(0.8);
    expect(forecastRun(input({})).pauseShare).toBe(0);
  });

  it('takes an approval that has waited for long as one that takes long', () => {
    const plan = {
      dryRunsLeft: 0,
      ready: 0,
      open: 0,
      batches: [
        { name: 'batch-1', left: 1, open: 0, approval: false, soakMs: 0 },
      ],
      wait: { approvalSince: new Date(START - 5 * HOUR_MS).toISOString() },
    };
    const { batches } = forecastRun(
      input(
        {},
        {
          plan,
          history: { ...CERTAIN, approvalMs: [0, 4 * HOUR_MS, 6 * HOUR_MS] },
        },
      ),
    );
    expect(Date.parse(batches[0].start.p50) - START).toBeGreaterThan(0);
    expect(Date.parse(batches[0].start.p90) - START).toBeLessThanOrEqual(
      HOUR_MS,
    );
  });

  it('goes on from the soak and the reviews that are under way', () => {
    const soakUntil = new Date(START + HOUR_MS).toISOString();
    const batch = { name: 'batch-1', left: 0, open: 2, approval: false };
    const { batches, limits } = forecastRun(
      input(
        { advanceOn: 'merged' },
        {
          plan: {
            dryRunsLeft: 0,
            ready: 0,
            open: 2,
            batches: [
              { ...batch, soakMs: 0 },
              { ...batch, name: 'batch-2', left: 1, open: 0, soakMs: 0 },
            ],
            wait: { soakUntil },
          },
        },
      ),
    );
    expect(batches[0].start).toEqual(after(HOUR_MS));
    // A review of three hours that is counted from the end of the soak.
    expect(batches[1].start).toEqual(after(4 * HOUR_MS));
    expect(limits.map(({ limit }) => limit)).toEqual([
      'review',
      'soak',
      'work',
    ]);
  });

  it('names the workers where they are fewer than may run at once', () => {
    const { limits } = forecastRun(
      input({ canary: false, maxParallel: 50 }, { workers: 2 }),
    );
    expect(limits.map(({ limit }) => limit)).toContain('workers');
    expect(limits.map(({ limit }) => limit)).not.toContain('maxParallel');
  });

  it('ends batches with the rollout in cases that have fewer of them', () => {
    const { batches, rolloutEnd } = forecastRun(
      input(
        { canary: false, batches: { initial: 1, factor: 1 } },
        { history: { ...CERTAIN, alreadyFineShare: 0.5 } },
      ),
    );
    expect(batches).toHaveLength(5);
    expect(batches[4].end.p50 <= rolloutEnd.p50).toBe(true);
    expect(batches[4].end.p90 <= rolloutEnd.p90).toBe(true);
  });

  it('tells no day beyond ten years where a window never opens again', () => {
    const rollout = {
      ...sweepManifest({ canary: false }).spec.rollout,
      windows: [
        {
          kind: 'deny' as const,
          timezone: 'UTC',
          rrule: 'FREQ=DAILY',
          duration: '24h',
        },
      ],
    };
    const forecast = forecastRun({ ...input({}), rollout });
    expect(forecast.finish).toEqual(after(10 * 365 * 24 * HOUR_MS));
    expect(forecast.changesPerDay).toBe(0);
    expect(forecast.limits[0]).toMatchObject({ limit: 'window' });
  });

  it('gives the same answer for the same input', () => {
    const uncertain = input({}, { history: NO_HISTORY });
    expect(forecastRun(uncertain)).toEqual(forecastRun(uncertain));
  });

  it('foretells 10,000 targets with limits and windows in less than two seconds', () => {
    const rollout = {
      ...sweepManifest({ batches: { max: 500 }, maxParallel: 50 }).spec.rollout,
      rateLimits: [{ scope: 'host' as const, max: 80, per: '1m' }],
      windows: [
        {
          kind: 'allow' as const,
          timezone: 'Europe/Berlin',
          rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;BYHOUR=9;BYMINUTE=0',
          duration: '8h',
        },
      ],
    };
    const startedAt = process.cpuUsage();
    forecastRun({
      ...input({}, { plan: forecastPlanOf(10_000), history: NO_HISTORY }),
      rollout,
    });
    const { user, system } = process.cpuUsage(startedAt);
    expect((user + system) / 1000).toBeLessThan(2_000);
  });
});

describe('what a forecast is made of', () => {
  it('plans batches of the sizes that the rollout will have', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.boolean(),
        (total, initial, factor, canary) => {
          const { rollout } = sweepManifest({
            canary: canary ? {} : false,
            batches: { initial, factor },
          }).spec;
          const ids = Array.from({ length: total }, (_, index) => `m-${index}`);
          const planned = planBatches(ids, {
            canary: rollout.canary,
            batches: rollout.batches,
          });
          expect(
            planSizes(total, rollout).map(({ name, left }) => [name, left]),
          ).toEqual(planned.map(({ name, targets }) => [name, targets.length]));
        },
      ),
    );
  });

  it('gives turns as the decisions on windows and limits do', () => {
    const limits: RateLimit[] = [
      { scope: 'run', max: 2, per: '1m' },
      { scope: 'host', max: 5, per: '10m' },
    ];
    const windows: Window[] = [
      {
        kind: 'deny',
        timezone: 'UTC',
        rrule: 'FREQ=HOURLY;BYMINUTE=20',
        duration: '7m',
      },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 * MINUTE_MS }), {
          minLength: 1,
          maxLength: 30,
        }),
        gaps => {
          const turns = new WriteTurns(
            limits,
            new WindowTimeline({ operator: [], manifest: windows }, START),
            1,
          );
          const sent: string[] = [];
          let at = START;
          for (const gap of gaps) {
            at = turns.take(at + gap, 1).at;
            const instant = new Date(at).toISOString();
            expect(windowState(windows, instant).open).toBe(true);
            expect(admit(limits, sent, instant)).toEqual({ admitted: true });
            sent.push(instant);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('gives each owner the turns of a limit by owner', () => {
    const limit: RateLimit = { scope: 'owner', max: 1, per: '1h' };
    const turnsOf = (owners: number) => {
      const turns = new WriteTurns(
        [limit],
        new WindowTimeline({ operator: [], manifest: [] }, START),
        owners,
      );
      return [1, 2, 3].map(() => turns.take(START, 1).at - START);
    };
    expect(turnsOf(1)).toEqual([0, HOUR_MS, 2 * HOUR_MS]);
    expect(turnsOf(2)).toEqual([0, 0, HOUR_MS]);
  });

  it('rests on experience in general, until enough was measured', () => {
    const attempt = {
      stage: 'apply',
      durationMs: 1,
      result: 'failed',
    } as const;
    expect(
      historyOf({
        attempts: [attempt, attempt],
        reviewsMs: [],
        approvalsMs: [1, 2, 3, 4, 5],
      }),
    ).toEqual({
      ...NO_HISTORY,
      approvalMs: [1, 2, 3, 4, 5],
      attempts: 2,
      approvals: 5,
    });
  });

  it('rests on what was measured, once that is enough', () => {
    const attempts = Array.from({ length: 10 }, (_, index) => ({
      stage: 'apply' as const,
      durationMs: 1_000 * (index + 1),
      result: index === 0 ? ('failed' as const) : ('done' as const),
    }));
    const history = historyOf({ attempts, reviewsMs: [1], approvalsMs: [] });
    expect(history).toMatchObject({
      failureShare: 0.1,
      retryShare: 0,
      attempts: 10,
      reviews: 1,
      reviewMs: NO_HISTORY.reviewMs,
      dryRunMs: NO_HISTORY.dryRunMs,
    });
    expect(history.applyMs[0]).toBe(1_000);
    expect(history.applyMs.at(-1)).toBe(10_000);
  });
});
