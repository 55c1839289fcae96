import {
  forecastPlanOf,
  NO_HISTORY,
  type ForecastInput,
  type RunState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { setImmediate } from 'node:timers/promises';
import { manifestOf } from '../runs/testing/RunHarness';
import { TestClock } from '../testing';
import { RunForecasts } from './RunForecasts';

const MINUTE_MS = 60_000;

const aRun = (version = 1, id = 'run-1') => ({ id, version } as RunState);

describe('RunForecasts', () => {
  let clock: TestClock;
  let asked: string[];
  let forecasts: RunForecasts;
  let answer: (run: RunState) => Promise<ForecastInput | undefined>;

  beforeEach(() => {
    clock = new TestClock();
    asked = [];
    answer = async () => ({
      plan: forecastPlanOf(10),
      rollout: manifestOf().spec.rollout,
      history: NO_HISTORY,
      workers: 4,
      writesPerChange: 2,
      owners: 1,
      now: clock.now().toISOString(),
      seed: 1,
      samples: 3,
    });
    forecasts = new RunForecasts(clock, run => {
      asked.push(`${run.id}@${run.version}`);
      return answer(run);
    });
  });

  it('makes one a minute for a run, however many ask', async () => {
    const [one, two] = await Promise.all([
      forecasts.of(aRun()),
      forecasts.of(aRun()),
    ]);
    expect(one?.forecast.samples).toBe(3);
    expect(two).toBe(one);
    clock.advance(MINUTE_MS - 1);
    expect(await forecasts.of(aRun())).toBe(one);
    expect(forecasts.atHand(aRun())).toBe(one);
    expect(asked).toEqual(['run-1@1']);
    clock.advance(1);
    expect(await forecasts.of(aRun())).not.toBe(one);
    expect(asked).toHaveLength(2);
  });

  it('makes another one when the run has come on', async () => {
    const one = await forecasts.of(aRun(1));
    expect(forecasts.atHand(aRun(2))).toBeUndefined();
    expect(await forecasts.of(aRun(2))).not.toBe(one);
    expect(asked).toEqual(['run-1@1', 'run-1@2']);
  });

  it('gives who can’t wait what is at hand, and makes a new one meanwhile', async () => {
    expect(forecasts.atHand(aRun())).toBeUndefined();
    const one = await forecasts.of(aRun());
    expect(asked).toHaveLength(1);
    clock.advance(MINUTE_MS);
    expect(forecasts.atHand(aRun())).toBe(one);
    expect(forecasts.atHand(aRun())).toBe(one);
    const two = await forecasts.of(aRun());
    expect(asked).toHaveLength(2);
    expect(forecasts.atHand(aRun())).toBe(two);
    clock.advance(10 * MINUTE_MS);
    expect(forecasts.atHand(aRun())).toBeUndefined();
  });

  it('lets others have a turn between two samples', async () => {
    let others = 0;
    const foreseen = forecasts.of(aRun());
    let done = false;
    foreseen.finally(() => {
      done = true;
    });
    while (!done) {
      await setImmediate();
      others += 1;
    }
    await foreseen;
    expect(others).toBeGreaterThanOrEqual(3);
  });

  it('says so where nothing is foreseen, and tells a failure to whoever asked, once', async () => {
    answer = async () => undefined;
    expect(await forecasts.of(aRun())).toBeUndefined();
    answer = async () => {
      throw new Error('The database is away');
    };
    await expect(forecasts.of(aRun(2))).rejects.toThrow('away');
    expect(forecasts.atHand(aRun(3))).toBeUndefined();
    answer = async () => undefined;
    expect(await forecasts.of(aRun(2))).toBeUndefined();
  });

  it('forgets the runs that nobody has asked about for longest', async () => {
    for (let run = 0; run <= 50; run += 1) {
      await forecasts.of(aRun(1, `run-${run}`));
    }
    await forecasts.of(aRun(1, 'run-50'));
    expect(asked).toHaveLength(51);
    await forecasts.of(aRun(1, 'run-0'));
    expect(asked).toHaveLength(52);
  });
});
