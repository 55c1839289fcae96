import { screen, waitFor } from '@testing-library/react';
import {
  aRun,
  anInboxItem,
  fakeApi,
  gateOpen,
  pageOf,
  renderInPortal,
} from '../__testUtils__';
import { HomeOrchestratorCard } from '../legacy';

describe('the card of a home page', () => {
  it('shows numbers that are links to their rows', async () => {
    await renderInPortal(<HomeOrchestratorCard />, '/', {
      api: fakeApi({
        getInbox: async () => ({ ...pageOf([anInboxItem()]), totalItems: 4 }),
        listRuns: async input =>
          JSON.stringify(input?.query).includes('tracking')
            ? { ...pageOf([aRun()]), totalItems: 1 }
            : pageOf([]),
      }),
    });
    expect(
      await screen.findByRole('link', { name: '4 things wait for you' }),
    ).toHaveAttribute('href', '/orchestrator/inbox');
    expect(
      (
        await screen.findByRole('link', {
          name: '1 of your sweeps is in progress',
        })
      ).getAttribute('href'),
    ).toContain('/orchestrator/sweeps?mine=true&status=planned');
    expect(screen.queryByText(/waits? for a person/)).not.toBeInTheDocument();
  });

  it('counts the trains of the viewer that have not ended', async () => {
    await renderInPortal(<HomeOrchestratorCard />, '/', {
      api: fakeApi({
        listRuns: async () => pageOf([]),
        listTrains: async () => ({
          ...pageOf([gateOpen().summary()]),
          totalItems: 2,
        }),
      }),
    });
    expect(
      await screen.findByRole('link', {
        name: '2 of your trains are planned or under way',
      }),
    ).toHaveAttribute(
      'href',
      '/orchestrator/trains?mine=true&phase=planned&phase=preparing&phase=rehearsing&phase=gated&phase=departing&phase=closing',
    );
  });

  it('shows nothing where there is nothing', async () => {
    const api = fakeApi({ listRuns: async () => pageOf([]) });
    await renderInPortal(<HomeOrchestratorCard />, '/', { api });
    await waitFor(() => expect(api.listRuns).toHaveBeenCalledTimes(2));
    expect(screen.queryByText('Orchestrator')).not.toBeInTheDocument();
  });
});
