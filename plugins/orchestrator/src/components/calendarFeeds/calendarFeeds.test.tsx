import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  fakeApi,
  gateOpen,
  renderPage,
  trainApi,
  type FakeApi,
} from '../../__testUtils__';

const MADE = { id: 'feed-1', createdAt: '2030-01-01T00:00:00.000Z' };
const ADDRESS = 'http://localhost:7007/api/orchestrator/feeds/calendar/s3.ics';

/** An API that keeps feeds, and gives the secret once. */
function withFeeds(api: FakeApi): FakeApi {
  let feeds: (typeof MADE)[] = [];
  api.listCalendarFeeds.mockImplementation(async () => ({ items: feeds }));
  api.createCalendarFeed.mockImplementation(async input => {
    const feed = { ...MADE, ...input?.body };
    feeds = [...feeds, feed];
    return { ...feed, path: '/feeds/calendar/s3.ics' };
  });
  api.deleteCalendarFeed.mockImplementation(async ({ params }) => {
    feeds = feeds.filter(({ id }) => id !== params.feedId);
    return { deleted: true };
  });
  return api;
}

async function subscribe(path: string, api: FakeApi) {
  await renderPage(path, { api: withFeeds(api) });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Subscribe' }),
  );
  return within(await screen.findByRole('dialog'));
}

describe('Calendar feeds', () => {
  it('makes a feed of all of mine, shows its address once, and takes it back', async () => {
    const api = fakeApi();
    let dialog = await subscribe('/calendar', api);
    expect(
      await dialog.findByText('You have subscribed to no calendar.'),
    ).toBeInTheDocument();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    expect(await dialog.findByLabelText('Address')).toHaveValue(ADDRESS);
    expect(api.createCalendarFeed.mock.calls).toEqual([[{ body: {} }]]);
    expect(
      dialog.getByRole('button', { name: 'Copy the address' }),
    ).toBeInTheDocument();

    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Subscribe' }),
    );
    dialog = within(await screen.findByRole('dialog'));
    expect(
      await dialog.findByText('All trains that I have a part in'),
    ).toBeInTheDocument();
    expect(dialog.queryByLabelText('Address')).not.toBeInTheDocument();

    await userEvent.click(dialog.getByRole('button', { name: 'Take back' }));
    const sure = within(
      await screen.findByRole('dialog', { name: 'Take this address back?' }),
    );
    await userEvent.click(sure.getByRole('button', { name: 'Take back' }));
    await waitFor(() =>
      expect(api.deleteCalendarFeed).toHaveBeenCalledWith({
        params: { feedId: 'feed-1' },
      }),
    );
    expect(
      await screen.findByText('You have subscribed to no calendar.'),
    ).toBeInTheDocument();
  });

  it('makes a feed of one train on its page', async () => {
    const api = trainApi(gateOpen());
    const dialog = await subscribe('/trains/train-1/timeline', api);
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    expect(await dialog.findByLabelText('Address')).toHaveValue(ADDRESS);
    expect(api.createCalendarFeed).toHaveBeenCalledWith({
      body: { trainId: 'train-1' },
    });
    expect(
      await dialog.findByRole('link', { name: 'Train train-1' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
  });

  it('says why an address could not be made', async () => {
    const api = fakeApi();
    const dialog = await subscribe('/trains', api);
    api.createCalendarFeed.mockRejectedValue(new Error('Not now.'));
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    expect(await dialog.findByText('Not now.')).toBeInTheDocument();
  });
});
