import { planBatches, startable } from './planBatches';
import type { RolloutSpec } from './types';

const pad = (i: number) => `t${String(i).padStart(5, '0')}`;
const many = (count: number) => Array.from({ length: count }, (_, i) => pad(i));
const sizes = (count: number, rollout: RolloutSpec = {}) =>
  planBatches(many(count), rollout).map(({ targets }) => targets.length);

describe('planBatches', () => {
  it('plans nothing for no targets', () => {
    expect(planBatches([], {})).toEqual([]);
  });

  it('makes all of few targets canaries', () => {
    expect(planBatches(['b', 'a'], {})).toEqual([
      { name: 'canary', targets: ['a', 'b'] },
    ]);
  });

  it('names the batches in order', () => {
    expect(planBatches(many(30), {}).map(({ name }) => name)).toEqual([
      'canary',
      'batch-1',
      'batch-2',
    ]);
    expect(
      planBatches(many(40), { canary: false }).map(({ name }) => name),
    ).toEqual(['batch-1', 'batch-2', 'batch-3']);
  });

  it.each<[string, number, RolloutSpec, number[]]>([
    ['doubling up to 50', 200, {}, [5, 10, 20, 40, 50, 50, 25]],
    [
      'by the factor',
      60,
      { batches: { initial: 2, factor: 3, max: 20 } },
      [5, 2, 6, 18, 20, 9],
    ],
    [
      'by a fraction',
      25,
      { batches: { initial: 3, factor: 1.5 } },
      [3, 3, 4, 6, 9],
    ],
    ['not at all', 30, { batches: { factor: 1 } }, [3, 10, 10, 7]],
    [
      'from a size above the usual maximum',
      200,
      { batches: { initial: 80 } },
      [5, 80, 80, 35],
    ],
    [
      'no further than a maximum below the initial size',
      20,
      { batches: { max: 6 } },
      [3, 6, 6, 5],
    ],
    [
      'by shares of all',
      100,
      { batches: ['25%', 50, '100%'] },
      [5, 20, 25, 50],
    ],
    ['by shares, and the rest at last', 100, { batches: ['30%'] }, [5, 25, 70]],
    [
      'by shares without those that the canary has',
      10,
      { batches: ['10%', '50%', '100%'] },
      [3, 2, 5],
    ],
    [
      'by shares without a canary',
      10,
      { canary: false, batches: [50, 100] },
      [5, 5],
    ],
    [
      'larger than what may be in flight',
      100,
      { maxParallel: 2 },
      [5, 10, 20, 40, 25],
    ],
  ])('grows %s', (_, count, rollout, expected) => {
    expect(sizes(count, rollout)).toEqual(expected);
  });

  it.each<[RolloutSpec, RegExp]>([
    [{ batches: { initial: 0 } }, /^rollout\.batches\.initial: found 0/],
    [{ batches: { max: -1 } }, /^rollout\.batches\.max: found -1/],
    [{ batches: { factor: 0.5 } }, /^rollout\.batches\.factor: found 0.5/],
    [
      { batches: ['50%', '25%'] },
      /^rollout\.batches\[1\]: found "25%", accepted is more than the share before it, 50%/,
    ],
    [{ batches: ['x'] }, /^rollout\.batches\[0\]: found "x"/],
    [{ maxParallel: 0 }, /^rollout\.maxParallel: found 0/],
  ])('refuses %j', (rollout, message) => {
    expect(() => planBatches(many(20), rollout)).toThrow(message);
  });

  it('refuses a target that comes twice', () => {
    expect(() => planBatches(['a', 'b', 'a'], {})).toThrow(
      'targets: found "a", accepted is each target once',
    );
  });
});

describe('dependencies', () => {
  const chain = {
    a: { dependsOn: ['b'] },
    b: { dependsOn: ['c'] },
    c: {},
    d: {},
  };

  it('come first within a batch, then the id decides', () => {
    const rollout: RolloutSpec = { canary: false, describe: chain };
    expect(planBatches(['d', 'a', 'c', 'b'], rollout)).toEqual([
      { name: 'batch-1', targets: ['c', 'b', 'a', 'd'] },
    ]);
  });

  it('don’t count when the order is none', () => {
    const rollout: RolloutSpec = {
      canary: false,
      order: 'none',
      describe: chain,
    };
    expect(planBatches(['d', 'a', 'c', 'b'], rollout)[0].targets).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('keep a circle in one batch', () => {
    const rollout: RolloutSpec = {
      canary: false,
      batches: { initial: 2, factor: 1 },
      describe: { b: { dependsOn: ['c'] }, c: { dependsOn: ['b'] } },
    };
    expect(
      planBatches(['a', 'b', 'c', 'd'], rollout).map(({ targets }) => targets),
    ).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('make a batch larger where a circle is', () => {
    const ring = Object.fromEntries(
      many(6).map((id, i) => [id, { dependsOn: [pad((i + 1) % 6)] }]),
    );
    expect(
      sizes(8, {
        canary: false,
        batches: { initial: 2, factor: 1 },
        describe: ring,
      }),
    ).toEqual([6, 2]);
  });

  it('of a name that every object has are none', () => {
    expect(planBatches(['toString', 'constructor'], { describe: {} })).toEqual([
      { name: 'canary', targets: ['constructor', 'toString'] },
    ]);
  });
});

describe('startable', () => {
  it.each([
    [{}, 0, 10],
    [{}, 7, 3],
    [{}, 12, 0],
    [{ maxParallel: 2 }, 1, 1],
  ])('of %p with %d in flight is %d', (rollout, inFlight, more) => {
    expect(startable(rollout, inFlight)).toBe(more);
  });
});
