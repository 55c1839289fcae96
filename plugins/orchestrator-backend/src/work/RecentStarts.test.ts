import { TestClock } from '../testing';
import { RecentStarts } from './RecentStarts';

const MINUTE_MS = 60_000;

describe('RecentStarts', () => {
  it('tells how much was taken a minute over the last five, by lane', () => {
    const clock = new TestClock();
    const starts = new RecentStarts(clock);
    expect(starts.perMinute()).toEqual({});
    for (let minute = 0; minute < 10; minute += 1) {
      starts.add('git');
      starts.add('git');
      clock.advance(MINUTE_MS);
    }
    starts.add('train');
    expect(starts.perMinute().git).toBeCloseTo(2, 0);
    expect(starts.perMinute().train).toBeCloseTo(0.2, 2);
    clock.advance(6 * MINUTE_MS);
    expect(starts.perMinute()).toEqual({});
  });

  it('does not take a process that has just begun for a slow one', () => {
    const clock = new TestClock();
    const starts = new RecentStarts(clock);
    for (let start = 0; start < 30; start += 1) {
      starts.add('git');
      clock.advance(2_000);
    }
    expect(starts.perMinute().git).toBeCloseTo(30);
  });
});
