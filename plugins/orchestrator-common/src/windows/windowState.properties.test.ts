import fc from 'fast-check';
import { formatInstant, parseInstant } from '../pacing';
import type { Window } from './types';
import { windowState } from './windowState';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
const lordHowe = 'Australia/Lord_Howe';

describe('for any windows', () => {
  const timezone = fc.constantFrom(berlin, newYork, lordHowe, 'UTC');
  const anyWindow: fc.Arbitrary<Window> = fc.oneof(
    fc.record({
      kind: fc.constantFrom<Window['kind']>('allow', 'deny'),
      timezone,
      rrule: fc.constantFrom(
        'FREQ=DAILY;BYHOUR=2;BYMINUTE=15',
        'FREQ=WEEKLY;BYDAY=SA,SU',
        'FREQ=HOURLY;BYHOUR=1,2,3',
        'FREQ=MONTHLY;BYMONTHDAY=-1',
      ),
      duration: fc.constantFrom('30m', '3h', '1d', '2d6h'),
    }),
    fc.record({
      kind: fc.constantFrom<Window['kind']>('allow', 'deny'),
      timezone,
      ranges: fc.constantFrom<NonNullable<Window['ranges']>>(
        [{ from: '2026-03-28T22:00', to: '2026-03-29T05:00' }],
        [{ from: '2026-10-25T00:00Z', to: '2026-10-25T04:00Z' }],
      ),
    }),
  );
  const instant = fc
    .integer({ min: 0, max: 366 * 96 })
    .map(quarters => Date.UTC(2026, 0, 1) + quarters * 900_000);

  it('changes at nextOpen and nextClose, and not before', () => {
    fc.assert(
      fc.property(
        fc.array(anyWindow, { maxLength: 3 }),
        instant,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (windows, at, part) => {
          const openAt = (ms: number) =>
            windowState(windows, formatInstant(ms)).open;
          const { open, nextOpen, nextClose } = windowState(
            windows,
            formatInstant(at),
          );
          const changeText = open ? nextClose : nextOpen;
          if (changeText === undefined) {
            return;
          }
          const change = parseInstant(changeText, 'change');
          expect(change).toBeGreaterThan(at);
          expect(openAt(change)).toBe(!open);
          expect(openAt(change - 1)).toBe(open);
          expect(openAt(Math.floor(at + part * (change - 1 - at)))).toBe(open);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is open exactly if no deny window is active and an allow window is, where there is one', () => {
    fc.assert(
      fc.property(
        fc.array(anyWindow, { maxLength: 3 }),
        instant,
        (windows, at) => {
          const text = formatInstant(at);
          const active = (window: Window) =>
            windowState([{ ...window, kind: 'allow' }], text).open;
          const allows = windows.filter(({ kind }) => kind === 'allow');
          const denies = windows.filter(({ kind }) => kind === 'deny');
          expect(windowState(windows, text).open).toBe(
            !denies.some(active) &&
              (allows.length === 0 || allows.some(active)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
