import {
  carryOver,
  conflictsBetween,
  comingDepartures,
  departureOf,
  trainInbox,
  trainOutline,
} from '.';
import { MemoryTrain, trainManifest } from './testing/MemoryTrain';

const NOW = '2030-03-01T00:00:00.000Z';
const MONTHLY = {
  departure: undefined,
  // The last Tuesday, at ten; on the last day of the year everybody is at home.
  schedule: {
    rrule: 'FREQ=MONTHLY;BYDAY=-1TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0',
  },
  calendar: { holidays: ['2030-12-31'] },
};

describe('departureOf', () => {
  const manifest = trainManifest(MONTHLY);

  it('is the next one of the schedule where none is asked for', () => {
    expect(departureOf(manifest, undefined, NOW)).toBe(
      '2030-03-26T09:00:00.000Z',
    );
  });

  it.each([
    ['an instant', '2030-04-30T08:00:00.000Z', '2030-04-30T08:00:00.000Z'],
    ['a local time', '2030-04-30T10:00', '2030-04-30T08:00:00.000Z'],
    ['a day before a holiday', '2030-12-30T10:00', '2030-12-30T09:00:00.000Z'],
  ])('takes %s that is a departure of the schedule', (_, asked, expected) => {
    expect(departureOf(manifest, asked, NOW)).toBe(expected);
  });

  it.each([
    ['another day', '2030-04-29T10:00'],
    ['another hour', '2030-04-30T10:00:00.000Z'],
    ['the holiday itself', '2030-12-31T10:00'],
  ])('refuses %s, and names some', (_, asked) => {
    expect(() => departureOf(manifest, asked, NOW)).toThrow(
      `departure: found "${asked}", accepted is a departure of spec.schedule, such as 2030-03-26T09:00:00.000Z, 2030-04-30T08:00:00.000Z`,
    );
  });

  it('refuses one for a train without a schedule, which would be lost with the next revision', () => {
    const once = trainManifest({});
    expect(departureOf(once, undefined, NOW)).toBeUndefined();
    expect(() => departureOf(once, '2030-04-30T10:00', NOW)).toThrow(
      /departure: found "2030-04-30T10:00", accepted is nothing/,
    );
  });

  it('says that a schedule has come to its end', () => {
    const over = trainManifest({
      ...MONTHLY,
      schedule: { rrule: 'FREQ=DAILY;UNTIL=20300101T000000Z' },
    });
    expect(() => departureOf(over, undefined, NOW)).toThrow('spec.schedule');
  });
});

describe('comingDepartures', () => {
  const planned = (departure: string, id: string) => {
    const { train } = new MemoryTrain(trainManifest({}));
    return {
      ...train,
      id,
      manifest: trainManifest(MONTHLY),
      plan: { ...train.plan, departure },
    };
  };
  const first = planned('2030-03-26T09:00:00.000Z', 'train-1');
  const year = { from: '2030-03-01T00:00:00Z', to: '2030-06-30T00:00:00Z' };
  const found = (...trains: Parameters<typeof comingDepartures>[0]) =>
    comingDepartures(trains, year, NOW).map(({ from, train }) => [from, train]);

  it('are those of the schedule that no train is planned for, under the last train', () => {
    const third = planned('2030-05-28T08:00:00.000Z', 'train-3');
    expect(found(third, first)).toEqual([
      ['2030-04-30T08:00:00.000Z', 'train-3'],
      ['2030-06-25T08:00:00.000Z', 'train-3'],
    ]);
  });

  it('has a place for a departure whose train was cancelled', () => {
    const cancelled = {
      ...planned('2030-04-30T08:00:00.000Z', 'train-2'),
      phase: 'cancelled' as const,
    };
    expect(found(first, cancelled)).toContainEqual([
      '2030-04-30T08:00:00.000Z',
      'train-1',
    ]);
  });

  it('has none of a train that departs once, and none in the past', () => {
    expect(found(new MemoryTrain(trainManifest({})).train)).toEqual([]);
    expect(comingDepartures([first], year, '2030-07-01T00:00:00.000Z')).toEqual(
      [],
    );
  });
});

