import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderPage } from '../../__testUtils__';
import type { CalendarEntry } from '../../data';
import { calendarConflicts } from './calendarConflicts';
import { addMonths, monthText, parseMonth, touches, weeksOf } from './months';

const ENTRIES: CalendarEntry[] = [
  {
    kind: 'departure',
    title: 'Spring checkout',
    from: '2030-03-26T09:00:00.000Z',
    train: 'train-1',
    trainTitle: 'Spring checkout',
  },
  {
    kind: 'departure',
    title: 'Billing',
    from: '2030-03-26T12:00:00.000Z',
    train: 'train-2',
    trainTitle: 'Billing',
  },
  {
    kind: 'window',
    title: 'Quarter end',
    window: 'deny',
    from: '2030-03-25T00:00:00.000Z',
    to: '2030-03-28T00:00:00.000Z',
  },
  {
    kind: 'comingDeparture',
    title: 'Monthly billing',
    from: '2030-03-29T12:00:00.000Z',
    train: 'train-3',
    trainTitle: 'Monthly billing',
  },
];

const CONFLICTS = [
  {
    kind: 'products' as const,
    trains: ['train-1', 'train-2'],
    shared: ['component:default/payments'],
    message:
      'Spring checkout: Billing departs at the same time and changes component:default/payments, too',
  },
];

const api = () =>
  fakeApi({
    getCalendar: async () => ({ items: ENTRIES, conflicts: CONFLICTS }),
  });

