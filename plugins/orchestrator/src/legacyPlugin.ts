import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createCardExtension } from '@backstage/plugin-home-react';
import { createSearchResultListItemExtension } from '@backstage/plugin-search-react';
import { createOrchestratorClient } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ComponentType } from 'react';
import { orchestratorApiRef } from './api';
import { HOME_CARD } from './home/homeCard';
import { entityContentRouteRef, rootRouteRef } from './routes';
import { isRunResult } from './search/isRunResult';
import type { RunSearchResultListItemProps } from './search/RunSearchResultListItem';

/** The orchestrator for the classic frontend system. @public */
export const orchestratorPlugin = createPlugin({
  id: 'orchestrator',
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  apis: [
    createApiFactory({
      api: orchestratorApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        createOrchestratorClient({ discoveryApi, fetchApi }),
    }),
  ],
});

/** All pages; mount it at `/orchestrator`. @public */
export const OrchestratorPage: ComponentType = orchestratorPlugin.provide(
  createRoutableExtension({
    name: 'OrchestratorPage',
    component: () =>
      import('./pages/OrchestratorPage').then(
        ({ LegacyOrchestratorPage }) => LegacyOrchestratorPage,
      ),
    mountPoint: rootRouteRef,
  }),
);

/** What happens to an entity, as a tab of its page. @public */
export const EntityOrchestratorContent: ComponentType =
  orchestratorPlugin.provide(
    createRoutableExtension({
      name: 'EntityOrchestratorContent',
      component: () =>
        import('./entity').then(entity => entity.EntityOrchestratorContent),
      mountPoint: entityContentRouteRef,
    }),
  );

/** Three numbers for an entity's overview; nothing where there is nothing. @public */
export const EntityOrchestratorCard: ComponentType = orchestratorPlugin.provide(
  createComponentExtension({
    name: 'EntityOrchestratorCard',
    component: {
      lazy: () =>
        import('./entity').then(entity => entity.EntityOrchestratorCard),
    },
  }),
);

/** Three numbers for a home page, customizable or not; nothing where there is nothing. @public */
export const HomeOrchestratorCard: ComponentType = orchestratorPlugin.provide(
  createCardExtension(HOME_CARD),
);

/** A sweep or a train among the results of a search. @public */
export const OrchestratorSearchResultListItem: ComponentType<RunSearchResultListItemProps> =
  orchestratorPlugin.provide(
    createSearchResultListItemExtension({
      name: 'OrchestratorSearchResultListItem',
      predicate: isRunResult,
      component: () =>
        import('./search/RunSearchResultListItem').then(
          search => search.RunSearchResultListItem,
        ),
    }),
  );
