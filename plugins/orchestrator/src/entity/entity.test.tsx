import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aChange,
  aFlag,
  aRun,
  aTarget,
  fakeApi,
  pageOf,
  renderInPortal,
} from '../__testUtils__';
import { EntityOrchestratorCard, EntityOrchestratorContent } from '.';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
};
const items = [
  { run: aRun(), target: aTarget(0, { change: aChange(), status: 'open' }) },
  {
    run: aRun({
      id: 'run-2',
      title: 'Older',
      status: 'finished',
      outcome: 'failed',
    }),
    target: aTarget(0, {
      runId: 'run-2',
      status: 'failed',
      failure: { class: 'permanent', code: 'x', message: 'Tests fail.' },
    }),
  },
];
const summary = {
  openChanges: 1,
  waitingForOwner: 2,
  runsInProgress: 0,
  archivedRuns: 3,
  trains: [],
  ...pageOf(items),
  totalItems: 30,
};

const show = (
  element: JSX.Element,
  api = fakeApi({ getEntitySummary: async () => summary }),
) =>
  renderInPortal(
    <EntityProvider entity={entity}>{element}</EntityProvider>,
    '/',
    { api },
  );

describe('EntityOrchestratorContent', () => {
  it('shows open changes, what waits for the owner, and the sweeps with their reports', async () => {
    const { api } = await show(<EntityOrchestratorContent />);
    expect(
      await screen.findByRole('link', { name: 'Ask for Node.js 22' }),
    ).toHaveAttribute('href', '/orchestrator/changes/change-1');
    expect(screen.getByText('Tests fail.')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Report of Older' }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-2/report');
    expect(
      screen.getByRole('link', {
        name: '3 finished sweeps that touched it are in the archive',
      }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/sweeps?entity=component%3Adefault%2Fpayments-api&archived=true',
    );
    expect(api.getEntitySummary.mock.calls[0][0].params).toEqual({
      kind: 'component',
      namespace: 'default',
      name: 'payments-api',
    });
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await waitFor(() =>
      // A slow machine may have asked again for the rows that were shown before.
      expect(
        api.getEntitySummary.mock.calls.map(([input]) => input.query),
      ).toContainEqual({ limit: 100 }),
    );
  });

  it('does not say that no sweep has touched what only archived ones have', async () => {
    await show(
      <EntityOrchestratorContent />,
      fakeApi({
        getEntitySummary: async () => ({
          openChanges: 0,
          waitingForOwner: 0,
          runsInProgress: 0,
          archivedRuns: 1,
          trains: [],
          ...pageOf([]),
        }),
      }),
    );
    expect(
      await screen.findByRole('link', {
        name: 'One finished sweep that touched it is in the archive',
      }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/No sweep has touched/)).not.toBeInTheDocument();
  });

  it('starts a sweep with the entity as its target', async () => {
    const api = fakeApi();
    const { address } = await show(<EntityOrchestratorContent />, api);
    expect(
      await screen.findByText('No sweep has touched this entity yet'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getAllByRole('link', { name: 'Start a sweep with it' })[0],
    );
    await waitFor(() =>
      expect(address()).toBe(
        '/orchestrator/sweeps/new?entity=component%3Adefault%2Fpayments-api',
      ),
    );
  });
});

describe('EntityOrchestratorCard', () => {
  it('names the flags of the entity on one line', async () => {
    await show(
      <EntityOrchestratorCard />,
      fakeApi({
        listFlags: async () => ({
          ...pageOf([aFlag({ key: 'new-checkout', title: 'New checkout' })]),
          totalItems: 3,
        }),
      }),
    );
    expect(
      await screen.findByRole('link', { name: 'New checkout' }),
    ).toHaveAttribute('href', '/orchestrator/flags/new-checkout');
    expect(screen.getByText(/and 2 more/)).toBeInTheDocument();
  });

  it('shows numbers that are links, and none that are zero', async () => {
    await show(<EntityOrchestratorCard />);
    expect(
      await screen.findByRole('link', { name: /1 ?open change/ }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/sweeps?entity=component%3Adefault%2Fpayments-api',
    );
    expect(
      screen.getByRole('link', { name: /2 ?wait for the owner/ }),
    ).toHaveAttribute('href', '/orchestrator/inbox');
    expect(screen.queryByText(/in progress/)).not.toBeInTheDocument();
  });

  it('shows nothing where there is nothing', async () => {
    const api = fakeApi();
    await show(<EntityOrchestratorCard />, api);
    await waitFor(() => expect(api.getEntitySummary).toHaveBeenCalled());
    expect(screen.queryByText('Orchestrator')).not.toBeInTheDocument();
  });

  it('says why it could not be loaded', async () => {
    await show(
      <EntityOrchestratorCard />,
      fakeApi({
        getEntitySummary: () => Promise.reject(new Error('Not you.')),
      }),
    );
    expect(await screen.findByText(/Not you/)).toBeInTheDocument();
  });
});
