import fc from 'fast-check';
import { formatInstant, parseInstant } from './instant';
import { admit, type RateLimit } from './rateLimits';

const at = '2026-03-01T12:00:00.000Z';
const atMs = parseInstant(at, 'at');
const before = (...seconds: number[]) =>
  seconds.map(s => formatInstant(atMs - s * 1_000));

const twoAMinute: RateLimit = { scope: 'host', max: 2, per: '1m' };
const threeAnHour: RateLimit = { scope: 'global', max: 3, per: '1h' };

describe('admit', () => {
  it('admits everything without limits', () => {
    expect(admit([], before(1, 2, 3), at)).toEqual({ admitted: true });
  });

  it('admits while there is room', () => {
    expect(admit([twoAMinute], before(10), at)).toEqual({ admitted: true });
  });

  it('makes the request wait until the oldest one leaves the window', () => {
    expect(admit([twoAMinute], before(10, 40), at)).toEqual({
      admitted: false,
      notBefore: '2026-03-01T12:00:20.000Z',
      limit: '2 per 1m (host)',
    });
  });

  it.each([
    [60, true],
    [59.999, false],
    [0, false],
  ])(
    'counts a request sent %d s ago over a minute: room left %p',
    (seconds, admitted) => {
      const limit: RateLimit = { scope: 'run', max: 1, per: 'PT1M' };
      expect(admit([limit], before(seconds), at).admitted).toBe(admitted);
    },
  );

  it('names the limit that makes it wait longest', () => {
    const sent = before(10, 40, 1_800);
    expect(admit([twoAMinute, threeAnHour], sent, at)).toEqual({
      admitted: false,
      notBefore: '2026-03-01T12:30:00.000Z',
      limit: '3 per 1h (global)',
    });
    expect(admit([threeAnHour, twoAMinute], sent, at)).toMatchObject({
      limit: '3 per 1h (global)',
    });
  });

  it('names the limit that binds last when room in one of them is taken by the other', () => {
    const sent = [...before(50, 40), ...before(-5, -15)];
    expect(admit([twoAMinute], sent, at)).toEqual({
      admitted: false,
      notBefore: '2026-03-01T12:01:05.000Z',
      limit: '2 per 1m (host)',
    });
  });

  it('takes a request reserved for later as no reason to wait now', () => {
    expect(admit([twoAMinute], before(-5, -15), at)).toEqual({
      admitted: true,
    });
  });

  it('counts each scope by its own list', () => {
    const sent = { host: before(1), global: before(1, 2, 3) };
    expect(admit([twoAMinute, threeAnHour], sent, at)).toMatchObject({
      admitted: false,
      limit: '3 per 1h (global)',
    });
    expect(admit([twoAMinute], sent, at)).toEqual({ admitted: true });
  });

  it('sends nothing when a count is missing', () => {
    expect(() => admit([twoAMinute], { global: [] }, at)).toThrow(
      'sent.host: found nothing, accepted is the list of requests that 2 per 1m (host) counts',
    );
  });

  it.each([
    [{ max: 0 }, /^limits\[0\]\.max: found 0/],
    [{ max: 1.5 }, /^limits\[0\]\.max: found 1.5/],
    [{ per: '0s' }, /^limits\[0\]\.per: found "0s"/],
    [{ per: 'x' }, /^limits\[0\]\.per: found "x"/],
  ])('refuses a limit with %p', (change, message) => {
    expect(() => admit([{ ...twoAMinute, ...change }], [], at)).toThrow(
      message,
    );
  });

  it('refuses an instant that can’t be read', () => {
    expect(() => admit([], [], 'now')).toThrow(/^at: found "now"/);
    expect(() => admit([twoAMinute], ['x'], at)).toThrow(/^sent\[0\]: found/);
  });

  it('agrees with counting each millisecond, and its notBefore is the first one admitted', () => {
    const limit = fc.record({
      scope: fc.constantFrom('global', 'host'),
      max: fc.integer({ min: 1, max: 4 }),
      per: fc.integer({ min: 1, max: 12 }).map(ms => `${ms}ms`),
    }) as fc.Arbitrary<RateLimit>;
    fc.assert(
      fc.property(
        fc.array(limit, { maxLength: 3 }),
        fc.array(fc.integer({ min: -20, max: 10 }), { maxLength: 12 }),
        (limits, offsets) => {
          const sentMs = offsets.map(offset => atMs + offset);
          const admittedAt = (instant: number) =>
            limits.every(({ max, per }) => {
              const length = Number(per.replace('ms', ''));
              const counted = sentMs.filter(
                t => instant - length < t && t <= instant,
              );
              return counted.length < max;
            });
          let first = atMs;
          while (!admittedAt(first)) {
            first += 1;
          }
          const labels = limits.map(l => `${l.max} per ${l.per} (${l.scope})`);
          const answer = admit(limits, sentMs.map(formatInstant), at);
          const waits = answer.admitted ? undefined : answer;
          expect(waits?.notBefore ?? at).toBe(formatInstant(first));
          expect(answer.admitted).toBe(first === atMs);
          expect([undefined, ...labels]).toContain(waits?.limit);
        },
      ),
      { numRuns: 500 },
    );
  });
});
