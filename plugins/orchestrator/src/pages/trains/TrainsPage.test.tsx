import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  gateOpen,
  pageOf,
  renderPage,
  trainApi,
} from '../../__testUtils__';

describe('TrainsPage', () => {
  it('shows trains with their departure in their own zone, and their gates as words', async () => {
    const story = gateOpen();
    await renderPage('/trains', {
      api: fakeApi({
        listTrains: async () =>
          pageOf([{ ...story.summary(), openIncidents: 2 }]),
      }),
    });
    const row = within(
      (await screen.findByRole('link', { name: 'Spring checkout' })).closest(
        'tr',
      )!,
    );
    expect(row.getByText('Go or no-go: Undecided')).toBeInTheDocument();
    expect(row.getByText(/10:00 AM/)).toBeInTheDocument();
    expect(row.getByRole('link', { name: '2 open incidents' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/incidents',
    );
    expect(row.getByRole('link', { name: '0/3' })).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1/waves',
    );
  });

  it('asks for what the filters in the address say, and forgets them', async () => {
    const { api, address } = await renderPage(
      '/trains?phase=gated&phase=x&owner=group:default/commerce&label=team%3Dshop&mine=true&archived=true&q=spring',
    );
    expect(
      await screen.findByText('Nothing matches these filters.'),
    ).toBeInTheDocument();
    expect(api.listTrains.mock.calls[0]?.[0]?.query).toMatchObject({
      phase: ['gated'],
      owner: ['group:default/commerce'],
      label: ['team=shop'],
      mine: 'true',
      archived: 'true',
      q: 'spring',
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear the filters' }),
    );
    await waitFor(() => expect(address()).toBe('/orchestrator/trains'));
  });

  it('explains how to start where there is none, and loads more where there are many', async () => {
    const { unmount } = await renderPage('/trains');
    expect(
      await screen.findByText('No train has been planned yet'),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('link', { name: 'New train' })[0],
    ).toHaveAttribute('href', '/orchestrator/new-train');
    unmount();

    const first = gateOpen().summary();
    const api = trainApi(gateOpen(), {
      listTrains: async ({ query = {} } = {}) =>
        query.cursor
          ? {
              items: [{ ...first, id: 'train-2', title: 'Second' }],
              totalItems: 2,
            }
          : { items: [first], totalItems: 2, nextCursor: 'more' },
    });
    await renderPage('/trains', { api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Show more' }),
    );
    expect(
      await screen.findByRole('link', { name: 'Second' }),
    ).toBeInTheDocument();
  });
});
