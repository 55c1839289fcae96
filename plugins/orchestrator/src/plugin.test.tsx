import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { SearchResultListItemExtensions } from '@backstage/plugin-search-react';
import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { aRun, aTarget, fakeApi, pageOf } from './__testUtils__';
import orchestratorPlugin, { orchestratorApiRef, rootRouteRef } from '.';
import * as legacy from './legacy';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api' },
};

const FOUND = {
  kind: 'Sweep',
  title: 'Node 22',
  text: 'Raises the engine',
  location: '/orchestrator/sweeps/run-1',
  name: 'node-22',
  state: 'running',
  owner: 'group:default/platform',
  labels: [],
};

describe('the new frontend system', () => {
  it('mounts the pages at /orchestrator', async () => {
    renderTestApp({
      features: [orchestratorPlugin],
      initialRouteEntries: ['/orchestrator/operator'],
      apis: [[orchestratorApiRef, fakeApi()]],
    });
    expect(
      await screen.findByRole('heading', { name: 'Operator' }),
    ).toBeInTheDocument();
  });

  it('has a tab and a card for components', async () => {
    const summary = {
      openChanges: 1,
      waitingForOwner: 0,
      runsInProgress: 0,
      archivedRuns: 0,
      trains: [],
      ...pageOf([{ run: aRun(), target: aTarget(0) }]),
    };
    for (const [id, limit] of [
      ['entity-content:orchestrator', 20],
      ['entity-card:orchestrator', 1],
    ] as const) {
      const api = fakeApi({ getEntitySummary: async () => summary });
      const { unmount } = renderTestApp({
        features: [orchestratorPlugin],
        extensions: [
          createTestEntityPage({ entity }),
          orchestratorPlugin.getExtension(id as 'entity-card:orchestrator'),
        ],
        apis: [[orchestratorApiRef, api]],
      });
      expect(
        (await screen.findAllByRole('link', { name: '1 open change' }))[0],
      ).toBeInTheDocument();
      // The tab shows a page of rows, the card their numbers only.
      await waitFor(() =>
        expect(
          api.getEntitySummary.mock.calls.map(([input]) => input.query?.limit),
        ).toContain(limit),
      );
      unmount();
    }
  });

  it('offers its card as a widget of a home page', async () => {
    const widget = createExtensionTester(
      orchestratorPlugin.getExtension('home-page-widget:orchestrator'),
    ).get(HomePageWidgetBlueprint.dataRefs.widget);
    expect(widget).toMatchObject({
      name: 'HomeOrchestratorCard',
      title: 'Orchestrator',
    });
    await renderInTestApp(
      <TestApiProvider apis={[[orchestratorApiRef, fakeApi()]]}>
        {widget.component}
      </TestApiProvider>,
      { mountedRoutes: { '/orchestrator': rootRouteRef } },
    );
    expect(
      await screen.findByRole('link', { name: /in progress/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('Orchestrator')).toBeInTheDocument();
  });

  it('shows runs among the results of a search, and only runs', async () => {
    const { predicate, component: Item } = createExtensionTester(
      orchestratorPlugin.getExtension('search-result-list-item:orchestrator'),
    ).get(SearchResultListItemBlueprint.dataRefs.item);
    const type = createExtensionTester(
      orchestratorPlugin.getExtension('search-filter-result-type:orchestrator'),
    ).get(SearchFilterResultTypeBlueprint.dataRefs.resultType);
    expect(type.name).toBe('Sweeps and trains');
    expect(predicate?.({ type: type.value, document: FOUND })).toBe(true);
    expect(predicate?.({ type: 'techdocs', document: FOUND })).toBe(false);
    await renderInTestApp(<Item result={FOUND} />);
    expect(
      await screen.findByRole('link', { name: 'Node 22' }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1');
  });
});

describe('the classic frontend system', () => {
  it('mounts the pages with a header of their own', async () => {
    const { OrchestratorPage, orchestratorPlugin: plugin } = legacy;
    expect(plugin.getId()).toBe('orchestrator');
    await renderInTestApp(
      <TestApiProvider apis={[[legacy.orchestratorApiRef, fakeApi()]]}>
        <Routes>
          <Route path="/orchestrator/*" element={<OrchestratorPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/orchestrator/operator'],
        mountedRoutes: { '/orchestrator': rootRouteRef },
      },
    );
    expect(
      await screen.findByRole('heading', { name: 'Orchestrator' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('heading', { name: 'Operator' }),
    ).toBeInTheDocument();
  });

  it('has a card for a home page', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[legacy.orchestratorApiRef, fakeApi()]]}>
        <legacy.HomeOrchestratorCard />
      </TestApiProvider>,
      { mountedRoutes: { '/orchestrator': rootRouteRef } },
    );
    expect(
      await screen.findByRole('link', { name: /in progress/ }),
    ).toBeInTheDocument();
  });

  it('shows runs among the results of a search', async () => {
    await renderInTestApp(
      <SearchResultListItemExtensions
        results={[{ type: 'orchestrator', document: FOUND }]}
      >
        <legacy.OrchestratorSearchResultListItem />
      </SearchResultListItemExtensions>,
    );
    expect(
      await screen.findByRole('link', { name: 'Node 22' }),
    ).toHaveAttribute('href', '/orchestrator/sweeps/run-1');
    expect(screen.getByText('Owner: platform')).toBeInTheDocument();
  });
});
