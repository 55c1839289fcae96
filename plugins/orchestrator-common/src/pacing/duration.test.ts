import fc from 'fast-check';
import { formatDuration, parseDuration, parseDurationParts } from './duration';

describe('parseDuration', () => {
  it.each([
    ['PT5M', 300_000],
    ['PT1H30M', 5_400_000],
    ['P2D', 172_800_000],
    ['P1DT12H', 129_600_000],
    ['P2W', 1_209_600_000],
    ['PT0.5S', 500],
    ['PT1,5H', 5_400_000],
    ['PT0S', 0],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['30s', 30_000],
    ['500ms', 500],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
    ['1m500ms', 60_500],
    ['0s', 0],
  ])('reads %s as %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '5',
    'm',
    '-5m',
    '+5m',
    ' 5m',
    '5 m',
    '30m1h',
    '5m5m',
    'P',
    'PT',
    'P1DT',
    'PT5',
    'pt5m',
    '1e3s',
    `${'9'.repeat(20)}w`,
    '1'.repeat(70),
  ])('refuses %j and says what was found and what is accepted', text => {
    expect(() => parseDuration(text, 'metrics[0].interval')).toThrow(
      /^metrics\[0\]\.interval: found ".*, accepted is a duration such as "PT5M"/,
    );
  });

  it('refuses what is no text', () => {
    expect(() => parseDuration(undefined as unknown as string)).toThrow(
      'duration: found nothing, accepted is a duration',
    );
    expect(() => parseDuration(5 as unknown as string)).toThrow('found 5');
  });

  it.each(['P1Y', 'P1M', 'P1Y2M3D'])(
    'says of %s that months and years have no fixed length',
    text => {
      expect(() => parseDuration(text)).toThrow(/no fixed length/);
    },
  );

  it('keeps whole days apart from exact time', () => {
    expect(parseDurationParts('P1W2DT3H')).toEqual({
      days: 9,
      milliseconds: 10_800_000,
    });
    expect(parseDurationParts('1.5d')).toEqual({
      days: 1,
      milliseconds: 43_200_000,
    });
    expect(parseDurationParts('24h')).toEqual({
      days: 0,
      milliseconds: 86_400_000,
    });
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [500, '500ms'],
    [60_000, '1m'],
    [5_400_000, '1h30m'],
    [172_800_000, '2d'],
    [90_061_001, '1d1h1m1s1ms'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('writes what parseDuration reads back to the same number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e14 }), milliseconds => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %d',
    milliseconds => {
      expect(() => formatDuration(milliseconds)).toThrow(/whole number/);
    },
  );
});