describe('conflictsBetween', () => {
  it('says once of two trains what they share, and nothing of a hidden one', () => {
    const { train } = new MemoryTrain(trainManifest({}));
    const outline = (id: string) =>
      trainOutline(id, train.manifest, train.plan);
    const time = { from: '2030-03-01T00:00:00Z', to: '2030-04-01T00:00:00Z' };
    const found = conflictsBetween(
      [outline('a'), outline('b'), { ...outline('c'), hidden: true }],
      time,
    );
    expect(found.map(({ kind, trains }) => [kind, trains])).toEqual([
      ['products', ['a', 'b']],
      ['people', ['a', 'b']],
      ['hidden', ['a']],
      ['hidden', ['b']],
    ]);
    expect(
      conflictsBetween([outline('a'), outline('b')], {
        from: '2031-01-01T00:00:00Z',
        to: '2031-02-01T00:00:00Z',
      }),
    ).toEqual([]);
  });
});

describe('trainOutline', () => {
  it('arrives when its waves have soaked one after the other', () => {
    const { train } = new MemoryTrain(
      trainManifest({
        waves: [
          { id: 'pilot', soak: '1d' },
          { id: 'half', soak: '2d' },
          { id: 'all', soak: '1h' },
        ],
      }),
    );
    const { departure, arrival } = trainOutline(
      'a',
      train.manifest,
      train.plan,
    );
    expect(Date.parse(arrival) - Date.parse(departure)).toBe(73 * 3_600_000);
  });

  it('needs who signs, and of those who have a role only people who are named', () => {
    const { train } = new MemoryTrain(
      trainManifest({
        gates: [
          {
            id: 'go',
            criteria: [
              {
                id: 'legal',
                signOff: { from: ['user:default/lea'] },
              },
            ],
            signOffs: [
              {
                id: 'release',
                from: ['group:default/release'],
                roles: {
                  qa: ['user:default/quinn', 'group:default/testers'],
                },
              },
            ],
          },
        ],
      }),
    );
    const { people } = trainOutline('a', train.manifest, train.plan);
    expect(people).toEqual(
      expect.arrayContaining([
        'user:default/lea',
        'group:default/release',
        'user:default/quinn',
      ]),
    );
    expect(people).not.toContain('group:default/testers');
  });

  it('is on its way until the last soak is over', () => {
    const { train } = new MemoryTrain(
      trainManifest({
        waves: [
          { id: 'pilot', soak: '2d' },
          { id: 'all', notBefore: 'D+1' },
        ],
      }),
    );
    expect(trainOutline('a', train.manifest, train.plan).arrival).toBe(
      new Date(Date.parse(train.plan.departure) + 2 * 86_400_000).toISOString(),
    );
  });
});

describe('a follow-up', () => {
  it('waits in the inbox of its owner until it is done, or the next train has taken it over', () => {
    const train = new MemoryTrain(trainManifest({}));
    const viewer = {
      ref: 'user:default/tom',
      ownershipRefs: ['user:default/tom', 'group:default/tidy'],
    };
    const waiting = () =>
      trainInbox(train, viewer, NOW)
        .filter(({ kind }) => kind === 'followUp')
        .map(({ subject, until }) => [subject, until]);
    for (const id of ['f-1', 'f-2', 'f-3']) {
      train.command({
        type: 'addFollowUp',
        followUp: {
          id,
          title: 'Tidy up',
          owner: id === 'f-3' ? 'user:default/eve' : 'group:default/tidy',
          due: '2030-05-01T00:00:00.000Z',
          source: 'person',
        },
      });
    }
    expect(waiting()).toEqual([
      ['f-1', '2030-05-01T00:00:00.000Z'],
      ['f-2', '2030-05-01T00:00:00.000Z'],
    ]);
    train.command({ type: 'finishFollowUp', id: 'f-1', by: viewer.ref });
    const carry = {
      type: 'carryFollowUps' as const,
      ids: ['f-1', 'f-2'],
      to: 'train-2',
      by: viewer.ref,
    };
    train.command(carry);
    const { version } = train.train;
    train.command(carry);
    expect(train.train.version).toBe(version);
    expect(waiting()).toEqual([]);
    expect(carryOver(train.train).map(({ id }) => id)).toEqual(['f-3']);
  });
});
