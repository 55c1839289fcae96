import { Settings } from 'luxon';
import { formatInstant, parseInstant } from '../pacing';
import type { Window } from './types';
import { windowState } from './windowState';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
const lordHowe = 'Australia/Lord_Howe';

const nightly = (timezone: string, hour: number, minute = 0): Window => ({
  kind: 'allow',
  timezone,
  rrule: `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=${minute}`,
  duration: '1h',
});
const iso = (text: string) => new Date(text).toISOString();

describe('daylight saving', () => {
  it.each([
    ['Berlin in winter', berlin, '2026-03-28T08:00:00Z'],
    ['Berlin in summer', berlin, '2026-03-29T07:00:00Z'],
    ['Berlin in summer, last day', berlin, '2026-10-24T07:00:00Z'],
    ['Berlin in winter again', berlin, '2026-10-25T08:00:00Z'],
    ['New York before the change', newYork, '2026-03-07T14:00:00Z'],
    ['New York after the change', newYork, '2026-03-08T13:00:00Z'],
    ['New York in autumn, last day', newYork, '2026-10-31T13:00:00Z'],
    ['New York in winter again', newYork, '2026-11-01T14:00:00Z'],
    ['Lord Howe in its summer, 11 h ahead', lordHowe, '2026-04-03T22:00:00Z'],
    ['Lord Howe in its winter, 10.5 h ahead', lordHowe, '2026-04-04T22:30:00Z'],
    ['Lord Howe in its summer again', lordHowe, '2026-10-03T22:00:00Z'],
  ])('leaves nine o’clock at nine o’clock: %s', (_, timezone, nine) => {
    const opens = parseInstant(nine, 'nine');
    const stateAt = (instant: number) =>
      windowState([nightly(timezone, 9)], formatInstant(instant));
    expect(stateAt(opens - 1)).toMatchObject({
      open: false,
      nextOpen: formatInstant(opens),
    });
    expect(stateAt(opens).open).toBe(true);
    expect(stateAt(opens).nextClose).toBe(formatInstant(opens + 3_600_000));
  });

  it.each([
    // 02:30 is skipped and read with the offset from before.
    ['Berlin', berlin, 2, 30, '2026-03-29T00:00:00Z', '2026-03-29T01:30:00Z'],
    [
      'New York',
      newYork,
      2,
      30,
      '2026-03-08T05:00:00Z',
      '2026-03-08T07:30:00Z',
    ],
    [
      'Lord Howe',
      lordHowe,
      2,
      15,
      '2026-10-03T14:00:00Z',
      '2026-10-03T15:45:00Z',
    ],
  ])(
    'opens in the skipped hour of %s as if clocks had not changed',
    (_, timezone, hour, minute, at, opens) => {
      expect(windowState([nightly(timezone, hour, minute)], at).nextOpen).toBe(
        iso(opens),
      );
    },
  );

  it.each([
    ['Berlin', berlin, 2, 30, '2026-10-24T23:00:00Z', '2026-10-25T00:30:00Z'],
    [
      'New York',
      newYork,
      1,
      30,
      '2026-11-01T04:00:00Z',
      '2026-11-01T05:30:00Z',
    ],
    [
      'Lord Howe',
      lordHowe,
      1,
      45,
      '2026-04-04T13:00:00Z',
      '2026-04-04T14:45:00Z',
    ],
  ])(
    'opens in the repeated hour of %s the first time, whatever the day it is asked',
    (_, timezone, hour, minute, at, opens) => {
      const realNow = Settings.now;
      try {
        for (const today of ['2026-01-15', '2026-07-15']) {
          Settings.now = () => Date.parse(today);
          const window = nightly(timezone, hour, minute);
          expect(windowState([window], at).nextOpen).toBe(iso(opens));
        }
      } finally {
        Settings.now = realNow;
      }
    },
  );

  // Each zone skips an hour in spring, and repeats one in autumn.
  it.each([
    ['Berlin in spring', berlin, '2026-03-28T22:00:00Z', 6],
    ['Berlin in autumn', berlin, '2026-10-24T22:00:00Z', 6],
    ['New York in spring', newYork, '2026-03-08T04:00:00Z', 6],
    ['New York in autumn', newYork, '2026-11-01T04:00:00Z', 6],
  ])(
    'opens every real hour for what comes every hour: %s',
    (_, timezone, from, hours) => {
      const hourly: Window = {
        kind: 'allow',
        timezone,
        rrule: 'FREQ=HOURLY',
        duration: '30m',
      };
      const start = Date.parse(from);
      const openAt = (ms: number) =>
        windowState([hourly], formatInstant(ms)).open;
      const opens = Array.from({ length: hours }, (__, hour) =>
        openAt(start + hour * 3_600_000 + 60_000),
      );
      expect(opens).not.toContain(false);
    },
  );

  it.each([
    [berlin, '2026-10-24T12:00:00Z'],
    [newYork, '2026-10-31T12:00:00Z'],
    [berlin, '2026-03-28T12:00:00Z'],
    [newYork, '2026-03-07T12:00:00Z'],
  ])('leaves no gap in a freeze of every hour of %s', (timezone, at) => {
    const always: Window = {
      kind: 'deny',
      timezone,
      rrule: 'FREQ=HOURLY',
      duration: '1h',
    };
    expect(windowState([always], at)).toEqual({
      open: false,
      reason: 'Closed by the deny window number 1.',
    });
  });

  // Rules that name the hour of the change, and what their day is then.
  it.each([
    [
      'weekly, skipped',
      berlin,
      'FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30',
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'weekly, repeated',
      berlin,
      'FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30',
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00Z',
    ],
    [
      'the last Sunday of March',
      berlin,
      'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;BYHOUR=2',
      '2026-01-01T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'weekly, skipped',
      newYork,
      'FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=30',
      '2026-03-07T12:00:00Z',
      '2026-03-08T07:30:00Z',
    ],
    [
      'weekly, repeated',
      newYork,
      'FREQ=WEEKLY;BYDAY=SU;BYHOUR=1;BYMINUTE=30',
      '2026-10-31T12:00:00Z',
      '2026-11-01T05:30:00Z',
    ],
    [
      'monthly, repeated',
      newYork,
      'FREQ=MONTHLY;BYDAY=1SU;BYHOUR=1;BYMINUTE=30',
      '2026-10-31T12:00:00Z',
      '2026-11-01T05:30:00Z',
    ],
  ])('%s hour in %s', (_, timezone, rrule, at, opens) => {
    expect(
      windowState([{ kind: 'allow', timezone, rrule, duration: '15m' }], at)
        .nextOpen,
    ).toBe(iso(opens));
  });

  it('lets a day last 23 or 25 hours, and 24 hours last 24 hours', () => {
    const day = (from: string, duration: string) =>
      windowState(
        [
          {
            kind: 'allow',
            timezone: berlin,
            rrule: `DTSTART:${from}\nFREQ=DAILY;COUNT=1`,
            duration,
          },
        ],
        '2026-01-01T00:00:00Z',
      );
    expect(day('20260329T000000', 'P1D').nextClose).toBe(
      '2026-03-29T22:00:00.000Z',
    );
    expect(day('20260329T000000', 'PT24H').nextClose).toBe(
      '2026-03-29T23:00:00.000Z',
    );
    expect(day('20261025T000000', '1d').nextClose).toBe(
      '2026-10-25T23:00:00.000Z',
    );
    expect(day('20261025T000000', '24h').nextClose).toBe(
      '2026-10-25T22:00:00.000Z',
    );
  });

  it('reads ranges without offset in the local time of the window', () => {
    const range: Window = {
      kind: 'deny',
      timezone: newYork,
      ranges: [{ from: '2026-03-08T00:00', to: '2026-03-09T00:00:00' }],
    };
    expect(windowState([range], '2026-03-01T00:00:00Z')).toMatchObject({
      nextClose: '2026-03-08T05:00:00.000Z',
      nextOpen: '2026-03-09T04:00:00.000Z',
    });
  });
});
