import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { planned, renderPage, trainApi } from '../__testUtils__';

// In a file of their own: the portal remembers a permission for a while, over the borders of a test.
describe('without the permission to start runs', () => {
  it('says so on the button of the list', async () => {
    const { address } = await renderPage('/sweeps', { mayCreate: false });
    const button = await screen.findByRole('button', {
      name: /New sweep|may not start/,
    });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button);
    expect(address()).toBe('/orchestrator/sweeps');
    expect(screen.queryByText('Import a file')).not.toBeInTheDocument();
  });

  it('says so on the page that would start one', async () => {
    const { api } = await renderPage('/sweeps/new', { mayCreate: false });
    expect(
      await screen.findByText(/You may not start sweeps/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', {
        name: /Start with a dry run|may not start/,
      }),
    );
    expect(api.createRun).not.toHaveBeenCalled();
  });

  it('says so in the menu of a sweep', async () => {
    const { address } = await renderPage('/sweeps/run-1', { mayCreate: false });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    const item = await screen.findByRole('menuitem', {
      name: /New sweep from this manifest/,
    });
    await waitFor(() => expect(item).toHaveAttribute('aria-disabled', 'true'));
    await userEvent.click(item);
    expect(address()).toBe('/orchestrator/sweeps/run-1');
    expect(screen.queryByText('Export as a file')).not.toBeInTheDocument();
  });

  it('says so on the list of trains, and on the page that would plan one', async () => {
    const { unmount } = await renderPage('/trains', { mayCreate: false });
    const [button] = await screen.findAllByRole('button', {
      name: /New train|may not plan/,
    });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    unmount();
    const { api } = await renderPage('/new-train', {
      api: trainApi(planned()),
      mayCreate: false,
    });
    expect(
      await screen.findByText(/You may not plan trains/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /Plan the train|may not plan/ }),
    );
    expect(api.createTrain).not.toHaveBeenCalled();
  });
});
