import type { CalendarEntry } from '../../data';
import { stretchTimes } from './stretchTimes';
import { lanesOfWeek } from './lanesOfWeek';

/** Midnights in Berlin around the week in which clocks go forward there: its Sunday has 23 hours. */
const SPRING = [
  '2030-03-24T23:00:00.000Z',
  '2030-03-25T23:00:00.000Z',
  '2030-03-26T23:00:00.000Z',
  '2030-03-27T23:00:00.000Z',
  '2030-03-28T23:00:00.000Z',
  '2030-03-29T23:00:00.000Z',
  '2030-03-30T23:00:00.000Z',
  '2030-03-31T22:00:00.000Z',
].map(at => new Date(at));

type Occurrence = CalendarEntry & { to: string };

/** Nine to five in Berlin on each day of that week. */
const HOURS = Array.from({ length: 7 }, (_, index): Occurrence => {
  const offset = index === 6 ? 1 : 0;
  const at = (hours: number) =>
    new Date(Date.UTC(2030, 2, 25 + index, hours - 1 - offset)).toISOString();
  return {
    kind: 'window',
    window: 'allow',
    title: 'Business hours',
    timezone: 'Europe/Berlin',
    from: at(9),
    to: at(17),
    repeats: { rrule: 'FREQ=DAILY;BYHOUR=9', duration: '8h' },
  };
});

describe('lanesOfWeek', () => {
  it('puts all occurrences of a rule into one lane, whichever trains have it', () => {
    const entries = ['a', 'b'].flatMap(train =>
      HOURS.map(entry => ({ ...entry, train, trainTitle: `Train ${train}` })),
    );
    const lanes = lanesOfWeek(entries, SPRING);
    expect(lanes).toHaveLength(1);
    expect(lanes[0].stretches).toHaveLength(7);
    expect(lanes[0].trains).toEqual([
      { id: 'a', title: 'Train a' },
      { id: 'b', title: 'Train b' },
    ]);
  });

  it('keeps apart what differs in rule, zone, title or kind', () => {
    const [first] = HOURS;
    const others: CalendarEntry[] = [
      { ...first, repeats: { rrule: 'FREQ=DAILY;BYHOUR=9', duration: '9h' } },
      { ...first, timezone: 'Europe/Paris' },
      { ...first, title: 'Office hours' },
      { ...first, window: 'deny' },
      { ...first, repeats: undefined },
    ];
    const lanes = lanesOfWeek([first, ...others], SPRING);
    expect(lanes).toHaveLength(6);
    // What keeps trains comes first.
    expect(lanes[0].window).toBe('deny');
    expect(lanes[1].repeats).toBe(false);
  });

  it('draws a day of 23 hours as wide as the others', () => {
    const [lane] = lanesOfWeek(HOURS, SPRING);
    const monday = lane.stretches[0];
    const sunday = lane.stretches[6];
    expect(monday.start).toBeCloseTo(9 / 24 / 7, 10);
    expect(monday.end).toBeCloseTo(17 / 24 / 7, 10);
    // 7 of its 23 hours have gone by when the clock shows 8, as the hour from 2 to 3 is left out.
    expect(sunday.start).toBeCloseTo((6 + 8 / 23) / 7, 10);
    expect(sunday.end).toBeCloseTo((6 + 16 / 23) / 7, 10);
  });

  it('draws what begins before the week and ends after it as far as the week goes, and joins what touches', () => {
    const freeze = (from: string, to: string): CalendarEntry => ({
      kind: 'window',
      window: 'deny',
      title: 'Freeze',
      from,
      to,
      repeats: { rrule: 'FREQ=DAILY', duration: '1d' },
    });
    const [lane] = lanesOfWeek(
      [
        freeze('2030-03-01T00:00:00.000Z', '2030-03-26T23:00:00.000Z'),
        freeze('2030-03-26T23:00:00.000Z', '2030-05-01T00:00:00.000Z'),
        freeze('2030-05-01T00:00:00.000Z', '2030-05-02T00:00:00.000Z'),
      ],
      SPRING,
    );
    expect(lane.stretches).toEqual([
      {
        from: '2030-03-01T00:00:00.000Z',
        to: '2030-05-01T00:00:00.000Z',
        start: 0,
        end: 1,
      },
    ]);
  });

  it('has no lane for what is in another week, or is no window', () => {
    expect(
      lanesOfWeek(
        [
          {
            ...HOURS[0],
            from: '2031-01-01T00:00:00.000Z',
            to: '2031-01-02T00:00:00.000Z',
          },
          { kind: 'departure', title: 'D', from: HOURS[0].from },
        ],
        SPRING,
      ),
    ).toEqual([]);
  });
});

