import fc from 'fast-check';
import { quantileOf, spreadOf, valueAt } from './spread';

describe('valueAt', () => {
  it.each([
    [[], 0.5, 0],
    [[7], 0, 7],
    [[7], 1, 7],
    [[0, 10], 0.25, 2.5],
    [[0, 10, 40], 0.5, 10],
    [[0, 10, 40], 0.75, 25],
    [[0, 10, 40], 1, 40],
  ])('of %j at %d is %d', (spread, quantile, value) => {
    expect(valueAt(spread, quantile)).toBe(value);
  });
});

describe('quantileOf', () => {
  it.each([
    [[10, 20], 5, 0],
    [[10, 20], 15, 0.5],
    [[10, 20], 20, 1],
    [[10, 20], 99, 1],
    [[10, 20, 60], 40, 0.75],
    [[10], 10, 1],
    [[], 10, 1],
  ])('of %j for %d is %d', (spread, value, quantile) => {
    expect(quantileOf(spread, value)).toBe(quantile);
  });

  it('undoes valueAt, where values differ', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), {
          minLength: 2,
          maxLength: 21,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, quantile) => {
          const spread = [...values].sort((a, b) => a - b);
          expect(quantileOf(spread, valueAt(spread, quantile))).toBeCloseTo(
            quantile,
            6,
          );
        },
      ),
    );
  });
});

describe('spreadOf', () => {
  it('is nothing without values, and keeps a few as they are, in order', () => {
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([3, 1, 2])).toEqual([1, 2, 3]);
  });

  it('keeps every fifth percent of many, the least and the most included', () => {
    const many = Array.from({ length: 101 }, (_, index) => 100 - index);
    const kept = spreadOf(many) ?? [];
    expect(kept).toHaveLength(21);
    kept.forEach((value, index) => expect(value).toBeCloseTo(5 * index, 9));
  });
});
