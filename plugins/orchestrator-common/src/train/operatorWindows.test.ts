import type { Window } from '../windows';
import { calendarEntries } from './calendarEntries';
import { DEPARTURE, MemoryTrain, trainManifest } from './testing/MemoryTrain';
import { windowsOf } from './windowsOf';

const BY = 'user:default/ana';
const DAY_MS = 86_400_000;
const FREEZE: Window = {
  kind: 'deny',
  timezone: 'UTC',
  ranges: [
    {
      from: new Date(Date.parse(DEPARTURE) - DAY_MS).toISOString(),
      to: new Date(Date.parse(DEPARTURE) + DAY_MS).toISOString(),
    },
  ],
  reason: 'Year end',
};
const [{ from, to }] = FREEZE.ranges!;

function trainIn(windows: Window[]): MemoryTrain {
  return new MemoryTrain(
    trainManifest(),
    undefined,
    undefined,
    undefined,
    windows,
  );
}

const later = (ms: number) =>
  new Date(Date.parse(DEPARTURE) + ms).toISOString();

describe('windows of the portal', () => {
  it('keep a train until they open, and its plan warns of them', () => {
    const train = trainIn([FREEZE]);
    expect(train.train.plan.problems).toContainEqual(
      expect.objectContaining({ code: 'departureInFreeze' }),
    );
    expect(() => train.depart()).toThrow('Year end');
    expect(train.wakeAt).toBe(to);
    train.at(to);
    expect(train.command({ type: 'depart', by: BY })).toBeUndefined();
  });

  it('are passed by an override, which the wave records', () => {
    const train = trainIn([FREEZE]);
    train.at(DEPARTURE);
    const expiresAt = later(3_600_000);
    train.command({ type: 'overrideWindow', by: BY, reason: 'CVE', expiresAt });
    train.depart();
    expect(train.train.waves[0].override).toMatchObject({ reason: 'CVE' });
  });

  it.each([
    ['in seven days', 7 * DAY_MS, undefined, undefined],
    [
      'after seven days',
      7 * DAY_MS + 1,
      'invalid',
      expect.stringContaining('at most 7d ahead'),
    ],
  ])('may be overridden with an end %s', (_name, ms, code, message) => {
    const train = trainIn([FREEZE]);
    train.at(DEPARTURE);
    const rejection = train.command({
      type: 'overrideWindow',
      by: BY,
      reason: 'CVE',
      expiresAt: later(ms),
    });
    expect(rejection?.code).toBe(code);
    expect(rejection?.message).toEqual(message);
  });

  it('must be open beside those of the train', () => {
    const train = trainIn([FREEZE]);
    expect(windowsOf(train.train.manifest, [FREEZE])).toEqual({
      operator: [FREEZE],
      manifest: [],
    });
    expect(windowsOf(train.train.manifest).operator).toEqual([]);
  });

  it('stand in the calendar without a train', () => {
    expect(
      calendarEntries([], { from: later(-9 * DAY_MS), to }, [FREEZE]),
    ).toEqual([
      {
        kind: 'window',
        title: 'Year end',
        window: 'deny',
        timezone: 'UTC',
        from,
        to,
      },
    ]);
    expect(calendarEntries([], { from: to, to: from }, [FREEZE])).toEqual([]);
  });
});
