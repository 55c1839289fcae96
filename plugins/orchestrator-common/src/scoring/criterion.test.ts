import fc from 'fast-check';
import { compareWith, parseCriterion, targetOf } from './criterion';
import { aggregateHistory, type HistoryAggregate } from './history';

describe('parseCriterion', () => {
  const absolute = { percent: false, relative: false };
  it.each([
    ['<500', { operator: '<', value: 500, ...absolute }],
    ['<=500', { operator: '<=', value: 500, ...absolute }],
    ['=0', { operator: '=', value: 0, ...absolute }],
    ['>=.5', { operator: '>=', value: 0.5, ...absolute }],
    ['>99.9', { operator: '>', value: 99.9, ...absolute }],
    [' < = 5 0 0 ', { operator: '<=', value: 500, ...absolute }],
    [
      '<+10%',
      {
        operator: '<',
        value: 10,
        percent: true,
        relative: true,
        direction: 'increase',
      },
    ],
    [
      '<10%',
      {
        operator: '<',
        value: 10,
        percent: true,
        relative: true,
        direction: 'increase',
      },
    ],
    [
      '>=-8%',
      {
        operator: '>=',
        value: 8,
        percent: true,
        relative: true,
        direction: 'decrease',
      },
    ],
    [
      '<=+15',
      {
        operator: '<=',
        value: 15,
        percent: false,
        relative: true,
        direction: 'increase',
      },
    ],
    [
      '>-5',
      {
        operator: '>',
        value: 5,
        percent: false,
        relative: true,
        direction: 'decrease',
      },
    ],
  ])('reads %j', (text, criterion) => {
    expect(parseCriterion(text)).toEqual(criterion);
  });

  it.each([
    '',
    '500',
    '<',
    '==5',
    '=>5',
    '<+-5',
    '<5%%',
    '<5 ms',
    '< %',
    '!=5',
    '<.',
    '<1e3',
    5 as unknown as string,
  ])('refuses %j and names the field', text => {
    expect(() => parseCriterion(text, 'objectives[2].pass[0]')).toThrow(
      /^objectives\[2\]\.pass\[0\]: found .*, accepted is one of < <= = >= >/,
    );
  });

  it('reads back what it says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('<', '<=', '=', '>=', '>'),
        fc.constantFrom('', '+', '-'),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom('', '%'),
        (operator, sign, value, percent) => {
          const criterion = parseCriterion(
            `${operator}${sign}${value}${percent}`,
          );
          expect(criterion).toMatchObject({
            operator,
            value,
            percent: percent === '%',
            relative: sign !== '' || percent !== '',
          });
        },
      ),
    );
  });
});

describe('targetOf', () => {
  it.each([
    ['<500', 200, 500],
    ['<500', undefined, 500],
    ['<+10%', 200, 220],
    ['<10%', 200, 220],
    ['>-10%', 200, 180],
    ['<+10', 200, 210],
    ['>-10', 200, 190],
    ['>-10', undefined, undefined],
  ])('of %s over a history of %p is %p', (text, baseline, target) => {
    expect(targetOf(parseCriterion(text), baseline)).toBe(target);
  });
});

describe('compareWith', () => {
  it.each([
    ['<', [true, false, false]],
    ['<=', [true, true, false]],
    ['=', [false, true, false]],
    ['>=', [false, true, true]],
    ['>', [false, false, true]],
  ] as const)('by %s', (operator, answers) => {
    expect([1, 2, 3].map(value => compareWith(operator, value, 2))).toEqual(
      answers,
    );
  });
});

describe('aggregateHistory', () => {
  it.each<[HistoryAggregate, number[], number | undefined]>([
    ['avg', [], undefined],
    ['p90', [], undefined],
    ['avg', [1, 2, 6], 3],
    ['p50', [6, 1, 2], 2],
    ['p50', [1, 2, 3, 4], 2.5],
    ['p90', [1, 2, 3], 3],
    ['p90', [7], 7],
    ['p50', [7], 7],
    ['p90', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 99],
    ['p95', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 100],
  ])('%s of %p is %p', (aggregate, values, result) => {
    const answer = aggregateHistory(values, aggregate);
    expect(answer === undefined).toBe(result === undefined);
    expect(answer ?? 0).toBeCloseTo(result ?? 0, 10);
  });

  it('stays between the least and the largest value, and leaves them in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 }),
        fc.constantFrom<HistoryAggregate>('p50', 'p90', 'p95'),
        (values, aggregate) => {
          const copy = [...values];
          const result = aggregateHistory(values, aggregate) as number;
          expect(values).toEqual(copy);
          expect(result).toBeGreaterThanOrEqual(Math.min(...values));
          expect(result).toBeLessThanOrEqual(Math.max(...values));
        },
      ),
    );
  });

  it('refuses an aggregate that it doesn’t know', () => {
    expect(() => aggregateHistory([1], 'max' as HistoryAggregate)).toThrow(
      'aggregate: found "max", accepted is avg, p50, p90 or p95',
    );
  });
});
