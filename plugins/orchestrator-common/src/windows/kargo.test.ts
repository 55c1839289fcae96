import type { Window } from './types';
import { windowState } from './windowState';

/*
 * What Kargo says of its promotion windows: how-to-guides/45-promotion-windows.md of the documentation in akuity/kargo,
 * "Scheduling" and "Allow and Deny Precedence", with the windows of its examples. Its end is our duration.
 */
const NEW_YORK = 'America/New_York';

const BUSINESS_HOURS: Window = {
  kind: 'allow',
  timezone: NEW_YORK,
  rrule:
    'DTSTART;TZID=America/New_York:20260105T090000\nFREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  duration: '8h',
};
const NIGHTLY: Window = {
  kind: 'allow',
  timezone: NEW_YORK,
  rrule: 'DTSTART;TZID=America/New_York:20260101T170000\nFREQ=DAILY',
  duration: '15h',
};
const FRIDAY_SLOT: Window = {
  kind: 'allow',
  timezone: NEW_YORK,
  rrule: 'DTSTART;TZID=America/New_York:20260102T130000\nFREQ=WEEKLY;BYDAY=FR',
  duration: '4h',
};
const WORK_HOURS: Window = {
  kind: 'allow',
  timezone: NEW_YORK,
  rrule: 'DTSTART;TZID=America/New_York:20260101T090000\nFREQ=DAILY',
  duration: '8h',
};
const freeze = (from: string, to: string): Window => ({
  kind: 'deny',
  timezone: 'UTC',
  ranges: [{ from, to }],
});
const INCIDENT = freeze('2026-03-15T00:00', '2026-03-17T00:00');
const END_OF_YEAR = freeze('2026-12-24T00:00', '2026-12-27T00:00');

describe('the promotion windows of Kargo', () => {
  it.each<[string, Window[], string, boolean]>([
    ['no window', [], '2026-03-15T12:00:00Z', true],
    // Follows working hours over the changes of clocks on 8 March and 1 November.
    ['nine o’clock in winter', [BUSINESS_HOURS], '2026-03-06T14:00:00Z', true],
    ['before nine in winter', [BUSINESS_HOURS], '2026-03-06T13:59:59Z', false],
    ['nine o’clock in summer', [BUSINESS_HOURS], '2026-03-09T13:00:00Z', true],
    ['before nine in summer', [BUSINESS_HOURS], '2026-03-09T12:59:59Z', false],
    ['five o’clock in summer', [BUSINESS_HOURS], '2026-03-09T21:00:00Z', false],
    ['the last summer morning', [BUSINESS_HOURS], '2026-10-30T13:00:00Z', true],
    [
      'before nine after autumn',
      [BUSINESS_HOURS],
      '2026-11-02T13:59:59Z',
      false,
    ],
    [
      'nine o’clock after autumn',
      [BUSINESS_HOURS],
      '2026-11-02T14:00:00Z',
      true,
    ],
    ['a Saturday', [BUSINESS_HOURS], '2026-03-07T15:00:00Z', false],
    ['before its first day', [BUSINESS_HOURS], '2026-01-02T15:00:00Z', false],
    ['over midnight', [NIGHTLY], '2026-06-02T06:00:00Z', true],
    ['until eight in the morning', [NIGHTLY], '2026-06-02T11:59:59Z', true],
    ['after eight in the morning', [NIGHTLY], '2026-06-02T12:00:00Z', false],
    ['a Friday at one', [FRIDAY_SLOT], '2026-06-05T17:00:00Z', true],
    ['a Thursday at one', [FRIDAY_SLOT], '2026-06-04T17:00:00Z', false],
    [
      'one of two allow windows',
      [FRIDAY_SLOT, NIGHTLY],
      '2026-06-02T06:00:00Z',
      true,
    ],
    [
      'none of two allow windows',
      [FRIDAY_SLOT, NIGHTLY],
      '2026-06-02T15:00:00Z',
      false,
    ],
    // Work hours, and a freeze of two days.
    [
      'the day before the freeze',
      [WORK_HOURS, INCIDENT],
      '2026-03-14T15:00:00Z',
      true,
    ],
    [
      'the first day of the freeze',
      [WORK_HOURS, INCIDENT],
      '2026-03-15T15:00:00Z',
      false,
    ],
    [
      'the second day of the freeze',
      [WORK_HOURS, INCIDENT],
      '2026-03-16T15:00:00Z',
      false,
    ],
    [
      'the day after the freeze',
      [WORK_HOURS, INCIDENT],
      '2026-03-17T15:00:00Z',
      true,
    ],
    [
      'the night after the freeze',
      [WORK_HOURS, INCIDENT],
      '2026-03-17T03:00:00Z',
      false,
    ],
  ])('%s', (_, windows, at, open) => {
    expect(windowState(windows, at).open).toBe(open);
  });

  it('say when they open again', () => {
    expect(windowState([END_OF_YEAR], '2026-12-25T12:00:00Z')).toMatchObject({
      open: false,
      nextOpen: '2026-12-27T00:00:00.000Z',
    });
    expect(
      windowState([WORK_HOURS, INCIDENT], '2026-03-15T15:00:00Z').nextOpen,
    ).toBe('2026-03-17T13:00:00.000Z');
  });
});
