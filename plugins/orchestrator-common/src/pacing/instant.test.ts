import { quoteFound } from './badInput';
import { formatInstant, parseInstant } from './instant';

describe('parseInstant', () => {
  it.each([
    ['2026-03-01T09:00:00Z', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T09:00Z', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.5+01:00', '2026-03-01T09:00:00.500Z'],
    ['2024-02-29T00:00:00-05:00', '2024-02-29T05:00:00.000Z'],
  ])('reads %s', (text, utc) => {
    expect(formatInstant(parseInstant(text, 'at'))).toBe(utc);
  });

  it.each([
    '2026-03-01',
    '2026-03-01T09:00:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    '1 March 2026',
    '',
    17 as unknown as string,
  ])('refuses %j and names the field', text => {
    expect(() => parseInstant(text, 'run.at')).toThrow(
      /^run\.at: found .*, accepted is a date and time with its offset/,
    );
  });
});

describe('quoteFound', () => {
  it.each([
    [undefined, 'nothing'],
    [12, '12'],
    [BigInt(3), '3'],
    ['a', '"a"'],
    [{ a: 1 }, '{"a":1}'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
    ['x'.repeat(300), `"${'x'.repeat(119)}…`],
  ])('shows %p as %s', (value, text) => {
    expect(quoteFound(value)).toBe(text);
  });
});
