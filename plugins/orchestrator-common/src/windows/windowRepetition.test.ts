import type { Window } from './types';
import { windowRepetition } from './windowRepetition';

const FROM = '2030-02-28T22:00:00Z';
const TO = '2030-05-01T00:00:00Z';

function repetition(rrule: string | undefined, more: Partial<Window> = {}) {
  return windowRepetition(
    { kind: 'deny', timezone: 'Europe/Berlin', rrule, duration: '8h', ...more },
    FROM,
    TO,
  );
}

describe('windowRepetition', () => {
  it.each([
    [
      'FREQ=WEEKLY;BYDAY=FR;BYHOUR=18',
      '2030-03-01T18:00:00',
      'FREQ=WEEKLY;BYDAY=FR;BYHOUR=18;UNTIL=20300501T000000Z',
    ],
    [
      'FREQ=MONTHLY',
      '2030-03-01T00:00:00',
      'FREQ=MONTHLY;UNTIL=20300501T000000Z',
    ],
    [
      'DTSTART:20300107T090000\nFREQ=WEEKLY;INTERVAL=2',
      '2030-03-04T09:00:00',
      'FREQ=WEEKLY;INTERVAL=2;UNTIL=20300501T000000Z',
    ],
    [
      'DTSTART:20300107T090000\nFREQ=DAILY;COUNT=3',
      '2030-01-07T09:00:00',
      'FREQ=DAILY;COUNT=3',
    ],
    [
      'FREQ=DAILY;BYHOUR=9;UNTIL=20300310',
      '2030-03-01T09:00:00',
      // The end of that day in Berlin.
      'FREQ=DAILY;BYHOUR=9;UNTIL=20300310T225959Z',
    ],
  ])('begins %j with its first repetition', (rrule, start, rule) => {
    expect(repetition(rrule)).toEqual({ start, rule, duration: 'PT8H' });
  });

  it.each([
    ['2d', 'P2D'],
    ['1d12h', 'P1DT12H'],
    ['90m', 'PT1H30M'],
    ['45s', 'PT45S'],
    ['P1DT1H', 'P1DT1H'],
  ])('writes the duration %s as %s', (duration, expected) => {
    expect(repetition('FREQ=DAILY', { duration })?.duration).toBe(expected);
  });

  it('has nothing to say of ranges, and of what is over', () => {
    expect(
      repetition(undefined, { duration: undefined, ranges: [] }),
    ).toBeUndefined();
    expect(repetition('FREQ=DAILY;UNTIL=20290101')).toBeUndefined();
    expect(repetition('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')).toBeUndefined();
  });
});
