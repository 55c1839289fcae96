import fc from 'fast-check';
import { compareCanary } from './compareCanary';

const around = (centre: number, count = 20) =>
  Array.from({ length: count }, (_, i) => centre + ((i * 7) % 11) - 5);

describe('compareCanary', () => {
  it.each([
    ['alike', around(100), around(100), {}, 'pass', false],
    ['clearly higher', around(120), around(100), {}, 'high', true],
    ['clearly lower', around(80), around(100), {}, 'low', false],
    [
      'lower, which is bad',
      around(80),
      around(100),
      { worse: 'lower' },
      'low',
      true,
    ],
    [
      'higher, which is good',
      around(120),
      around(100),
      { worse: 'lower' },
      'high',
      false,
    ],
    [
      'different, which is bad either way',
      around(80),
      around(100),
      { worse: 'either' },
      'low',
      true,
    ],
    [
      'higher, as far as is borne',
      around(120),
      around(100),
      { tolerance: 25 },
      'pass',
      false,
    ],
    [
      'all the same',
      around(5, 4).fill(5),
      around(5, 4).fill(5),
      {},
      'pass',
      false,
    ],
  ] as const)('%s', (_, canary, baseline, options, result, worse) => {
    expect(compareCanary(canary, baseline, options)).toMatchObject({
      result,
      worse,
    });
  });

  it('says nothing with too few samples, and leaves out what is no number', () => {
    expect(compareCanary([1, 2, 3, Number.NaN], around(1))).toEqual({
      result: 'noData',
      worse: false,
      message:
        '3 samples of the canary and 20 of the baseline: it takes 4 of each',
    });
  });

  // Worked out with SciPy: mannwhitneyu(x, y, method='asymptotic').
  it.each([
    [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 1 - 0.01219],
    [[1, 2, 2, 3, 9], [2, 4, 4, 5, 6], 1 - 0.28884],
  ])('is as sure as SciPy', (canary, baseline, confidence) => {
    expect(compareCanary(canary, baseline).confidence).toBeCloseTo(
      confidence,
      3,
    );
  });

  it('gives the difference in percent of the baseline, where that is not 0', () => {
    expect(
      compareCanary(around(120), around(100)).differencePercent,
    ).toBeCloseTo(20);
    expect(compareCanary([1, 1, 1, 1], [0, 0, 0, 0])).not.toHaveProperty(
      'differencePercent',
    );
  });

  it('turns around with its sides', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 50 }), {
      minLength: 4,
      maxLength: 30,
    });
    const mirror = { high: 'low', low: 'high', pass: 'pass', noData: 'noData' };
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const [there, back] = [compareCanary(a, b), compareCanary(b, a)];
        expect(back.result).toBe(mirror[there.result]);
        expect(back.confidence).toBeCloseTo(there.confidence ?? 0, 9);
        expect(there.confidence).toBeGreaterThanOrEqual(-1e-6);
        expect(there.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses options out of range', () => {
    expect(() => compareCanary([], [], { confidence: 1 })).toThrow(
      'confidence',
    );
    expect(() => compareCanary([], [], { tolerance: -1 })).toThrow('tolerance');
  });
});