describe('stretchTimes', () => {
  const words = (stretches: { from: string; to: string }[], timezone: string) =>
    stretchTimes(stretches, 'en-GB', timezone);

  it('names days of the same times together, on the clocks that are asked for', () => {
    expect(words(HOURS, 'Europe/Berlin').named).toEqual([
      'Mon–Sun 09:00–17:00',
    ]);
    expect(words(HOURS, 'UTC').named).toEqual([
      'Mon–Sat 08:00–16:00',
      'Sun 07:00–15:00',
    ]);
    expect(
      words([HOURS[0], HOURS[2], HOURS[3]], 'Europe/Berlin').named,
    ).toEqual(['Mon, Wed, Thu 09:00–17:00']);
  });

  it('says on which day something ends that lasts longer', () => {
    const freeze = {
      from: '2030-03-26T00:00:00.000Z',
      to: '2030-03-28T12:00:00.000Z',
    };
    expect(words([freeze], 'UTC').named).toEqual(['Tue 00:00 – Thu 12:00']);
    expect(
      words([{ ...freeze, to: '2030-03-27T00:00:00.000Z' }], 'UTC').named,
    ).toEqual(['Tue 00:00 – Wed 00:00']);
    expect(
      words([{ ...freeze, to: '2030-04-02T00:00:00.000Z' }], 'UTC').named,
    ).toEqual(['Tue 26 Mar 00:00 – Tue 2 Apr 00:00']);
  });

  it('takes midnight as the end of the day before', () => {
    const evenings = [26, 27, 28].map(date => ({
      from: new Date(Date.UTC(2030, 2, date, 18)).toISOString(),
      to: new Date(Date.UTC(2030, 2, date + 1)).toISOString(),
    }));
    expect(words(evenings, 'UTC').named).toEqual(['Tue–Thu 18:00–00:00']);
  });

  it('names nights of the same times together, by the days on which they begin', () => {
    const nights = [26, 27, 28].map(date => ({
      from: new Date(Date.UTC(2030, 2, date, 22)).toISOString(),
      to: new Date(Date.UTC(2030, 2, date + 1, 6)).toISOString(),
    }));
    expect(words(nights, 'UTC').named).toEqual(['Tue–Thu 22:00–06:00']);
  });

  it('counts the times that are too many to read', () => {
    const hourly = Array.from({ length: 24 }, (_, hour) => ({
      from: new Date(Date.UTC(2030, 2, 26, hour)).toISOString(),
      to: new Date(Date.UTC(2030, 2, 26, hour, 15)).toISOString(),
    }));
    const { named, more } = words(hourly, 'UTC');
    expect(named).toHaveLength(3);
    expect(more).toBe(21);
  });

  it('names a day once on which clocks go back and show the same time twice', () => {
    // In Berlin it is 2:00 at 0:00 and at 1:00 UTC.
    const twice = [0, 1].map(hour => ({
      from: new Date(Date.UTC(2030, 9, 27, hour)).toISOString(),
      to: new Date(Date.UTC(2030, 9, 27, hour, 15)).toISOString(),
    }));
    expect(words(twice, 'Europe/Berlin').named).toEqual(['Sun 02:00–02:15']);
  });
});
