import { rolloutWindow } from '../sweep';
import type { Window } from './types';
import { windowState } from './windowState';

/*
 * What Argo CD says of its sync windows: docs/user-guide/sync_windows.md of argoproj/argo-cd, "Effect of Sync Windows".
 * A cron schedule of a time of day is a daily rule here.
 */
const window = (
  kind: Window['kind'],
  hour: number,
  duration: string,
  timezone = 'UTC',
): Window => ({ kind, timezone, rrule: `FREQ=DAILY;BYHOUR=${hour}`, duration });

const ALLOW_AT_9 = window('allow', 9, '8h');
const DENY_AT_22 = window('deny', 22, '1h');
const DENY_AT_10 = window('deny', 10, '1h');
const ALLOW_AT_10 = window('allow', 10, '2h');

describe('the sync windows of Argo CD', () => {
  it.each<[string, Window[], string, boolean]>([
    ['no window: all is allowed', [], '12:00', true],
    ['an allow window that is active', [ALLOW_AT_9], '12:00', true],
    ['an allow window that is not', [ALLOW_AT_9], '08:59', false],
    ['one of two allow windows', [ALLOW_AT_9, ALLOW_AT_10], '09:30', true],
    ['none of two allow windows', [ALLOW_AT_9, ALLOW_AT_10], '18:00', false],
    ['a deny window that is active', [DENY_AT_22], '22:30', false],
    ['a deny window that is not', [DENY_AT_22], '21:59', true],
    [
      'a deny window over an allow window',
      [ALLOW_AT_9, DENY_AT_10],
      '10:30',
      false,
    ],
    [
      'an allow window beside an inactive deny',
      [ALLOW_AT_9, DENY_AT_10],
      '11:00',
      true,
    ],
    ['neither active', [ALLOW_AT_9, DENY_AT_10], '20:00', false],
    ['one of two deny windows', [DENY_AT_10, DENY_AT_22], '10:00', false],
  ])('%s', (_, windows, time, open) => {
    expect(windowState(windows, `2026-06-01T${time}:00Z`).open).toBe(open);
  });

  // Its field `timeZone`, with the example of the documentation: 22 o'clock in Amsterdam.
  it.each([
    ['winter', '2026-01-15T21:00:00Z', '2026-01-15T22:00:00Z'],
    ['summer', '2026-07-15T20:00:00Z', '2026-07-15T21:00:00Z'],
    ['the night before spring', '2026-03-28T21:00:00Z', '2026-03-28T22:00:00Z'],
    ['the night after spring', '2026-03-29T20:00:00Z', '2026-03-29T21:00:00Z'],
    ['the night after autumn', '2026-10-25T21:00:00Z', '2026-10-25T22:00:00Z'],
  ])('a deny window keeps the clock of its zone: %s', (_, from, to) => {
    const amsterdam = [window('deny', 22, '1h', 'Europe/Amsterdam')];
    const openAt = (at: number) =>
      windowState(amsterdam, new Date(at).toISOString()).open;
    expect(openAt(Date.parse(from) - 1)).toBe(true);
    expect(openAt(Date.parse(from))).toBe(false);
    expect(openAt(Date.parse(to) - 1)).toBe(false);
    expect(openAt(Date.parse(to))).toBe(true);
  });

  it('let people pass where the window says so; here a person does, with a reason and an end', () => {
    const windows = { operator: [], manifest: [DENY_AT_10] };
    const override = {
      by: 'user:default/ana',
      reason: 'Security fix',
      at: '2026-06-01T10:00:00.000Z',
      expiresAt: '2026-06-01T10:30:00.000Z',
    };
    const openAt = (time: string, by?: typeof override) =>
      rolloutWindow(windows, by, `2026-06-01T${time}:00.000Z`).open;
    expect(openAt('10:15')).toBe(false);
    expect(openAt('10:15', override)).toBe(true);
    expect(openAt('10:30', override)).toBe(false);
  });

  /*
   * ServiceNow, "Create blackout and maintenance schedules in Change Management": a blackout says when no change is
   * to be scheduled, a maintenance schedule when changes are to be. Its conflicts are the closed times here.
   */
  it.each([
    ['inside of the maintenance', '2026-12-12T02:00:00Z', true],
    ['outside of the maintenance', '2026-12-14T02:00:00Z', false],
    [
      'inside of the maintenance, but in the blackout',
      '2026-12-26T02:00:00Z',
      false,
    ],
  ])(
    'agree with blackouts and maintenance of ServiceNow: %s',
    (_, at, open) => {
      const maintenance: Window = {
        kind: 'allow',
        timezone: 'Europe/Berlin',
        rrule: 'FREQ=WEEKLY;BYDAY=SA',
        duration: '6h',
      };
      const blackout: Window = {
        kind: 'deny',
        timezone: 'Europe/Berlin',
        ranges: [{ from: '2026-12-20T00:00', to: '2027-01-04T00:00' }],
        reason: 'code freeze',
      };
      expect(windowState([maintenance, blackout], at).open).toBe(open);
    },
  );
});
