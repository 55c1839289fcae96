import { windowState } from '@backstage-orchestrator/plugin-orchestrator-common';
import ical, { type CalendarResponse, type VEvent } from 'node-ical';
import { plannedTrain } from '../testing';
import { trainCalendarFeed } from './trainCalendarFeed';
import type { CalendarTrain } from './trainEntries';

const HOUR_MS = 3_600_000;

function train(
  spec: Record<string, unknown> = {},
  more: Partial<CalendarTrain> = {},
): CalendarTrain {
  return {
    ...plannedTrain(
      { title: 'Spring; "checkout", 1\\2' },
      {
        timezone: 'Europe/Berlin',
        milestones: [
          { id: 'scope', title: 'Scope is final', at: 'D-30', deadline: true },
          { id: 'announce', title: 'Announce', at: 'D', time: '12:00' },
        ],
        waves: [{ id: 'pilot', notBefore: 'D+1' }],
        ...spec,
      },
    ),
    url: 'https://portal.example.com/orchestrator/trains/t1?tab=plan',
    updatedAt: '2030-01-01T00:00:00.000Z',
    ...more,
  };
}

function feed(...trains: CalendarTrain[]): string {
  return trainCalendarFeed(trains, { name: 'Trains' });
}

/** Reads with a parser that knows nothing of the library that wrote it. */
function read(text: string): Record<string, VEvent> {
  const parsed: CalendarResponse = ical.sync.parseICS(text);
  return Object.fromEntries(
    Object.entries(parsed).flatMap(([key, item]) =>
      item?.type === 'VEVENT' ? [[key.replace(/@.*/, ''), item]] : [],
    ),
  );
}

/** Starts and ends of the repetitions of a window, as the parser expands them. */
function repetitions(event: VEvent, from: string, to: string) {
  return ical
    .expandRecurringEvent(event, { from: new Date(from), to: new Date(to) })
    .map(({ start }) => new Date(start).toISOString());
}

