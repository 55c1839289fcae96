import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__';

// In a file of its own: the portal remembers a permission for a while, over the borders of a test.
describe('without the permissions for flags', () => {
  it('says so on the button that kills', async () => {
    await renderPage('/flags/new-checkout', { mayCreate: false });
    const name = /Kill|may not kill/;
    await waitFor(() =>
      expect(screen.getByRole('button', { name })).toHaveAttribute(
        'aria-disabled',
        'true',
      ),
    );
    await userEvent.click(screen.getByRole('button', { name }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('says above the editor that flags may not be changed', async () => {
    const { api } = await renderPage('/flags/new-checkout/edit', {
      mayCreate: false,
    });
    expect(
      await screen.findByText('You may not make or change flags.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /Save|may not make/ }),
    );
    expect(api.putFlag).not.toHaveBeenCalled();
  });
});