describe('CalendarPage', () => {
  it('shows a month with conflicts, each entry a link to its train', async () => {
    const page = await renderPage('/calendar?month=2030-03', { api: api() });
    const table = within(
      await screen.findByRole('table', { name: 'Days of March 2030' }),
    );
    expect(
      table.getByLabelText('Tuesday, March 26: 2 entries'),
    ).toBeInTheDocument();
    const [freeze] = within(
      table.getByRole('list', { name: 'Windows of the week of March 25' }),
    ).getAllByRole('listitem');
    expect(freeze).toHaveTextContent(/^Closed: Quarter endMon 12:00/);
    expect(
      table.getByRole('link', { name: /Spring checkout/ }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
    expect(
      screen.getByText(
        'Departure Billing lies in a closed window: Quarter end.',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Spring checkout and Billing depart on the same day.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/departs at the same time/)).toHaveTextContent(
      'Spring checkout: Billing departs at the same time and changes payments, too',
    );
    expect(screen.getByRole('link', { name: 'payments' })).toHaveAttribute(
      'href',
      '/catalog/default/component/payments',
    );
    expect(table.getByTitle('Departure, not planned yet')).toBeInTheDocument();
    expect(screen.getByText(/^4 conflicts/)).toBeInTheDocument();
    expect(page.api.getCalendar.mock.calls[0][0].query).toEqual({
      from: new Date(2030, 1, 25).toISOString(),
      to: new Date(2030, 3, 1).toISOString(),
    });
    await userEvent.click(screen.getByRole('button', { name: 'Next month' }));
    await waitFor(() =>
      expect(page.address()).toBe('/orchestrator/calendar?month=2030-04'),
    );
  });

  it('is an agenda for who wants one, of the kinds that are chosen', async () => {
    await renderPage('/calendar?month=2030-03&view=agenda&kind=window', {
      api: api(),
    });
    const lanes = await screen.findAllByRole('list', {
      name: /Windows of the week/,
    });
    expect(lanes).toHaveLength(1);
    expect(lanes[0]).toHaveTextContent('Closed: Quarter end');
    expect(screen.queryByText(/Departure:/)).not.toBeInTheDocument();
  });

  it('says of a day what is on it', async () => {
    await renderPage('/calendar?month=2030-03&view=agenda', { api: api() });
    expect(
      await screen.findByRole('heading', { name: 'Tuesday, March 26' }),
    ).toBeInTheDocument();
    expect(screen.getByText(/Departure: Billing/)).toBeInTheDocument();
  });

  it('draws the business hours of many trains as one lane a week, each train one click away', async () => {
    await renderPage('/calendar?month=2030-03', {
      api: fakeApi({
        getCalendar: async () => ({
          conflicts: [],
          items: ['a', 'b', 'c'].flatMap(train =>
            Array.from({ length: 20 }, (_, index): CalendarEntry => {
              // Mondays to Fridays from the 4th on.
              const day = 4 + 7 * Math.floor(index / 5) + (index % 5);
              return {
                kind: 'window',
                window: 'allow',
                title: 'Business hours',
                from: new Date(2030, 2, day, 9).toISOString(),
                to: new Date(2030, 2, day, 17).toISOString(),
                train,
                trainTitle: `Train ${train}`,
                repeats: { rrule: 'FREQ=DAILY', duration: '8h' },
              };
            }),
          ),
        }),
      }),
    });
    const table = within(
      await screen.findByRole('table', { name: 'Days of March 2030' }),
    );
    const lanes = table.getAllByText('Open: Business hours');
    expect(lanes).toHaveLength(4);
    expect(table.getAllByText(/^Mon–Fri 09:00 AM–05:00 PM$/)).toHaveLength(4);
    expect(table.queryByRole('link')).not.toBeInTheDocument();
    expect(table.getAllByText('3 trains')).toHaveLength(4);
    const [more] = table.getAllByRole('button', {
      name: /^1 window: its trains and clock/,
    });
    await userEvent.click(more);
    expect(more).toHaveAttribute('aria-expanded', 'true');
    expect(table.getByRole('link', { name: 'Train c' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/c/timeline',
    );
  });

  it('hides lanes that are too many to read, and says how many', async () => {
    await renderPage('/calendar?month=2030-03', {
      api: fakeApi({
        getCalendar: async () => ({
          conflicts: [],
          items: Array.from(
            { length: 8 },
            (_, index): CalendarEntry => ({
              kind: 'window',
              window: 'deny',
              title: `Freeze ${index}`,
              from: new Date(2030, 2, 26).toISOString(),
              to: new Date(2030, 2, 27).toISOString(),
            }),
          ),
        }),
      }),
    });
    const more = await screen.findByRole('button', {
      name: /^All 8 windows, their trains and clocks/,
    });
    expect(screen.getAllByText(/Closed: Freeze/)).toHaveLength(3);
    await userEvent.click(more);
    expect(screen.getAllByText(/Closed: Freeze/)).toHaveLength(8);
  });

  it('says that nothing has a date', async () => {
    await renderPage('/calendar?month=2031-01', { api: api() });
    expect(
      await screen.findByText('Nothing has a date in January 2031.'),
    ).toBeInTheDocument();
  });
});

describe('months', () => {
  it('reads and writes months, and goes over the end of a year', () => {
    expect(parseMonth('2030-12')).toEqual({ year: 2030, month: 11 });
    expect(parseMonth('2030-13', new Date(2029, 4, 1))).toEqual({
      year: 2029,
      month: 4,
    });
    expect(monthText(addMonths({ year: 2030, month: 11 }, 1))).toBe('2031-01');
  });

  it.each([
    [2030, 1, 5],
    [2027, 1, 4],
    [2030, 8, 6],
  ])('%s/%s has whole weeks from Monday on', (year, month, count) => {
    const weeks = weeksOf({ year, month });
    expect(weeks).toHaveLength(count);
    expect(weeks.every(week => week[0].getDay() === 1)).toBe(true);
    expect(weeks.flat().filter(day => day.getMonth() === month)).toHaveLength(
      new Date(year, month + 1, 0).getDate(),
    );
  });

  it('knows which days an entry touches', () => {
    const day = new Date(2030, 2, 26);
    const at = (hours: number) => new Date(2030, 2, 26, hours).toISOString();
    expect(touches({ from: at(0) }, day)).toBe(true);
    expect(touches({ from: at(24) }, day)).toBe(false);
    expect(touches({ from: at(-48), to: at(0) }, day)).toBe(false);
    expect(touches({ from: at(-48), to: at(1) }, day)).toBe(true);
  });
});

describe('calendarConflicts', () => {
  it('lets a window of one train close no other', () => {
    const [departure, , window] = ENTRIES;
    expect(
      calendarConflicts([departure, { ...window, train: 'train-9' }]),
    ).toEqual([]);
    expect(
      calendarConflicts([departure, { ...window, train: 'train-1' }]),
    ).toHaveLength(1);
  });
});
