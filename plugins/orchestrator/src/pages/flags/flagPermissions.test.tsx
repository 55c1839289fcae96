import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../__testUtils__';

// In a file of its own: the portal remembers a permission for a while, over the borders of a test.
describe('without the permission to kill flags', () => {
  it('says so on the button', async () => {
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
});
