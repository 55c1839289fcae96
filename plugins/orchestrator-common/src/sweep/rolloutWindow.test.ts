import type { Window } from '../windows';
import { rolloutWindow } from './rolloutWindow';

const range = (kind: Window['kind'], from: string, to: string): Window => ({
  kind,
  timezone: 'UTC',
  ranges: [{ from: `2030-01-${from}:00Z`, to: `2030-01-${to}:00Z` }],
  reason: 'freeze',
});
const at = (time: string) => `2030-01-${time}:00.000Z`;

describe('rolloutWindow', () => {
  it('is open without windows', () => {
    expect(
      rolloutWindow({ operator: [], manifest: [] }, undefined, at('01T00:00')),
    ).toMatchObject({ open: true });
  });

  it('does not let an allow window of the manifest open what the portal keeps closed', () => {
    const windows = {
      operator: [range('allow', '02T00:00', '03T00:00')],
      manifest: [range('allow', '01T00:00', '04T00:00')],
    };
    expect(rolloutWindow(windows, undefined, at('01T12:00'))).toMatchObject({
      open: false,
      nextOpen: at('02T00:00'),
    });
    expect(rolloutWindow(windows, undefined, at('02T12:00'))).toMatchObject({
      open: true,
      nextClose: at('03T00:00'),
    });
    expect(rolloutWindow(windows, undefined, at('03T12:00'))).toMatchObject({
      open: false,
      nextOpen: undefined,
    });
  });

  it('opens when both are open, however often they take turns', () => {
    const windows = {
      operator: [
        range('deny', '01T00:00', '02T00:00'),
        range('deny', '03T00:00', '04T00:00'),
      ],
      manifest: [range('deny', '01T12:00', '03T06:00')],
    };
    expect(rolloutWindow(windows, undefined, at('01T00:00')).nextOpen).toBe(
      at('04T00:00'),
    );
  });

  it('knows no end where the two sets are never open together', () => {
    const hours = (rest: number): Window => ({
      kind: 'deny',
      timezone: 'UTC',
      rrule: `FREQ=DAILY;BYHOUR=${Array.from(
        { length: 12 },
        (_, index) => 2 * index + rest,
      ).join(',')}`,
      duration: '1h',
    });
    expect(
      rolloutWindow(
        { operator: [hours(0)], manifest: [hours(1)] },
        undefined,
        at('01T00:30'),
      ),
    ).toMatchObject({ open: false, nextOpen: undefined });
  });

  it('is passed by an override until that expires', () => {
    const windows = {
      operator: [range('deny', '01T00:00', '02T00:00')],
      manifest: [],
    };
    const override = {
      by: 'user:default/ana',
      reason: 'Security fix',
      at: at('01T00:00'),
      expiresAt: at('01T04:00'),
    };
    expect(rolloutWindow(windows, override, at('01T03:59'))).toMatchObject({
      open: true,
      reason: 'Open by the override of user:default/ana: Security fix',
      nextClose: override.expiresAt,
    });
    expect(rolloutWindow(windows, override, at('01T04:00'))).toMatchObject({
      open: false,
    });
  });
});
