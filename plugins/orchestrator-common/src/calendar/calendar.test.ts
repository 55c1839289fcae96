import fc from 'fast-check';
import {
  addDays,
  addWorkingDays,
  departuresBetween,
  isWorkingDay,
  milestoneAt,
  nextDepartures,
  nextWorkingDay,
  parseOffset,
  trainConflicts,
  validateSchedule,
  type TrainOutline,
  type WorkCalendar,
} from '.';

const berlin: WorkCalendar = {
  timezone: 'Europe/Berlin',
  holidays: ['2030-04-19', '2030-04-22', '2030-12-25', '2030-12-26'],
};
/** A Tuesday, ten o'clock in Berlin, two days before clocks go forward. */
const departure = '2030-03-29T09:00:00.000Z';

describe('parseOffset', () => {
  it.each([
    ['D', { days: 0 }],
    ['D-0', { days: 0 }],
    ['D-30', { days: -30 }],
    ['D+7', { days: 7 }],
    ['D-90m', { milliseconds: -5_400_000 }],
    ['D+1h30m', { milliseconds: 5_400_000 }],
    ['D-0s', { milliseconds: 0 }],
  ])('reads %s', (text, offset) => {
    expect(parseOffset(text)).toEqual(offset);
  });

  it.each(['', 'T-30', 'D30', 'D-', 'D-1000', 'D-x', 'D--1', 'd-1'])(
    'refuses %j',
    text => {
      expect(() => parseOffset(text, 'at')).toThrow(
        /^at: found .+, accepted is an offset from the departure/,
      );
    },
  );
});

describe('working days', () => {
  it.each([
    ['2030-04-18', -1, '2030-04-17'],
    ['2030-04-18', 1, '2030-04-23'],
    ['2030-04-21', -1, '2030-04-18'],
    ['2030-04-23', -1, '2030-04-18'],
    ['2030-04-22', 0, '2030-04-22'],
    ['2030-03-29', -10, '2030-03-15'],
  ])('%s and %i working days are %s', (date, days, expected) => {
    expect(addWorkingDays(date, days, berlin)).toBe(expected);
  });

  it('knows other weekends', () => {
    const dubai = { timezone: 'Asia/Dubai', weekend: [5, 6] };
    expect(isWorkingDay('2030-04-19', dubai)).toBe(false);
    expect(isWorkingDay('2030-04-21', dubai)).toBe(true);
  });

  it('refuses a date that does not exist, and a calendar without working days', () => {
    expect(() => addDays('2030-02-30', 1)).toThrow('accepted is a date');
    expect(() =>
      nextWorkingDay('2030-01-01', 1, {
        timezone: 'UTC',
        weekend: [1, 2, 3, 4, 5, 6, 7],
      }),
    ).toThrow('no working day within a year');
  });

  it('come back to where they started, from a working day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: -60, max: 60 }),
        (start, days) => {
          const from = nextWorkingDay(addDays('2026-01-01', start), 1, berlin);
          const to = addWorkingDays(from, days, berlin);
          expect(isWorkingDay(to, berlin)).toBe(true);
          expect(addWorkingDays(to, -days, berlin)).toBe(from);
        },
      ),
    );
  });
});

