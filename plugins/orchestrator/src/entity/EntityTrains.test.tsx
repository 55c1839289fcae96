import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { gateOpen, renderInPortal, trainApi } from '../__testUtils__';
import { EntityOrchestratorCard, EntityOrchestratorContent } from '.';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'checkout', namespace: 'default' },
};

const show = (element: JSX.Element, api = trainApi(gateOpen())) =>
  renderInPortal(
    <EntityProvider entity={entity}>{element}</EntityProvider>,
    '/',
    { api },
  );

describe('trains of an entity', () => {
  it('stand in its tab', async () => {
    const { api } = await show(<EntityOrchestratorContent />);
    expect(
      await screen.findByRole('link', { name: 'Spring checkout' }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
    expect(api.listTrains.mock.calls[0]?.[0]?.query?.entity).toBe(
      'system:default/checkout',
    );
  });

  it('can be followed in a calendar program', async () => {
    const { api } = await show(<EntityOrchestratorContent />);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Subscribe' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Make an address' }),
    );
    expect(await screen.findByLabelText('Address')).toBeInTheDocument();
    expect(api.createCalendarFeed).toHaveBeenCalledWith({
      body: { entityRef: 'system:default/checkout' },
    });
  });

  it('have their next departure and its gates on the card', async () => {
    await show(<EntityOrchestratorCard />);
    expect(await screen.findByText(/Next departure:/)).toBeInTheDocument();
    expect(screen.getByText('Go or no-go: Undecided')).toBeInTheDocument();
  });

  it('are named by the reason why they could not be loaded', async () => {
    await show(
      <EntityOrchestratorContent />,
      trainApi(gateOpen(), {
        listTrains: () => Promise.reject(new Error('Not you.')),
      }),
    );
    await waitFor(() =>
      expect(screen.getAllByText(/Not you/).length).toBeGreaterThan(0),
    );
  });
});
