import { canarySize } from './sizes';

describe('canarySize', () => {
  it.each([
    [0, {}, 0],
    [1, {}, 1],
    [2, {}, 2],
    [3, {}, 3],
    [10, {}, 3],
    [30, {}, 3],
    [31, {}, 4],
    [41, {}, 5],
    [10_000, {}, 5],
    [100, { percent: '25%', max: 50 }, 25],
    [100, { percent: 2.5, min: 1 }, 3],
    [100, { percent: 100, max: 1_000 }, 100],
    [100, { min: 8 }, 8],
    [100, { max: 2 }, 2],
    [5, { min: 8 }, 5],
  ])('of %d targets with %p is %d', (total, canary, size) => {
    expect(canarySize(total, canary)).toBe(size);
  });

  it('is 0 when it is turned off', () => {
    expect(canarySize(100, false)).toBe(0);
  });

  it.each([
    [{ min: 0 }, /^rollout\.canary\.min: found 0/],
    [{ max: 1.5 }, /^rollout\.canary\.max: found 1.5/],
    [
      { min: 4, max: 3 },
      /^rollout\.canary\.min: found 4, accepted is a number up to max, 3/,
    ],
    [{ percent: 0 }, /^rollout\.canary\.percent: found 0/],
    [{ percent: '101%' }, /^rollout\.canary\.percent: found "101%"/],
    [{ percent: 'ten' }, /^rollout\.canary\.percent: found "ten"/],
  ])('refuses %p', (canary, message) => {
    expect(() => canarySize(10, canary)).toThrow(message);
  });
});
