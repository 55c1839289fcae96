import type { Window } from './types';
import { windowState } from './windowState';

const berlin = 'Europe/Berlin';

const workdays: Window = {
  kind: 'allow',
  timezone: berlin,
  rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9',
  duration: '8h',
  reason: 'office hours',
};
const freeze: Window = {
  kind: 'deny',
  timezone: berlin,
  ranges: [{ from: '2026-12-20T00:00', to: '2027-01-04T00:00' }],
  reason: 'year end',
};
const iso = (text: string) => new Date(text).toISOString();

describe('windowState', () => {
  it('is open without windows, with no change in sight', () => {
    expect(windowState([], '2026-03-04T00:00:00Z')).toEqual({
      open: true,
      reason: 'Open, there are no windows.',
    });
  });

  it('is open inside of an allow window, until its end', () => {
    expect(windowState([workdays], '2026-03-04T10:00:00+01:00')).toEqual({
      open: true,
      reason: 'Open by the allow window “office hours”.',
      nextClose: iso('2026-03-04T17:00:00+01:00'),
      nextOpen: iso('2026-03-05T09:00:00+01:00'),
    });
  });

  it('is closed outside of all allow windows, until the next one', () => {
    expect(windowState([workdays], '2026-03-06T18:00:00+01:00')).toEqual({
      open: false,
      reason: 'Closed outside of the allow window “office hours”.',
      nextOpen: iso('2026-03-09T09:00:00+01:00'),
      nextClose: iso('2026-03-09T17:00:00+01:00'),
    });
  });

  it.each([
    ['2026-03-04T08:59:59.999+01:00', false],
    ['2026-03-04T09:00:00+01:00', true],
    ['2026-03-04T16:59:59.999+01:00', true],
    ['2026-03-04T17:00:00+01:00', false],
  ])(
    'takes the start in and leaves the end out: at %s open is %p',
    (at, open) => {
      expect(windowState([workdays], at).open).toBe(open);
    },
  );

  it('is closed by a deny window, even inside of an allow window', () => {
    expect(
      windowState([workdays, freeze], '2026-12-22T10:00:00+01:00'),
    ).toEqual({
      open: false,
      reason: 'Closed by the deny window “year end”.',
      nextOpen: iso('2027-01-04T09:00:00+01:00'),
      nextClose: iso('2027-01-04T17:00:00+01:00'),
    });
  });

  it('is open outside of deny windows where nothing must allow it', () => {
    expect(windowState([freeze], '2026-12-01T00:00:00Z')).toEqual({
      open: true,
      reason: 'Open, no deny window is active.',
      nextClose: iso('2026-12-20T00:00:00+01:00'),
      nextOpen: iso('2027-01-04T00:00:00+01:00'),
    });
    expect(windowState([freeze], '2027-02-01T00:00:00Z')).toEqual({
      open: true,
      reason: 'Open, no deny window is active.',
    });
  });

  it('needs one allow window of several', () => {
    const sunday: Window = {
      kind: 'allow',
      timezone: berlin,
      rrule: 'FREQ=WEEKLY;BYDAY=SU',
      duration: 'P1D',
    };
    expect(
      windowState([workdays, sunday], '2026-03-08T12:00:00+01:00'),
    ).toEqual({
      open: true,
      reason: 'Open by the allow window number 2.',
      nextClose: iso('2026-03-09T00:00:00+01:00'),
      nextOpen: iso('2026-03-09T09:00:00+01:00'),
    });
    expect(
      windowState([workdays, sunday], '2026-03-07T12:00:00+01:00').reason,
    ).toBe('Closed outside of the allow window “office hours”, number 2.');
  });

  it('knows no end of what never ends', () => {
    const always: Window = {
      kind: 'deny',
      timezone: 'UTC',
      rrule: 'FREQ=DAILY',
      duration: '24h',
    };
    expect(windowState([always], '2026-03-04T12:00:00Z')).toEqual({
      open: false,
      reason: 'Closed by the deny window number 1.',
    });
    const past: Window = {
      kind: 'allow',
      timezone: 'UTC',
      ranges: [{ from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' }],
    };
    expect(
      windowState([past], '2026-03-04T12:00:00Z').nextOpen,
    ).toBeUndefined();
  });

  it('takes windows that touch or overlap for one', () => {
    const parts: Window[] = [
      {
        kind: 'deny',
        timezone: 'UTC',
        ranges: [
          { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
          { from: '2026-01-02T00:00:00Z', to: '2026-01-04T00:00:00Z' },
        ],
      },
      {
        kind: 'deny',
        timezone: 'UTC',
        ranges: [{ from: '2026-01-03T00:00:00Z', to: '2026-01-05T00:00:00Z' }],
      },
    ];
    expect(windowState(parts, '2026-01-01T12:00:00Z').nextOpen).toBe(
      '2026-01-05T00:00:00.000Z',
    );
  });

  it('sees a repetition that began long before', () => {
    const summer: Window = {
      kind: 'deny',
      timezone: berlin,
      rrule: 'FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1',
      duration: '60d',
    };
    expect(windowState([summer], '2026-08-28T12:00:00Z')).toMatchObject({
      open: false,
      nextOpen: iso('2026-08-30T00:00:00+02:00'),
      nextClose: iso('2027-07-01T00:00:00+02:00'),
    });
  });

  it('finds a leap day eight years ahead', () => {
    const leapDay: Window = {
      kind: 'allow',
      timezone: 'UTC',
      rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
      duration: '1d',
    };
    expect(windowState([leapDay], '2096-03-01T00:00:00Z').nextOpen).toBe(
      '2104-02-29T00:00:00.000Z',
    );
  });

  it('gives up after ten thousand repetitions instead of guessing', () => {
    const hourly: Window = {
      kind: 'deny',
      timezone: 'UTC',
      rrule: 'FREQ=HOURLY',
      duration: '1h',
    };
    const later: Window = {
      kind: 'deny',
      timezone: 'UTC',
      ranges: [{ from: '2030-01-01T00:00:00Z', to: '2031-01-01T00:00:00Z' }],
    };
    const state = windowState([hourly, later], '2026-03-04T12:30:00Z');
    expect(state).toMatchObject({ open: false });
    expect(state.nextOpen).toBeUndefined();
  });

  it.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYHOUR=9;BYSETPOS=3',
  ])('ends soon for %s, which never comes true', rrule => {
    const never: Window = {
      kind: 'allow',
      timezone: 'UTC',
      rrule,
      duration: '1h',
    };
    expect(windowState([never], '2026-03-04T12:00:00Z')).toEqual({
      open: false,
      reason: 'Closed outside of the allow window number 1.',
    });
  });
});