describe('trainCalendarFeed', () => {
  it('has departure, milestones, gates and waves at their instants', () => {
    const events = read(feed(train()));
    expect(
      Object.entries(events).map(([key, { start, summary }]) => [
        key,
        new Date(start).toISOString(),
        summary,
      ]),
    ).toEqual([
      [
        't1.departure',
        '2030-04-01T07:00:00.000Z',
        'Spring; "checkout", 1\\2: departure',
      ],
      [
        't1.milestone.scope',
        // Nine o'clock in Berlin before the clocks change.
        '2030-03-02T08:00:00.000Z',
        'Spring; "checkout", 1\\2: Scope is final (deadline)',
      ],
      [
        't1.milestone.announce',
        '2030-04-01T10:00:00.000Z',
        'Spring; "checkout", 1\\2: Announce',
      ],
      [
        't1.gate.go',
        '2030-03-30T08:00:00.000Z',
        'Spring; "checkout", 1\\2: gate Go or no-go opens',
      ],
      [
        't1.wave.pilot',
        '2030-04-02T07:00:00.000Z',
        'Spring; "checkout", 1\\2: wave pilot, not before',
      ],
    ]);
    expect(events['t1.departure']).toMatchObject({
      url: {
        val: 'https://portal.example.com/orchestrator/trains/t1?tab=plan',
      },
      status: 'CONFIRMED',
      transparency: 'TRANSPARENT',
      sequence: 3,
      categories: ['departure'],
      dtstamp: new Date('2030-01-01T00:00:00.000Z'),
    });
  });

  it('has the dates of breaking changes of products that are aboard', () => {
    const [product] = train().manifest.spec.products;
    const breaking = {
      announce: '2030-01-01',
      deprecate: '2030-02-01',
      graceUntil: '2030-05-01',
      remove: '2030-06-01',
      guide: 'https://example.com/guide',
    };
    const api = 'api:default/shop';
    const contracts = {
      offers: [{ api, version: '2.0.0', compatibility: 'breaking', breaking }],
    };
    const spec = { products: [{ ...product, contracts }] };
    const dates = (more = {}) =>
      Object.values(read(feed(train(spec, more)))).flatMap(
        ({ categories, start, summary }) =>
          JSON.stringify(categories) === '["contract"]'
            ? [[new Date(start).toISOString(), summary]]
            : [],
      );
    expect(dates()).toHaveLength(4);
    expect(dates()).toContainEqual([
      '2030-05-31T22:00:00.000Z',
      'Spring; "checkout", 1\\2: api:default/shop 2.0.0: older versions removed',
    ]);
    expect(dates({ aboard: [] })).toEqual([]);
  });

  it('keeps UIDs when a train is moved, and is the same text for the same plans', () => {
    const before = train();
    const after = train({ departure: '2030-04-08T09:00' });
    const uids = (text: string) =>
      Object.values(read(text)).map(({ uid }) => uid);
    expect(uids(feed(after))).toEqual(uids(feed(before)));
    expect(feed(before)).toBe(feed(train()));
    expect(new Set(uids(feed(before, { ...after, id: 't2' }))).size).toBe(10);
  });

  it('marks what a cancelled train had planned', () => {
    const events = Object.values(read(feed(train({}, { cancelled: true }))));
    expect(events.map(({ status }) => status)).toEqual(
      events.map(() => 'CANCELLED'),
    );
  });

  it('follows RFC 5545 in its lines', () => {
    const text = feed(
      train({
        windows: [
          {
            kind: 'deny',
            rrule: 'FREQ=DAILY;BYHOUR=0',
            duration: '1h',
            reason: 'é'.repeat(100),
          },
        ],
      }),
    );
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
    expect(lines.filter(line => line === 'VERSION:2.0')).toHaveLength(1);
    expect(lines.every(line => !line.includes('\n'))).toBe(true);
    lines.forEach(line =>
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75),
    );
    expect(lines).toContain('DURATION:PT1H');
    expect(lines.filter(line => line === 'BEGIN:VTIMEZONE')).toHaveLength(1);
  });

  it.each([
    [
      'Europe/Berlin',
      'FREQ=WEEKLY;BYDAY=FR;BYHOUR=18;BYMINUTE=30',
      // The clocks change on 31 March.
      [
        '2030-03-22T17:30:00.000Z',
        '2030-03-29T17:30:00.000Z',
        '2030-04-05T16:30:00.000Z',
      ],
    ],
    [
      'America/New_York',
      'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9',
      // The clocks have changed on 10 March.
      ['2030-03-25T13:00:00.000Z', '2030-04-01T13:00:00.000Z'],
    ],
    [
      'US/Pacific',
      'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9',
      ['2030-03-25T16:00:00.000Z', '2030-04-01T16:00:00.000Z'],
    ],
    [
      'UTC',
      'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9',
      ['2030-03-25T09:00:00.000Z', '2030-04-01T09:00:00.000Z'],
    ],
    [
      'Asia/Kolkata',
      'DTSTART:20300101T090000\nFREQ=WEEKLY;INTERVAL=2;BYDAY=TU',
      ['2030-03-26T03:30:00.000Z'],
    ],
  ])(
    'writes windows in %s as rules that keep to the local clock: %s',
    (timezone, rrule, starts) => {
      const window = {
        kind: 'deny' as const,
        timezone,
        rrule,
        duration: '6h',
        reason: 'Weekend',
      };
      const { 't1.window.1': event } = read(feed(train({ windows: [window] })));
      expect(event.summary).toMatch(/: freeze, Weekend$/);
      const found = repetitions(
        event,
        '2030-03-20T00:00:00Z',
        '2030-04-07T00:00:00Z',
      );
      expect(found).toEqual(starts);
      // What the calendar shows is what trains are held to.
      for (const start of found) {
        const at = Date.parse(start);
        const openAt = (ms: number) =>
          windowState([window], new Date(ms).toISOString()).open;
        expect(
          [-1, 0, 6 * HOUR_MS - 1, 6 * HOUR_MS].map(ms => openAt(at + ms)),
        ).toEqual([true, false, false, true]);
      }
    },
  );

  it('lets days of a duration follow the local clock', () => {
    const text = feed(
      train({
        windows: [
          {
            kind: 'deny',
            rrule: 'FREQ=WEEKLY;BYDAY=SA',
            duration: '2d',
          },
        ],
      }),
    );
    expect(text).toContain('\r\nDURATION:P2D\r\n');
    expect(text).toContain('DTSTART;TZID=Europe/Berlin:20300202T000000');
  });

  it('ends the windows of a train with the train', () => {
    const { 't1.window.1': event } = read(
      feed(
        train({
          windows: [
            { kind: 'allow', rrule: 'FREQ=DAILY;BYHOUR=9', duration: '8h' },
          ],
        }),
      ),
    );
    expect(event.summary).toMatch(/: window$/);
    const all = repetitions(
      event,
      '2029-01-01T00:00:00Z',
      '2031-01-01T00:00:00Z',
    );
    expect(all[0]).toBe('2030-01-31T08:00:00.000Z');
    expect(all[all.length - 1]).toBe('2030-05-02T07:00:00.000Z');
  });

  it('writes ranges as what they are', () => {
    const events = read(
      feed(
        train({
          windows: [
            {
              kind: 'deny',
              ranges: [
                { from: '2030-03-30T00:00', to: '2030-04-01T00:00' },
                { from: '2030-05-01T00:00:00Z', to: '2030-05-02T00:00:00Z' },
              ],
            },
          ],
        }),
      ),
    );
    const times = (key: string) =>
      [events[key].start, events[key].end].map(time =>
        new Date(time!).toISOString(),
      );
    expect(times('t1.window.1.range.1')).toEqual([
      '2030-03-29T23:00:00.000Z',
      '2030-03-31T22:00:00.000Z',
    ]);
    expect(times('t1.window.1.range.2')).toEqual([
      '2030-05-01T00:00:00.000Z',
      '2030-05-02T00:00:00.000Z',
    ]);
  });

  it('is a calendar without trains, too', () => {
    expect(read(feed())).toEqual({});
    expect(feed()).toMatch(/^BEGIN:VCALENDAR\r\n/);
  });
});