describe('milestoneAt', () => {
  it.each([
    [
      'the local time of the departure',
      { at: 'D-3' },
      '2030-03-26T09:00:00.000Z',
    ],
    [
      'working days',
      { at: 'D-10', days: 'working', time: '12:00' },
      '2030-03-15T11:00:00.000Z',
    ],
    [
      'a time of its own',
      { at: 'D', time: '08:30' },
      '2030-03-29T07:30:00.000Z',
    ],
    [
      'summer time: ten o’clock stays ten o’clock',
      { at: 'D+7' },
      '2030-04-05T08:00:00.000Z',
    ],
    [
      'exact time, whatever clocks do',
      { at: 'D+168h' },
      '2030-04-05T09:00:00.000Z',
    ],
    [
      'a local time that is skipped, with the offset from before',
      { at: 'D+2', time: '02:30' },
      '2030-03-31T01:30:00.000Z',
    ],
  ] as const)('counts %s', (_, date, expected) => {
    expect(milestoneAt(date, departure, berlin)).toBe(expected);
  });

  const newYork: WorkCalendar = {
    timezone: 'America/New_York',
    holidays: ['2026-11-26'],
  };

  // In 2026 clocks change in Berlin on 29 March and 25 October, in New York on 8 March and 1 November.
  it.each([
    [
      'Berlin, before spring',
      berlin,
      '2026-04-02T08:00:00Z',
      'D-5',
      '2026-03-26T09:00:00.000Z',
    ],
    [
      'Berlin, after spring',
      berlin,
      '2026-03-27T09:00:00Z',
      'D+1',
      '2026-03-30T08:00:00.000Z',
    ],
    [
      'Berlin, before autumn',
      berlin,
      '2026-10-26T09:00:00Z',
      'D-1',
      '2026-10-23T08:00:00.000Z',
    ],
    [
      'Berlin, after autumn',
      berlin,
      '2026-10-23T08:00:00Z',
      'D+1',
      '2026-10-26T09:00:00.000Z',
    ],
    [
      'New York, before spring',
      newYork,
      '2026-03-09T13:00:00Z',
      'D-1',
      '2026-03-06T14:00:00.000Z',
    ],
    [
      'New York, after spring',
      newYork,
      '2026-03-06T14:00:00Z',
      'D+10',
      '2026-03-20T13:00:00.000Z',
    ],
    [
      'New York, before autumn',
      newYork,
      '2026-11-02T14:00:00Z',
      'D-1',
      '2026-10-30T13:00:00.000Z',
    ],
    [
      'New York, over Thanksgiving',
      newYork,
      '2026-11-30T14:00:00Z',
      'D-22',
      '2026-10-28T13:00:00.000Z',
    ],
  ])(
    'counts working days over a change of clocks, at the same local time: %s',
    (_, calendar, leaves, at, expected) => {
      expect(milestoneAt({ at, days: 'working' }, leaves, calendar)).toBe(
        expected,
      );
    },
  );

  it('takes the first of two local times where clocks go back', () => {
    expect(
      milestoneAt(
        { at: 'D', time: '02:30' },
        '2030-10-27T10:00:00.000Z',
        berlin,
      ),
    ).toBe('2030-10-27T00:30:00.000Z');
  });
});

describe('departures', () => {
  const monthly = {
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=22;BYHOUR=10',
    calendar: berlin,
  };
  const april = ['2030-04-01T00:00:00Z', '2030-05-01T00:00:00Z'] as const;

  it.each([
    [
      'before',
      [
        {
          at: '2030-04-18T08:00:00.000Z',
          movedFrom: '2030-04-22T08:00:00.000Z',
        },
      ],
    ],
    [
      'after',
      [
        {
          at: '2030-04-23T08:00:00.000Z',
          movedFrom: '2030-04-22T08:00:00.000Z',
        },
      ],
    ],
    ['keep', [{ at: '2030-04-22T08:00:00.000Z' }]],
    ['skip', []],
  ] as const)('on a holiday: %s', (onHoliday, expected) => {
    expect(departuresBetween({ ...monthly, onHoliday }, ...april)).toEqual(
      expected,
    );
  });

  it('are moved to the working day before where nothing is said, also out of the time that is asked for', () => {
    expect(departuresBetween(monthly, ...april)).toHaveLength(1);
    expect(
      departuresBetween(
        monthly,
        '2030-04-19T00:00:00Z',
        '2030-05-01T00:00:00Z',
      ),
    ).toEqual([]);
  });

  it('that come to the same instant are one', () => {
    const daily = { rrule: 'FREQ=DAILY;BYHOUR=10', calendar: berlin };
    const found = departuresBetween(
      daily,
      '2030-04-17T00:00:00Z',
      '2030-04-24T00:00:00Z',
    );
    expect(found.map(({ at }) => at)).toEqual([
      '2030-04-17T08:00:00.000Z',
      '2030-04-18T08:00:00.000Z',
      '2030-04-23T08:00:00.000Z',
    ]);
  });

  it('keep their local time when clocks change', () => {
    const weekly = {
      rrule: 'FREQ=WEEKLY;BYDAY=TU;BYHOUR=10',
      calendar: berlin,
    };
    expect(
      nextDepartures(weekly, '2030-03-20T00:00:00Z', 2).map(({ at }) => at),
    ).toEqual(['2030-03-26T09:00:00.000Z', '2030-04-02T08:00:00.000Z']);
  });

  it('end where the rule ends', () => {
    const once = {
      rrule: 'DTSTART:20300326T100000\nFREQ=DAILY;COUNT=1',
      calendar: berlin,
    };
    expect(nextDepartures(once, '2030-01-01T00:00:00Z', 5)).toHaveLength(1);
    expect(nextDepartures(once, '2030-03-26T09:00:00Z', 5)).toEqual([]);
  });

  it('are refused with the field', () => {
    expect(() =>
      validateSchedule({ rrule: 'FREQ=NEVER', calendar: berlin }),
    ).toThrow('schedule.rrule FREQ');
    expect(() =>
      validateSchedule({ rrule: 'FREQ=DAILY', calendar: { timezone: 'Mars' } }),
    ).toThrow('schedule.timezone');
  });
});

