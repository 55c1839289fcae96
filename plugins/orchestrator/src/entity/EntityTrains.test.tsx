import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { gateOpen, pageOf, renderInPortal, trainApi } from '../__testUtils__';
import { EntityOrchestratorCard, EntityOrchestratorContent } from '.';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: { name: 'checkout', namespace: 'default' },
};

/** One train that is no history, unless said. */
function entityApi(
  overrides: Parameters<typeof trainApi>[1] = {},
  archived = 0,
) {
  const story = gateOpen();
  return trainApi(story, {
    listTrains: async ({ query } = {}) =>
      query?.archived === 'true'
        ? { ...pageOf([]), totalItems: archived }
        : pageOf([story.summary()]),
    ...overrides,
  });
}

const show = (element: JSX.Element, api = entityApi()) =>
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

  it('stand beside flags that belong to it', async () => {
    const flag = {
      key: 'new-checkout',
      title: 'New checkout',
      type: 'boolean' as const,
      status: 'killed' as const,
      version: 2,
      defaultVariant: 'off',
      standing: { enabled: true, variant: 'off' },
      rules: 0,
      createdAt: '2030-03-26T08:00:00.000Z',
      createdBy: 'user:default/pia',
      updatedAt: '2030-03-26T08:00:00.000Z',
    };
    const { api } = await show(
      <EntityOrchestratorContent />,
      entityApi({ listFlags: async () => pageOf([flag]) }),
    );
    const flags = within(await screen.findByRole('list', { name: 'Flags' }));
    expect(flags.getByRole('link', { name: 'New checkout' })).toHaveAttribute(
      'href',
      '/orchestrator/flags/new-checkout',
    );
    expect(flags.getByText('killed')).toBeInTheDocument();
    expect(api.listFlags.mock.calls[0]?.[0]?.query).toMatchObject({
      entity: 'system:default/checkout',
    });
  });

  it('say what of this product stands in the way, what waits for its owner, and its flags', async () => {
    await show(
      <EntityOrchestratorContent />,
      entityApi({
        getEntitySummary: async () => ({
          openChanges: 0,
          waitingForOwner: 1,
          runsInProgress: 0,
          archivedRuns: 0,
          trains: [
            {
              train: 'train-1',
              title: 'Spring checkout',
              product: 'checkout',
              flags: ['new-checkout'],
              blocking: [
                {
                  gate: 'go-no-go',
                  gateTitle: 'Go or no-go',
                  criterion: 'readiness',
                  title: 'Ready to release',
                  status: 'pending' as const,
                  summary: '1 of 2 items is open',
                },
              ],
              waiting: [
                {
                  question: 'Everything is merged: is checkout ready?',
                  since: '2030-03-26T08:00:00.000Z',
                },
              ],
            },
          ],
          ...pageOf([]),
        }),
      }),
    );
    const standing = within(
      await screen.findByRole('region', {
        name: 'checkout in Spring checkout',
      }),
    );
    expect(
      standing.getByText('One thing of this product stands in the way:'),
    ).toBeInTheDocument();
    expect(
      standing.getByRole('link', { name: 'Go or no-go: Ready to release' }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/trains/train-1?cell=checkout%2Fgo-no-go%2Freadiness',
    );
    expect(
      standing.getByRole('link', { name: /is checkout ready/ }),
    ).toHaveAttribute('href', '/orchestrator/trains/train-1');
    expect(
      standing.getByRole('link', { name: 'new-checkout' }),
    ).toHaveAttribute('href', '/orchestrator/flags/new-checkout');
  });

  it('do not stand above a page that says there is nothing', async () => {
    await show(<EntityOrchestratorContent />);
    await screen.findByRole('link', { name: 'Spring checkout' });
    expect(
      await screen.findByText('No sweep has touched this entity yet'),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('link', { name: 'Start a sweep with it' }),
    ).toHaveLength(1);
  });

  it('are no rows where they are only history', async () => {
    const { api } = await show(<EntityOrchestratorContent />, entityApi({}, 2));
    expect(
      await screen.findByRole('link', {
        name: '2 trains that released it are in the archive',
      }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/trains?entity=system%3Adefault%2Fcheckout&archived=true',
    );
    expect(
      api.listTrains.mock.calls.map(([input]) => input?.query?.archived),
    ).toContain('false');
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
      entityApi({
        listTrains: () => Promise.reject(new Error('Not you.')),
      }),
    );
    await waitFor(() =>
      expect(screen.getAllByText(/Not you/).length).toBeGreaterThan(0),
    );
  });
});
