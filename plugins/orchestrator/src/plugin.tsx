import {
  createFrontendPlugin,
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import {
  createOrchestratorClient,
  RUN_DOCUMENT_TYPE,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import LinearScaleIcon from '@material-ui/icons/LinearScale';
import { orchestratorApiRef } from './api';
import { HOME_CARD } from './home/homeCard';
import { entityContentRouteRef, rootRouteRef } from './routes';
import { isRunResult } from './search/isRunResult';

const orchestratorApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: orchestratorApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        createOrchestratorClient({ discoveryApi, fetchApi }),
    }),
});

const orchestratorPage = PageBlueprint.make({
  params: {
    path: '/orchestrator',
    routeRef: rootRouteRef,
    title: 'Orchestrator',
    icon: <LinearScaleIcon fontSize="inherit" />,
    loader: () =>
      import('./pages/OrchestratorPage').then(({ OrchestratorPages }) => (
        <OrchestratorPages />
      )),
  },
});

/** What sweeps change and trains release. */
const PRODUCTS = { kind: { $in: ['component', 'system'] } };

const orchestratorEntityContent = EntityContentBlueprint.make({
  params: {
    path: '/orchestrator',
    title: 'Orchestrator',
    routeRef: entityContentRouteRef,
    filter: PRODUCTS,
    loader: () =>
      import('./entity').then(({ EntityOrchestratorContent }) => (
        <EntityOrchestratorContent />
      )),
  },
});

const orchestratorEntityCard = EntityCardBlueprint.make({
  params: {
    filter: PRODUCTS,
    type: 'info',
    loader: () =>
      import('./entity').then(({ EntityOrchestratorCard }) => (
        <EntityOrchestratorCard />
      )),
  },
});

const orchestratorHomeWidget = HomePageWidgetBlueprint.make({
  params: HOME_CARD,
});

const orchestratorSearchResult = SearchResultListItemBlueprint.make({
  params: {
    predicate: isRunResult,
    icon: <LinearScaleIcon />,
    component: async () =>
      (await import('./search/RunSearchResultListItem'))
        .RunSearchResultListItem,
  },
});

const orchestratorSearchResultType = SearchFilterResultTypeBlueprint.make({
  params: {
    value: RUN_DOCUMENT_TYPE,
    name: 'Sweeps and trains',
    icon: <LinearScaleIcon />,
  },
});

/**
 * The orchestrator for the new frontend system: its pages, an entity tab, an entity card, a widget for
 * a home page, its items among the results of a search, and its API.
 *
 * @public
 */
export const orchestratorPlugin = createFrontendPlugin({
  pluginId: 'orchestrator',
  title: 'Orchestrator',
  icon: <LinearScaleIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  extensions: [
    orchestratorApi,
    orchestratorPage,
    orchestratorEntityContent,
    orchestratorEntityCard,
    orchestratorHomeWidget,
    orchestratorSearchResult,
    orchestratorSearchResultType,
  ],
});
