import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__';

describe('views of the sweeps', () => {
  const views = async () =>
    within(await screen.findByRole('list', { name: 'Views' }));

  it('has views for everybody, each a link, and marks the one that is shown', async () => {
    const { api } = await renderPage('/sweeps?mine=true');
    const list = await views();
    expect(list.getByRole('link', { name: 'Mine' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    expect(list.getByRole('link', { name: 'All' })).toHaveAttribute(
      'href',
      '/orchestrator/sweeps',
    );
    await userEvent.click(
      list.getByRole('link', { name: 'Wait for a person' }),
    );
    await waitFor(() =>
      expect(api.listRuns).toHaveBeenLastCalledWith(
        {
          query: expect.objectContaining({
            status: ['readyToStart', 'awaitingApproval', 'paused'],
          }),
        },
        expect.anything(),
      ),
    );
  });

  it('shows only what is in the archive where that is asked for', async () => {
    const { api, address } = await renderPage('/sweeps?archived=true');
    await waitFor(() =>
      expect(api.listRuns).toHaveBeenLastCalledWith(
        { query: expect.objectContaining({ archived: 'true' }) },
        expect.anything(),
      ),
    );
    const box = await screen.findByRole('checkbox', { name: 'In the archive' });
    expect(box).toBeChecked();
    await userEvent.click(box);
    await waitFor(() => expect(address()).toBe('/orchestrator/sweeps'));
  });

  it('keeps filters as a view of the viewer, and forgets it again', async () => {
    const { address } = await renderPage(
      '/sweeps?owner=group:default/payments&status=paused',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Save this view' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(
      dialog.getByLabelText(/Name of the view/),
      'Payments, paused',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    const list = await views();
    const own = await list.findByRole('link', { name: 'Payments, paused' });
    expect(own).toHaveAttribute('aria-current', 'page');
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Save this view' }),
      ).not.toBeInTheDocument(),
    );

    await userEvent.click(list.getByRole('link', { name: 'All' }));
    await userEvent.click(list.getByRole('link', { name: 'Payments, paused' }));
    await waitFor(() =>
      expect(address()).toBe(
        '/orchestrator/sweeps?owner=group:default/payments&status=paused',
      ),
    );
    await userEvent.click(
      list.getByRole('button', { name: 'Forget the view Payments, paused' }),
    );
    await waitFor(() => expect(own).not.toBeInTheDocument());
  });
});
