import { windowRanges } from './windowRanges';

describe('windowRanges', () => {
  it.each([
    ['2026-12-31T00:00', '2026-12-30T23:00:00.000Z'],
    ['2026-07-01T00:00', '2026-06-30T22:00:00.000Z'],
    ['2026-12-31T00:00:00Z', '2026-12-31T00:00:00.000Z'],
    ['2026-12-31T00:00:00+05:00', '2026-12-30T19:00:00.000Z'],
  ])('reads %s in the zone of the window', (from, instant) => {
    expect(
      windowRanges({
        timezone: 'Europe/Berlin',
        ranges: [{ from, to: '2027-01-04T08:00' }],
      }),
    ).toEqual([{ from: instant, to: '2027-01-04T07:00:00.000Z' }]);
  });

  it('has none where a window has none', () => {
    expect(windowRanges({ timezone: 'UTC' })).toEqual([]);
  });
});
