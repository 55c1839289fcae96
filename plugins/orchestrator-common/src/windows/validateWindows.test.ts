import type { Window } from './types';
import { validateWindows, windowState } from './windowState';

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

describe('validateWindows', () => {
  const good: Window = workdays;

  it('accepts what can be read', () => {
    expect(() => validateWindows([good, freeze])).not.toThrow();
  });

  it.each<[Partial<Window>, RegExp]>([
    [{ kind: 'maybe' as 'deny' }, /^windows\[0\]\.kind: found "maybe"/],
    [
      { timezone: 'Mars/Base' },
      /^windows\[0\]\.timezone: found "Mars\/Base", accepted is an IANA time zone/,
    ],
    [{ timezone: 'local' }, /^windows\[0\]\.timezone: found "local"/],
    [{ timezone: undefined }, /^windows\[0\]\.timezone: found nothing/],
    [
      { rrule: undefined, duration: undefined },
      /^windows\[0\]: found .*accepted is a window with an rrule, or with ranges/,
    ],
    [{ rrule: undefined, ranges: [] }, /accepted is a window with an rrule/],
    [
      { duration: undefined },
      /^windows\[0\]\.duration: found nothing, accepted is the duration of each repetition/,
    ],
    [{ duration: '0s' }, /^windows\[0\]\.duration: found "0s"/],
    [{ duration: 'long' }, /^windows\[0\]\.duration: found "long"/],
    [
      { rrule: undefined, ranges: freeze.ranges },
      /^windows\[0\]\.duration: found "8h", accepted is a duration beside an rrule only/,
    ],
    [
      { ranges: [{ from: '2026-01-02T00:00Z', to: '2026-01-01T00:00Z' }] },
      /^windows\[0\]\.ranges\[0\]\.to: found .*a time after from/,
    ],
    [
      { ranges: [{ from: '2026-01-02', to: '2026-01-05' }] },
      /^windows\[0\]\.ranges\[0\]\.from: found "2026-01-02", accepted is a date with its time, such as "2026-01-02T00:00"/,
    ],
    [
      { ranges: [{ from: 'soon', to: '2026-01-05' }] },
      /^windows\[0\]\.ranges\[0\]\.from: found "soon"/,
    ],
    [
      { ranges: [{ from: '2026-02-30T00:00', to: '2026-03-05T00:00' }] },
      /^windows\[0\]\.ranges\[0\]\.from: found "2026-02-30T00:00Z"/,
    ],
    [{ rrule: '' }, /^windows\[0\]\.rrule: found ""/],
    [{ rrule: 'nonsense' }, /^windows\[0\]\.rrule/],
    [{ rrule: 'FREQ=DAILY\nFREQ=DAILY' }, /accepted is one rule/],
    [
      { rrule: 'DTSTART:20260101\nDTSTART:20260101\nFREQ=DAILY' },
      /at most one DTSTART/,
    ],
    [{ rrule: 'FREQ=DAILY;FREQ=DAILY' }, /each name once/],
    [
      { rrule: 'FREQ=DAILY;BYHOUR' },
      /accepted is parts of the form|whole numbers/,
    ],
    [{ rrule: 'FREQ=DAILY;WKST' }, /.rrule/],
    [
      { rrule: 'FREQ=DAILY;COLOUR=red' },
      /^windows\[0\]\.rrule COLOUR: found "COLOUR", accepted is one of FREQ, BYDAY/,
    ],
    [
      { rrule: 'FREQ=MINUTELY' },
      /^windows\[0\]\.rrule FREQ: found "MINUTELY", accepted is one of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY/,
    ],
    [{ rrule: 'BYHOUR=9' }, /^windows\[0\]\.rrule FREQ: found nothing/],
    [
      { rrule: 'FREQ=DAILY;BYHOUR=24' },
      /^windows\[0\]\.rrule BYHOUR: found "24", accepted is whole numbers from 0 to 23/,
    ],
    [{ rrule: 'FREQ=DAILY;BYHOUR=9,x' }, /BYHOUR: found "9,x"/],
    [{ rrule: 'FREQ=DAILY;BYHOUR=-1' }, /BYHOUR: found "-1"/],
    [
      { rrule: 'FREQ=MONTHLY;BYMONTHDAY=0' },
      /BYMONTHDAY: found "0".*counted from the end/,
    ],
    [{ rrule: 'FREQ=WEEKLY;BYDAY=XX' }, /BYDAY: found "XX"/],
    [{ rrule: 'FREQ=WEEKLY;WKST=1' }, /WKST: found "1"/],
    [
      { rrule: 'DTSTART:20260101\nFREQ=DAILY;INTERVAL=1,2' },
      /INTERVAL: found "1,2", accepted is a whole number/,
    ],
    [
      { rrule: 'FREQ=WEEKLY;INTERVAL=2' },
      /a DTSTART line before a rule with INTERVAL or COUNT/,
    ],
    [{ rrule: 'FREQ=WEEKLY;COUNT=2' }, /a DTSTART line before a rule/],
    [
      { rrule: 'DTSTART:20260101\nFREQ=DAILY;COUNT=2;UNTIL=20270101' },
      /UNTIL or COUNT, not both/,
    ],
    [
      { rrule: 'DTSTART;TZID=America/New_York:20260101T000000\nFREQ=DAILY' },
      /DTSTART: found .*accepted is the window’s own time zone, Europe\/Berlin/,
    ],
    [
      { rrule: 'DTSTART:yesterday\nFREQ=DAILY' },
      /^windows\[0\]\.rrule DTSTART: found "yesterday"/,
    ],
    [
      { rrule: 'FREQ=DAILY;UNTIL=20260230' },
      /^windows\[0\]\.rrule UNTIL: found "2026-02-30/,
    ],
  ])('refuses %j and names the field', (change, message) => {
    expect(() => validateWindows([{ ...good, ...change }])).toThrow(message);
  });

  it('refuses an instant that can’t be read', () => {
    expect(() => windowState([], '2026-03-04')).toThrow(/^at: found/);
  });
});
