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
import { createOrchestratorClient } from '@backstage-orchestrator/plugin-orchestrator-common';
import LinearScaleIcon from '@material-ui/icons/LinearScale';
import { orchestratorApiRef } from './api';
import { entityContentRouteRef, rootRouteRef } from './routes';

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

/**
 * The orchestrator for the new frontend system: its pages, an entity tab, an entity card and its API.
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
  ],
});
