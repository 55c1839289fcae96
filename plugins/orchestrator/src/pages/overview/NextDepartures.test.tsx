import { screen } from '@testing-library/react';
import { gateOpen, renderPage, trainApi } from '../../__testUtils__';

describe('NextDepartures', () => {
  it('shows trains that leave next with their gates, and asks for no others', async () => {
    const { api } = await renderPage('', { api: trainApi(gateOpen()) });
    expect(
      await screen.findByRole('link', { name: 'Spring checkout' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
    expect(screen.getByText('Go or no-go: Undecided')).toBeInTheDocument();
    expect(api.listTrains.mock.calls[0]?.[0]?.query?.phase).not.toContain(
      'closed',
    );
  });
});
