import fc from 'fast-check';
import {
  afterFailure,
  defaultRetryPolicy,
  retryDelay,
  validateRetryPolicy,
  type ErrorClass,
} from './retries';

const now = '2026-03-01T12:00:00.000Z';
const middle = () => 0.5;

describe('retryDelay', () => {
  it.each([
    [1, 60_000],
    [2, 120_000],
    [3, 240_000],
    [4, 480_000],
    [5, 600_000],
    [6, 600_000],
    [5_000, 600_000],
  ])(
    'waits for attempt %d by default %d ms without jitter',
    (attempt, wait) => {
      expect(retryDelay(defaultRetryPolicy, attempt, middle)).toBe(wait);
    },
  );

  it('spreads from 80 % up to 120 %', () => {
    expect(retryDelay(defaultRetryPolicy, 1, () => 0)).toBe(48_000);
    expect(retryDelay(defaultRetryPolicy, 1, () => 0.25)).toBe(54_000);
    expect(retryDelay(defaultRetryPolicy, 1, () => 1 - 2 ** -53)).toBe(72_000);
    expect(retryDelay(defaultRetryPolicy, 9, () => 0.75)).toBe(660_000);
  });

  it('waits not at all when the initial interval is 0', () => {
    const policy = { ...defaultRetryPolicy, initialInterval: '0s' };
    expect(retryDelay(policy, 10_000, middle)).toBe(0);
  });

  it('never grows beyond 120 % of the longest interval, nor shrinks without jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 1, max: 10, noNaN: true }),
        (attempt, random, coefficient) => {
          const policy = { ...defaultRetryPolicy, coefficient };
          expect(retryDelay(policy, attempt, () => random)).toBeLessThanOrEqual(
            720_000,
          );
          expect(
            retryDelay(policy, attempt + 1, middle),
          ).toBeGreaterThanOrEqual(retryDelay(policy, attempt, middle));
        },
      ),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses attempt %d', attempt => {
    expect(() => retryDelay(defaultRetryPolicy, attempt, middle)).toThrow(
      /^attempt: found/,
    );
  });
});

describe('validateRetryPolicy', () => {
  it.each([
    [
      { initialInterval: 'soon' },
      /^spec\.retry\.initialInterval: found "soon"/,
    ],
    [{ maxInterval: '1x' }, /^spec\.retry\.maxInterval: found "1x"/],
    [{ coefficient: 0.5 }, /^spec\.retry\.coefficient: found 0.5/],
    [{ coefficient: Number.NaN }, /^spec\.retry\.coefficient/],
    [{ maxRetries: -1 }, /^spec\.retry\.maxRetries: found -1/],
    [{ maxRetries: 1.5 }, /^spec\.retry\.maxRetries/],
  ])('refuses %p and names the field', (change, message) => {
    expect(() =>
      validateRetryPolicy({ ...defaultRetryPolicy, ...change }, 'spec.retry'),
    ).toThrow(message);
  });
});

describe('afterFailure', () => {
  const decide = (
    failure: Parameters<typeof afterFailure>[1],
    attemptsUsed = 1,
  ) => afterFailure(defaultRetryPolicy, failure, attemptsUsed, now, middle);

  it.each([
    [1, '2026-03-01T12:01:00.000Z'],
    [2, '2026-03-01T12:02:00.000Z'],
    [3, '2026-03-01T12:04:00.000Z'],
  ])('retries a transient error after attempt %d at %s', (used, at) => {
    expect(decide({ class: 'transient' }, used)).toEqual({
      kind: 'retry',
      at,
      usesAttempt: true,
    });
  });

  it('puts a transient error among the dead letters when its retries are used up', () => {
    expect(decide({ class: 'transient' }, 4)).toEqual({ kind: 'deadLetter' });
  });

  it('gives up at once when no retries are wanted', () => {
    expect(
      afterFailure(
        { ...defaultRetryPolicy, maxRetries: 0 },
        { class: 'transient' },
        1,
        now,
        middle,
      ),
    ).toEqual({ kind: 'deadLetter' });
  });

  it.each([
    ['5m', '2026-03-01T12:05:00.000Z'],
    ['10s', '2026-03-01T12:01:00.000Z'],
    ['2026-03-01T13:00:00+00:00', '2026-03-01T13:00:00.000Z'],
  ])(
    'retries a transient error no earlier than retryAfter %s allows',
    (retryAfter, at) => {
      expect(decide({ class: 'transient', retryAfter })).toEqual({
        kind: 'retry',
        at,
        usesAttempt: true,
      });
    },
  );

  it.each([
    ['90s', '2026-03-01T12:01:30.000Z'],
    ['2026-03-01T12:10:00Z', '2026-03-01T12:10:00.000Z'],
    ['2026-03-01T11:00:00Z', now],
  ])(
    'waits for a rate limit until %s, and uses no attempt, however many there were',
    (retryAfter, at) => {
      expect(decide({ class: 'rateLimited', retryAfter }, 99)).toEqual({
        kind: 'retry',
        at,
        usesAttempt: false,
      });
    },
  );

  it.each([
    [undefined, '2026-03-01T12:01:00.000Z'],
    [1, '2026-03-01T12:01:00.000Z'],
    [2, '2026-03-01T12:02:00.000Z'],
    [3, '2026-03-01T12:04:00.000Z'],
    [50, '2026-03-01T13:00:00.000Z'],
  ])(
    'waits for the rate limit number %p in a row, without retryAfter, until %s',
    (rateLimitedInARow, at) => {
      expect(decide({ class: 'rateLimited', rateLimitedInARow })).toEqual({
        kind: 'retry',
        at,
        usesAttempt: false,
      });
    },
  );

  it('puts a permanent error among the dead letters at once', () => {
    expect(decide({ class: 'permanent' })).toEqual({ kind: 'deadLetter' });
  });

  it('leaves a cancelled attempt cancelled', () => {
    expect(decide({ class: 'cancelled' }, 9)).toEqual({ kind: 'cancelled' });
  });

  it('refuses what it can’t decide about', () => {
    expect(() => decide({ class: 'odd' as ErrorClass })).toThrow(
      /^failure\.class: found "odd"/,
    );
    expect(() =>
      decide({ class: 'rateLimited', rateLimitedInARow: 0 }),
    ).toThrow(/rateLimitedInARow/);
    expect(() => decide({ class: 'transient', retryAfter: 'later' })).toThrow(
      /^failure\.retryAfter: found "later"/,
    );
    expect(() =>
      afterFailure(
        defaultRetryPolicy,
        { class: 'cancelled' },
        1,
        'yesterday',
        middle,
      ),
    ).toThrow(/^now: found "yesterday"/);
  });
});
