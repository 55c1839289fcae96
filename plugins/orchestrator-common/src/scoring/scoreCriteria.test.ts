import fc from 'fast-check';
import { scoreCriteria } from './scoreCriteria';
import type { HistoryEntry, Objective, ScoreOptions } from './types';

const latency: Objective = {
  indicator: 'latency',
  pass: [{ criteria: ['<100', '>0'] }, { criteria: ['=500'] }],
  warning: [{ criteria: ['<200'] }],
  weight: 3,
};
const errors: Objective = { indicator: 'errors', pass: [{ criteria: ['=0'] }] };
const value = (of: number) => ({ value: of });
const earlier = (
  latencies: number[],
  result: HistoryEntry['result'] = 'pass',
) => latencies.map(of => ({ result, indicators: { latency: value(of) } }));

describe('scoreCriteria', () => {
  it.each([
    ['all criteria of a set hold', 50, 'pass', 3],
    ['another set holds', 500, 'pass', 3],
    ['not all of a set hold, but the warning does', 150, 'warning', 1.5],
    [
      'one criterion of the set fails, and the warning holds',
      -5,
      'warning',
      1.5,
    ],
    ['nothing holds', 300, 'fail', 0],
  ])('gives an indicator of which %s its share', (_, of, status, score) => {
    const result = scoreCriteria([latency], { latency: value(of) });
    expect(result.indicators[0]).toMatchObject({ status, score, value: of });
    expect(result.score).toBeCloseTo((100 * score) / 3);
  });

  it('adds up the weights', () => {
    const result = scoreCriteria([latency, errors], {
      latency: value(150),
      errors: value(0),
    });
    expect(result.score).toBe((100 * 2.5) / 4);
    expect(result.result).toBe('fail');
    expect(result.indicators.map(({ weight }) => weight)).toEqual([3, 1]);
  });

  it.each<[number, ScoreOptions, string]>([
    [100, {}, 'pass'],
    [150, {}, 'fail'],
    [150, { pass: 50 }, 'pass'],
    [150, { pass: 50.1, warning: 50 }, 'warning'],
    [150, { pass: 60, warning: 50.1 }, 'fail'],
    [300, { pass: 0 }, 'pass'],
  ])('with %d and %p comes to %s', (of, options, result) => {
    const objective = { ...latency, pass: [{ criteria: ['<=100'] }] };
    expect(
      scoreCriteria([objective], { latency: value(of) }, options).result,
    ).toBe(result);
  });

  it.each([
    ['no result', {}],
    ['a failed query', { latency: { error: 'timeout' } }],
    ['no number', { latency: value(Number.NaN) }],
    ['a name that every object has', {}],
  ])('fails an indicator with %s', (name, results) => {
    const indicator = name.startsWith('a name') ? 'toString' : 'latency';
    const result = scoreCriteria([{ ...latency, indicator }, errors], {
      ...results,
      errors: value(0),
    });
    expect(result.score).toBe(25);
    expect(result.indicators[0]).toMatchObject({ status: 'fail', score: 0 });
    expect(result.indicators[0].value).toBeUndefined();
    expect(result.indicators[0].message).toEqual(expect.any(String));
  });

  it('shows an indicator without a pass rule, but doesn’t score it', () => {
    const result = scoreCriteria(
      [
        errors,
        {
          indicator: 'load',
          warning: [{ criteria: ['<1'] }],
          weight: 9,
          key: true,
        },
      ],
      { errors: value(0), load: value(5) },
    );
    expect(result).toMatchObject({ score: 100, result: 'pass' });
    expect(result.indicators[1]).toMatchObject({ status: 'info', score: 0 });
  });

  it('fails the whole by a failed key criterion, whatever the score', () => {
    const results = { latency: value(50), errors: value(1) };
    const objectives = [
      { ...latency, weight: 99 },
      { ...errors, key: true },
    ];
    expect(scoreCriteria(objectives, results)).toMatchObject({
      score: 99,
      result: 'fail',
    });
    expect(
      scoreCriteria([{ ...latency, weight: 99 }, errors], results).result,
    ).toBe('pass');
  });

  it('doesn’t fail the whole by a key criterion that warns', () => {
    expect(
      scoreCriteria(
        [{ ...latency, key: true }],
        { latency: value(150) },
        { pass: 50 },
      ).result,
    ).toBe('pass');
  });

  describe('compared with history', () => {
    const relative: Objective = {
      indicator: 'latency',
      pass: [{ criteria: ['<=+10%'] }],
    };
    const target = (options: ScoreOptions) =>
      scoreCriteria([relative], { latency: value(100) }, options).indicators[0]
        .passCriteria[0];

    it.each<[string, ScoreOptions, number | undefined]>([
      ['nothing', {}, undefined],
      ['an empty list', { history: [] }, undefined],
      [
        'failed measurements alone',
        {
          history: [
            { result: 'fail', indicators: { latency: { error: 'x' } } },
            { result: 'fail', indicators: { latency: value(Number.NaN) } },
            { result: 'pass', indicators: {} },
          ],
        },
        undefined,
      ],
      [
        'the average of the last three',
        { history: earlier([900, 10, 20, 30]) },
        22,
      ],
      [
        'the last two',
        { history: earlier([10, 20, 30]), compareWith: 2 },
        27.5,
      ],
      ['the median', { history: earlier([1, 90, 50]), aggregate: 'p50' }, 55],
      [
        'passes alone',
        {
          history: [
            ...earlier([10]),
            ...earlier([99], 'warning'),
            ...earlier([99], 'fail'),
          ],
          include: 'pass',
        },
        11,
      ],
      [
        'passes and warnings',
        {
          history: [
            ...earlier([10]),
            ...earlier([30], 'warning'),
            ...earlier([99], 'fail'),
          ],
          include: 'passOrWarning',
        },
        22,
      ],
      [
        'all, failures included',
        { history: [...earlier([10]), ...earlier([20], 'fail')] },
        16.5,
      ],
    ])('of %s', (_, options, expected) => {
      const outcome = target(options);
      expect(outcome.held).toBe(expected === undefined || expected >= 100);
      expect('target' in outcome).toBe(expected !== undefined);
      expect(outcome.target ?? 0).toBeCloseTo(expected ?? 0, 10);
    });

    it('fails without a value even where there is no history', () => {
      expect(scoreCriteria([relative], {}).result).toBe('fail');
    });
  });

  it.each<[Objective[], ScoreOptions, RegExp]>([
    [[], {}, /^objectives: found .*accepted is at least one with a pass rule/],
    [[{ indicator: 'a' }], {}, /^objectives: found/],
    [[{ ...errors, weight: 0 }], {}, /^objectives: found/],
    [[{ ...errors, weight: -1 }], {}, /^objectives\[0\]\.weight: found -1/],
    [[{ ...errors, weight: Number.NaN }], {}, /^objectives\[0\]\.weight/],
    [
      [errors, { indicator: 'a', pass: [{ criteria: ['<1', 'x'] }] }],
      {},
      /^objectives\[1\]\.pass\[0\]\.criteria\[1\]: found "x"/,
    ],
    [
      [{ indicator: 'a', pass: [{ criteria: [] }] }],
      {},
      /^objectives\[0\]\.pass\[0\]\.criteria: found \[\]/,
    ],
    [
      [{ ...errors, warning: [{ criteria: ['y'] }] }],
      {},
      /^objectives\[0\]\.warning\[0\]\.criteria\[0\]/,
    ],
    [[errors], { pass: 101 }, /^pass: found 101/],
    [[errors], { pass: 50, warning: 60 }, /^warning: found 60/],
    [[errors], { compareWith: 0 }, /^compareWith: found 0/],
    [[errors], { aggregate: 'max' as 'avg' }, /^aggregate: found "max"/],
  ])('refuses %j with %j', (objectives, options, message) => {
    expect(() =>
      scoreCriteria(objectives, { errors: value(0) }, options),
    ).toThrow(message);
  });

  it('scores from 0 to 100, and never less for a better result', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            weight: fc.integer({ min: 1, max: 9 }),
            of: fc.integer({ min: 0, max: 300 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.integer({ min: 0, max: 100 }),
        (items, gain) => {
          const objectives = items.map(({ weight }, i) => ({
            indicator: `i${i}`,
            weight,
            pass: [{ criteria: ['<100'] }],
            warning: [{ criteria: ['<200'] }],
          }));
          const scoreOf = (less: number) =>
            scoreCriteria(
              objectives,
              Object.fromEntries(
                items.map(({ of }, i) => [`i${i}`, value(of - less)]),
              ),
            ).score;
          expect(scoreOf(0)).toBeGreaterThanOrEqual(0);
          expect(scoreOf(0)).toBeLessThanOrEqual(100);
          expect(scoreOf(gain)).toBeGreaterThanOrEqual(scoreOf(0));
        },
      ),
    );
  });
});
