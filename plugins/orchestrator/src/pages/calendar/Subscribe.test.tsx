import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeApi, renderPage } from '../../__testUtils__';
import { planned, trainApi } from '../../__testUtils__/trainFixtures';

async function openDialog() {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Subscribe' }),
  );
  return within(await screen.findByRole('dialog'));
}

describe('Subscribe', () => {
  it('makes an address of all that is mine, and shows it once', async () => {
    const { api } = await renderPage('/calendar');
    const dialog = await openDialog();
    expect(dialog.queryByLabelText('Address')).toBeNull();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    const address = await dialog.findByLabelText<HTMLInputElement>('Address');
    expect(address.value).toMatch(
      /^https?:.*orchestrator\/calendar\/feeds\/secret\.ics$/,
    );
    expect(api.createCalendarFeed).toHaveBeenCalledWith({ body: {} });
    await userEvent.click(dialog.getByRole('button', { name: 'Close' }));
    const again = await openDialog();
    expect(again.queryByLabelText('Address')).toBeNull();
  });

  it('makes one of a train on its page', async () => {
    const { api } = await renderPage('/trains/train-1/timeline', {
      api: trainApi(planned()),
    });
    const dialog = await openDialog();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    await waitFor(() =>
      expect(api.createCalendarFeed).toHaveBeenCalledWith({
        body: { trainId: 'train-1' },
      }),
    );
  });

  it('lists what was made, and takes it back', async () => {
    const feed = { id: 'feed-2', createdAt: '2026-03-01T12:00:00.000Z' };
    const api = fakeApi({
      listCalendarFeeds: async () => ({
        items: [feed, { ...feed, id: 'feed-3', trainId: 'spring-1' }],
      }),
    });
    await renderPage('/calendar', { api });
    const dialog = await openDialog();
    expect(await dialog.findByText(/All of mine/)).toBeInTheDocument();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Take back: spring-1' }),
    );
    await waitFor(() =>
      expect(api.deleteCalendarFeed).toHaveBeenCalledWith({
        params: { feedId: 'feed-3' },
      }),
    );
    await waitFor(() => expect(api.listCalendarFeeds).toHaveBeenCalledTimes(2));
  });

  it('says why an address could not be made', async () => {
    const api = fakeApi({
      createCalendarFeed: () =>
        Promise.reject(new Error('At most 20 addresses.')),
    });
    await renderPage('/calendar', { api });
    const dialog = await openDialog();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Make an address' }),
    );
    expect(
      (await screen.findAllByText(/At most 20 addresses/))[0],
    ).toBeInTheDocument();
  });
});
