import fc from 'fast-check';
import { MemoryTrain, productOf } from '../train/testing/MemoryTrain';
import { windowState } from '../windows';
import { trainWindows } from '../manifest';
import { NO_TRAIN_HISTORY, type TrainForecast } from '.';
import {
  CERTAIN_TRAINS,
  forecastOf,
  HOUR_MS,
  metric,
  MINUTE_MS,
  planOf,
  tickGate,
  trainOf,
} from './testing/trains';

const DEPARTURE = Date.parse('2030-03-26T09:00:00.000Z');
const SIGNED = [{ id: 'release', from: ['user:default/ben'] }];
const DOCS = {
  id: 'docs',
  scope: 'train' as const,
  checklist: { items: [{ id: 'written', title: 'Written' }] },
};

const at = (afterDeparture: number) =>
  new Date(DEPARTURE + afterDeparture).toISOString();
const sure = (afterDeparture: number) => ({
  p50: at(afterDeparture),
  p90: at(afterDeparture),
});
const limitsIn = ({ limits }: TrainForecast) =>
  limits.map(({ limit, detail }) => detail ?? limit);

describe('forecastTrain', () => {
  it('adds up what every wave takes, where nothing is uncertain', () => {
    const forecast = forecastOf(
      trainOf({
        depart: 'manual',
        waves: [
          {
            id: 'pilot',
            title: 'Pilot',
            soak: '1h',
            analysis: {
              during: [metric({ interval: '1m' })],
              after: [metric({ interval: '5m', count: 3 })],
            },
          },
          { id: 'all' },
        ],
      }),
    );
    // Four layers of a minute each: vault and estimates, payments, checkout, shop.
    const departs = 10 * MINUTE_MS;
    const pilotEnds = departs + 4 * MINUTE_MS + HOUR_MS + 10 * MINUTE_MS;
    expect(forecast.departure).toEqual({
      planned: at(0),
      expected: sure(departs),
      onTimeShare: 1,
    });
    expect(forecast.waves).toEqual([
      {
        id: 'pilot',
        title: 'Pilot',
        start: sure(departs),
        end: sure(pilotEnds),
        haltShare: 0,
        rollbackShare: 0,
      },
      expect.objectContaining({
        id: 'all',
        start: sure(pilotEnds),
        end: sure(pilotEnds + 4 * MINUTE_MS),
      }),
    ]);
    expect(forecast.finish).toEqual(sure(pilotEnds + 4 * MINUTE_MS));
    expect(limitsIn(forecast)).toEqual([
      'schedule',
      'soak',
      'departure',
      'analysis',
      'step',
    ]);
  });

  it('departs late where a gate opens too late, and names the gate and its signatures', () => {
    const forecast = forecastOf(
      trainOf(
        {
          gates: [
            {
              id: 'go',
              title: 'Go or no-go',
              opens: 'D',
              criteria: [DOCS],
              signOffs: SIGNED,
            },
          ],
        },
        at(-HOUR_MS),
      ),
    );
    expect(forecast.departure).toMatchObject({
      expected: sure(90 * MINUTE_MS),
      onTimeShare: 0,
    });
    expect(forecast.limits.slice(0, 3)).toEqual([
      { limit: 'schedule', share: expect.any(Number) },
      { limit: 'gate', share: expect.any(Number), detail: 'Go or no-go' },
      { limit: 'signOff', share: expect.any(Number), detail: 'Go or no-go' },
    ]);
  });

  it('counts the time that something has waited already', () => {
    const train = trainOf();
    train.at('2030-03-19T09:00:00.000Z');
    // The gate is open for seven days: a checklist that always took an hour is expected to take one more.
    train.at(at(0));
    expect(forecastOf(train).departure?.expected).toEqual(sure(HOUR_MS));
    const slow = {
      ...CERTAIN_TRAINS,
      criterionMs: {
        ...CERTAIN_TRAINS.criterionMs,
        checklist: [0, 8 * 24 * HOUR_MS],
      },
    };
    const { p50 } = forecastOf(train, { history: slow }).departure!.expected;
    expect(p50 > at(0) && p50 <= at(24 * HOUR_MS)).toBe(true);
  });

  it('asks for a signature of what a part shows once the rest of it is there', () => {
    const train = trainOf({
      gates: [
        {
          id: 'go',
          opens: 'D',
          criteria: [
            DOCS,
            {
              id: 'owner',
              scope: 'train',
              signOff: { from: ['user:default/ben'] },
            },
          ],
        },
      ],
    });
    expect(forecastOf(train).departure?.expected).toEqual(sure(2 * HOUR_MS));
  });

  it('takes the end of a sweep from its own forecast, and else from experience', () => {
    const train = trainOf(
      {
        gates: [
          {
            id: 'go',
            title: 'Go or no-go',
            criteria: [
              { id: 'sweep', scope: 'train', sweep: { name: 'node-22' } },
            ],
          },
        ],
      },
      at(0),
    );
    expect(
      forecastOf(train, { sweeps: { 'node-22': [3 * HOUR_MS] } }),
    ).toMatchObject({
      departure: { expected: sure(3 * HOUR_MS) },
      limits: [{ limit: 'sweep', detail: 'node-22' }, { limit: 'step' }],
    });
    expect(forecastOf(train).departure?.expected).toEqual(sure(HOUR_MS));
  });

  it('waits for a gate before a wave, beside what goes before', () => {
    const train = trainOf({
      gates: [
        { id: 'go', criteria: [DOCS] },
        { id: 'rest', before: 'all', opens: 'D', criteria: [DOCS] },
      ],
    });
    // The gate opens with the departure: its hour runs while the pilot does.
    expect(forecastOf(train).waves[1].start).toEqual(sure(HOUR_MS));
  });

  it('waits for a window, and passes it where somebody has overridden it', () => {
    const train = trainOf({
      windows: [
        {
          kind: 'deny',
          ranges: [{ from: '2030-03-26T09:30', to: '2030-03-26T12:00' }],
        },
      ],
    });
    const forecast = forecastOf(train);
    expect(forecast.departure).toMatchObject({
      expected: sure(2 * HOUR_MS),
      onTimeShare: 0,
    });
    expect(limitsIn(forecast)).toContain('window');
    train.at(at(-24 * HOUR_MS));
    train.command({
      type: 'overrideWindow',
      by: 'user:default/ana',
      reason: 'It has to be today',
      expiresAt: at(HOUR_MS),
    });
    expect(forecastOf(train).departure).toMatchObject({
      expected: sure(0),
      onTimeShare: 1,
    });
  });

  it('activates so many products at once, and follows the one that is done last', () => {
    const runbook = {
      id: 'migrate',
      title: 'Migrate',
      steps: [
        { id: 'start', title: 'Start', timer: '10m' },
        { id: 'compare', title: 'Compare', timer: '5m' },
      ],
    };
    const forecast = forecastOf(
      trainOf({
        products: [
          productOf('a'),
          productOf('b', {
            runbooks: [runbook],
            activation: [
              { id: 'migrate', manual: { runbook: 'migrate' } },
              { id: 'on', flag: { key: 'b', set: 'on' } },
            ],
          }),
        ],
        dependencies: [],
        waves: [{ id: 'all', maxParallel: 1 }],
      }),
    );
    expect(forecast.finish).toEqual(sure(17 * MINUTE_MS));
    expect(limitsIn(forecast)).toEqual([
      'schedule',
      'manual',
      'maxParallel',
      'step',
    ]);
  });

  it('says how likely a wave is to be halted, and taken back', () => {
    const history = {
      ...CERTAIN_TRAINS,
      stepFailureShare: 0.1,
      analysisHaltShare: 0.2,
      personHaltShare: 0.5,
      rollbackShare: 0.4,
    };
    const { waves, haltShare } = forecastOf(
      trainOf({
        products: [productOf('a')],
        dependencies: [],
        waves: [
          { id: 'plain' },
          {
            id: 'watched',
            analysis: { during: [metric({ interval: '1m' })] },
            onFailure: 'rollback',
          },
        ],
      }),
      { history },
    );
    expect(waves).toMatchObject([
      { haltShare: 0.55, rollbackShare: 0.22 },
      // By itself 1 - 0.9 × 0.8; all of that is taken back at once.
      { haltShare: 0.64, rollbackShare: 0.424 },
    ]);
    expect(haltShare).toBe(0.838);
  });

  it('waits for verdicts and second signatures as often as it was so', () => {
    const train = trainOf({
      gates: [{ id: 'go', opens: 'D', criteria: [DOCS], signOffs: SIGNED }],
      waves: [
        { id: 'all', analysis: { during: [metric({ interval: '1m' })] } },
      ],
    });
    const always = { ...CERTAIN_TRAINS, noGoShare: 1, verdictShare: 1 };
    const forecast = forecastOf(train, { history: always });
    expect(forecast.departure?.expected).toEqual(sure(2 * HOUR_MS));
    expect(forecast.finish).toEqual(sure(2 * HOUR_MS + 19 * MINUTE_MS));
  });

  it('goes on from the step, the soak, the analysis and the verdict under way', () => {
    const train = trainOf({
      waves: [
        {
          id: 'pilot',
          soak: '1h',
          analysis: {
            during: [metric({ interval: '1m' })],
            after: [metric({ interval: '10m', count: 2 })],
          },
        },
        { id: 'all' },
      ],
    });
    train.at('2030-03-19T09:00:00.000Z');
    tickGate(train);
    train.at(at(0));
    expect(train.train.phase).toBe('departing');
    train.at(at(MINUTE_MS / 2));
    const whole = 4 * MINUTE_MS + HOUR_MS + 10 * MINUTE_MS;
    expect(forecastOf(train)).toMatchObject({
      waves: [{ start: sure(0), end: sure(whole) }, { id: 'all' }],
    });
    expect(forecastOf(train).departure).toBeUndefined();

    train.finishAll();
    const soaked = MINUTE_MS / 2 + HOUR_MS;
    train.at(at(20 * MINUTE_MS));
    expect(forecastOf(train).waves[0].end).toEqual(
      sure(soaked + 10 * MINUTE_MS),
    );
    const assess = (
      stage: 'during' | 'after',
      phase: 'Inconclusive' | 'Running',
    ) =>
      train.command({
        type: 'recordAnalysis',
        wave: 'pilot',
        stage,
        phase,
        message: phase,
        metrics: { errors: phase },
        evidence: [],
      });
    assess('during', 'Running');
    train.at(at(soaked));
    expect(train.train.waves[0].status).toBe('analysing');
    train.at(at(soaked + MINUTE_MS));
    expect(forecastOf(train).waves[0].end).toEqual(
      sure(soaked + 10 * MINUTE_MS),
    );
    assess('after', 'Inconclusive');
    expect(train.train.waves[0].status).toBe('awaitingVerdict');
    train.at(at(soaked + 6 * MINUTE_MS));
    expect(forecastOf(train).waves[0].end).toEqual(
      sure(soaked + 16 * MINUTE_MS),
    );
  });

  it('waits for whoever says that it departs, from when it could', () => {
    const train = trainOf({ depart: 'manual' });
    train.at('2030-03-19T09:00:00.000Z');
    tickGate(train);
    train.at(at(4 * MINUTE_MS));
    expect(forecastOf(train).departure).toEqual({
      planned: at(0),
      expected: sure(10 * MINUTE_MS),
      onTimeShare: 1,
    });
  });

  it('could not depart on time where its gate went after the date', () => {
    const train = trainOf({ depart: 'manual' });
    train.at(at(MINUTE_MS));
    tickGate(train);
    train.at(at(2 * MINUTE_MS));
    expect(forecastOf(train).departure).toMatchObject({
      expected: sure(11 * MINUTE_MS),
      onTimeShare: 0,
    });
  });

  it('says that an analysis that never ends by itself does not end', () => {
    const { finish, limits } = forecastOf(
      trainOf({
        waves: [
          { id: 'all', analysis: { after: [metric({ interval: '1m' })] } },
        ],
      }),
    );
    expect(finish.p50 > '2040').toBe(true);
    expect(limits[0].limit).toBe('analysis');
  });

  it('rests on experience in general without any history', () => {
    const forecast = forecastOf(trainOf(), { history: NO_TRAIN_HISTORY });
    expect(forecast.basedOn).toEqual({
      trains: 0,
      gates: 0,
      steps: 0,
      waves: 0,
    });
    expect(forecast.departure?.expected.p50).toBe(at(0));
    expect(forecast.departure?.onTimeShare).toBeGreaterThan(0.8);
  });

  describe('whatever the train', () => {
    const soak = fc.integer({ min: 0, max: 600 }).map(minutes => `${minutes}m`);
    const wave = fc.record({
      soak,
      maxParallel: fc.integer({ min: 1, max: 5 }),
      notBefore: fc.constantFrom('D', 'D+1', 'D+2h'),
      watched: fc.boolean(),
    });
    const hour = fc.integer({ min: 0, max: 23 });
    const window = fc.record({
      kind: fc.constantFrom('allow' as const, 'deny' as const),
      rrule: hour.map(
        from => `FREQ=DAILY;BYHOUR=${from};BYMINUTE=0;BYSECOND=0`,
      ),
      duration: fc.integer({ min: 1, max: 20 }).map(hours => `${hours}h`),
    });
    const manifest = fc.record({
      depart: fc.constantFrom('manual' as const, 'automatic' as const),
      waves: fc.array(wave, { minLength: 1, maxLength: 3 }),
      windows: fc.array(window, { maxLength: 2 }),
      opens: fc.constantFrom('D-7', 'D-1', 'D'),
      signed: fc.boolean(),
    });
    type Case = typeof manifest extends fc.Arbitrary<infer T> ? T : never;

    function caseOf({ depart, waves, windows, opens, signed }: Case) {
      return trainOf({
        depart,
        windows,
        gates: [
          {
            id: 'go',
            opens,
            criteria: [DOCS],
            signOffs: signed ? SIGNED : [],
          },
        ],
        waves: waves.map(({ watched, ...one }, index) => ({
          ...one,
          id: `wave-${index}`,
          analysis: watched ? { during: [metric({ interval: '1m' })] } : {},
        })),
      });
    }

    const foretell = (train: MemoryTrain, seed: number) =>
      forecastOf(train, { history: NO_TRAIN_HISTORY, seed, samples: 25 });

    it('is reached in half of all cases no later than in nine of ten', () => {
      fc.assert(
        fc.property(manifest, fc.integer(), (given, seed) => {
          const { departure, waves, finish } = foretell(caseOf(given), seed);
          [
            departure!.expected,
            finish,
            ...waves.flatMap(({ start, end }) => [start, end]),
          ].forEach(({ p50, p90 }) => expect(p50 <= p90).toBe(true));
          expect(departure!.onTimeShare).toBeGreaterThanOrEqual(0);
          expect(departure!.onTimeShare).toBeLessThanOrEqual(1);
        }),
        { numRuns: 15 },
      );
    });

    it('starts no wave in a closed window, nor before the one before it ends', () => {
      fc.assert(
        fc.property(manifest, fc.integer(), (given, seed) => {
          const train = caseOf(given);
          const { departure, waves, finish } = foretell(train, seed);
          const windows = trainWindows(train.train.manifest.spec);
          let before = departure!.expected;
          for (const { start, end } of waves) {
            for (const quantile of ['p50', 'p90'] as const) {
              expect(start[quantile] >= before[quantile]).toBe(true);
              expect(end[quantile] >= start[quantile]).toBe(true);
              expect(
                start[quantile] > '2039' ||
                  windowState(windows, start[quantile]).open,
              ).toBe(true);
            }
            before = end;
          }
          expect(finish).toEqual(before);
        }),
        { numRuns: 15 },
      );
    });

    it('never finishes earlier for a longer soak', () => {
      fc.assert(
        fc.property(
          manifest,
          fc.integer({ min: 1, max: 1000 }),
          fc.integer(),
          (given, more, seed) => {
            const longer = {
              ...given,
              waves: given.waves.map(one => ({
                ...one,
                soak: `${parseInt(one.soak, 10) + more}m`,
              })),
            };
            const { finish } = foretell(caseOf(given), seed);
            const later = foretell(caseOf(longer), seed).finish;
            expect(later.p50 >= finish.p50).toBe(true);
            expect(later.p90 >= finish.p90).toBe(true);
          },
        ),
        { numRuns: 15 },
      );
    });

    it('says the same for the same seed', () => {
      fc.assert(
        fc.property(manifest, fc.integer(), (given, seed) => {
          expect(foretell(caseOf(given), seed)).toEqual(
            foretell(caseOf(given), seed),
          );
        }),
        { numRuns: 5 },
      );
    });

    it('finishes as soon as its windows permit, where all is decided and nothing soaks', () => {
      fc.assert(
        fc.property(fc.array(window, { maxLength: 2 }), windows => {
          const train = trainOf({ windows, waves: [{ id: 'all' }] });
          const instant = {
            ...CERTAIN_TRAINS,
            stepMs: { ...CERTAIN_TRAINS.stepMs, flag: [0] },
          };
          const { finish } = forecastOf(train, {
            plan: { ...planOf(train), gates: [] },
            history: instant,
          });
          const { open, nextOpen } = windowState(
            trainWindows(train.train.manifest.spec),
            at(0),
          );
          const soonest = open ? at(0) : nextOpen;
          expect(finish.p50 > '2039' ? undefined : finish.p50).toBe(soonest);
        }),
        { numRuns: 15 },
      );
    });
  });
});