describe('trainConflicts', () => {
  const train = (patch: Partial<TrainOutline>): TrainOutline => ({
    id: 'a',
    title: 'A',
    departure: '2030-03-26T09:00:00.000Z',
    arrival: '2030-03-28T09:00:00.000Z',
    products: ['component:default/payments-api'],
    people: ['group:default/commerce'],
    windows: [],
    ...patch,
  });

  it('names shared products and people of trains at the same time', () => {
    const other = train({
      id: 'b',
      title: 'B',
      departure: '2030-03-28T09:00:00.000Z',
      arrival: '2030-03-29T09:00:00.000Z',
    });
    expect(trainConflicts(train({}), [other])).toEqual([
      {
        kind: 'products',
        with: 'b',
        shared: ['component:default/payments-api'],
        message:
          'B departs at the same time and changes component:default/payments-api, too',
      },
      {
        kind: 'people',
        with: 'b',
        shared: ['group:default/commerce'],
        message:
          'B departs at the same time and needs group:default/commerce, too',
      },
    ]);
  });

  it('has nothing against trains one after the other, or against itself', () => {
    const later = train({
      id: 'b',
      departure: '2030-03-28T09:00:00.001Z',
      arrival: '2030-03-29T09:00:00.000Z',
    });
    expect(trainConflicts(train({}), [later, train({})])).toEqual([]);
  });

  it('tells nothing of a train that the reader may not see, but that it is there', () => {
    const hidden = train({
      id: 'b',
      title: 'Secret',
      hidden: true,
      windows: [
        {
          kind: 'deny',
          timezone: 'UTC',
          ranges: [{ from: '2030-03-26T00:00', to: '2030-03-27T00:00' }],
          reason: 'takeover',
        },
      ],
    });
    expect(trainConflicts(train({}), [hidden])).toEqual([
      {
        kind: 'hidden',
        shared: [],
        message:
          'Another train that you may not see is in the way: ask whoever plans trains here',
      },
    ]);
  });

  it('names a freeze of either in which the other departs', () => {
    const freeze = {
      kind: 'deny' as const,
      timezone: 'UTC',
      ranges: [{ from: '2030-03-26T00:00', to: '2030-03-27T00:00' }],
      reason: 'audit',
    };
    const other = train({
      id: 'b',
      title: 'B',
      departure: '2030-05-01T00:00:00.000Z',
      arrival: '2030-05-01T00:00:00.000Z',
      windows: [freeze],
    });
    const message =
      'A departs in a freeze of B. Closed by the deny window “audit”.';
    expect(trainConflicts(train({}), [other])).toMatchObject([
      { kind: 'windows', with: 'b', message },
    ]);
    expect(trainConflicts(other, [train({})])).toMatchObject([
      { kind: 'windows', with: 'a', message },
    ]);
  });
});
