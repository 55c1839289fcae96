import { windowState } from './windowState';

const berlin = 'Europe/Berlin';
const iso = (text: string) => new Date(text).toISOString();

describe('a recurrence rule', () => {
  const opensAfter = (rrule: string, at: string, timezone = berlin) =>
    windowState([{ kind: 'allow', timezone, rrule, duration: '1h' }], at)
      .nextOpen;

  it.each([
    [
      'starts at midnight where nothing else is said',
      'FREQ=DAILY',
      '2026-03-04T00:00:00Z',
      '2026-03-04T23:00:00Z',
    ],
    [
      'starts on Monday',
      'FREQ=WEEKLY',
      '2026-03-04T00:00:00Z',
      '2026-03-08T23:00:00Z',
    ],
    [
      'starts on the first',
      'FREQ=MONTHLY',
      '2026-03-04T00:00:00Z',
      '2026-03-31T22:00:00Z',
    ],
    [
      'starts on New Year',
      'FREQ=YEARLY',
      '2026-03-04T00:00:00Z',
      '2026-12-31T23:00:00Z',
    ],
    [
      'may have RRULE: before it',
      'RRULE:FREQ=DAILY;BYHOUR=9;',
      '2026-03-04T00:00:00Z',
      '2026-03-04T08:00:00Z',
    ],
    [
      'knows the last Friday',
      'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=12',
      '2026-03-04T00:00:00Z',
      '2026-03-27T11:00:00Z',
    ],
    [
      'knows the first working day',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1',
      '2026-03-04T00:00:00Z',
      '2026-03-31T22:00:00Z',
    ],
    [
      'knows the last day',
      'FREQ=MONTHLY;BYMONTHDAY=-1;WKST=SU',
      '2026-03-04T00:00:00Z',
      '2026-03-30T22:00:00Z',
    ],
    [
      'keeps the time of its DTSTART',
      'DTSTART:20260101T093000\nRRULE:FREQ=DAILY',
      '2026-07-04T00:00:00Z',
      '2026-07-04T07:30:00Z',
    ],
    [
      'keeps the day of its DTSTART',
      'DTSTART:20260101\nFREQ=WEEKLY',
      '2026-07-04T00:00:00Z',
      '2026-07-08T22:00:00Z',
    ],
    [
      'takes a DTSTART of its own zone',
      'DTSTART;TZID=Europe/Berlin:20260101T093000\r\nFREQ=DAILY',
      '2026-07-04T00:00:00Z',
      '2026-07-04T07:30:00Z',
    ],
    [
      'takes a DTSTART in UTC for its local time',
      'DTSTART:20260101T080000Z\nFREQ=DAILY',
      '2026-07-04T00:00:00Z',
      '2026-07-04T07:00:00Z',
    ],
    [
      'takes a DTSTART among its parts',
      'FREQ=DAILY;DTSTART=20260101T093000',
      '2026-07-04T00:00:00Z',
      '2026-07-04T07:30:00Z',
    ],
    [
      'begins with its DTSTART',
      'DTSTART:20300101T090000\nFREQ=DAILY',
      '2026-07-04T00:00:00Z',
      '2030-01-01T08:00:00Z',
    ],
    [
      'counts weeks from its DTSTART',
      'DTSTART;VALUE=DATE-TIME:20260302T090000\nFREQ=WEEKLY;INTERVAL=2',
      '2026-03-09T00:00:00Z',
      '2026-03-16T08:00:00Z',
    ],
    [
      'counts weeks from its DTSTART years later',
      'DTSTART:20160104T090000\nFREQ=WEEKLY;INTERVAL=2',
      '2026-03-05T00:00:00Z',
      '2026-03-16T08:00:00Z',
    ],
    [
      'counts months from its DTSTART',
      'DTSTART:20260131T090000\nFREQ=MONTHLY;INTERVAL=2',
      '2026-02-01T00:00:00Z',
      '2026-03-31T07:00:00Z',
    ],
    [
      'repeats by the hour',
      'DTSTART:20260101T001500\nFREQ=HOURLY;INTERVAL=6',
      '2026-03-04T00:00:00Z',
      '2026-03-04T05:15:00Z',
    ],
  ])('%s', (_, rrule, at, opens) => {
    expect(opensAfter(rrule, at)).toBe(iso(opens));
  });

  it.each([
    [
      'after its COUNT',
      'DTSTART:20260301T090000\nFREQ=DAILY;COUNT=3',
      '2026-03-03T08:30:00Z',
    ],
    [
      'after UNTIL in local time',
      'FREQ=DAILY;BYHOUR=9;UNTIL=20260303T090000',
      '2026-03-03T08:30:00Z',
    ],
    [
      'after UNTIL in UTC',
      'FREQ=DAILY;BYHOUR=9;UNTIL=20260303T080000Z',
      '2026-03-03T08:30:00Z',
    ],
    [
      'after the day of UNTIL',
      'FREQ=DAILY;BYHOUR=9;UNTIL=20260303',
      '2026-03-03T08:30:00Z',
    ],
  ])('ends %s, which belongs to it', (_, rrule, at) => {
    const state = windowState(
      [{ kind: 'allow', timezone: berlin, rrule, duration: '1h' }],
      at,
    );
    expect(state.open).toBe(true);
    expect(state.nextOpen).toBeUndefined();
    expect(state.nextClose).toBe('2026-03-03T09:00:00.000Z');
  });
});
