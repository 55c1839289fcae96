import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
  type HttpAuthService,
} from '@backstage/backend-plugin-api';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionPlugin from '@backstage/plugin-permission-backend';
import type { PermissionPolicy } from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import searchPlugin from '@backstage/plugin-search-backend';
import type { SearchResultSet } from '@backstage/plugin-search-common';
import orchestratorPlugin from '@backstage-orchestrator/plugin-orchestrator-backend';
import {
  createOrchestratorClient,
  type OrchestratorApi,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import module from '..';

/** A portal with the orchestrator, the search and a permission policy, all of them real. */
export interface TestPortal {
  /** The API of the orchestrator, as a user. */
  as(user: string): OrchestratorApi;
  /** Makes the index anew. */
  index(): Promise<void>;
  /** Searches as a user; a refusal is an error. */
  search(
    user: string,
    query: Record<string, string>,
  ): Promise<SearchResultSet['results']>;
  stop(): Promise<void>;
}

const ACTOR = { type: 'service', subject: 'plugin:test' };

/**
 * The mocked tokens of plugins lose that a plugin speaks for a user, and without that the permission backend answers
 * nothing in general, but only about one resource.
 */
const httpAuthOfPlugins = createServiceFactory({
  service: coreServices.httpAuth,
  deps: { plugin: coreServices.pluginMetadata },
  factory: ({ plugin }) => {
    const mocked = mockServices.httpAuth({ pluginId: plugin.getId() });
    const credentials: HttpAuthService['credentials'] = async (
      request,
      options,
    ) => {
      const found = await mocked.credentials(request, options);
      if (request.headers.authorization?.includes('mock-service-token')) {
        Object.assign(found.principal as object, { actor: ACTOR });
      }
      return found;
    };
    return {
      credentials,
      issueUserCookie: mocked.issueUserCookie.bind(mocked),
    };
  },
});

/** Starts such a portal with these entities in its catalog. */
export async function startPortal(options: {
  entities: Entity[];
  policy: PermissionPolicy;
}): Promise<TestPortal> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-search-'));
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      orchestratorPlugin,
      permissionPlugin,
      policyModule(options.policy),
      searchPlugin,
      module,
      catalogServiceMock.factory({ entities: options.entities }),
      permissionsServiceFactory,
      httpAuthOfPlugins,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          // Here the question is who finds what, not how fast.
          search: { permissions: { queryLatencyBudgetMs: 60_000 } },
          orchestrator: {
            allowVolatile: true,
            workDirectory: join(folder, 'work'),
            codeHosts: { local: { directory: join(folder, 'repositories') } },
          },
        },
      }),
    ],
  });
  const api = `http://localhost:${backend.server.port()}/api`;
  const headersOf = (user: string) => ({
    authorization: mockCredentials.user.header(user),
  });
  return {
    as: user =>
      createOrchestratorClient({
        discoveryApi: { getBaseUrl: async plugin => `${api}/${plugin}` },
        fetchApi: {
          fetch: (input, init) =>
            fetch(input, {
              ...init,
              headers: { ...init?.headers, ...headersOf(user) },
            }),
        },
      }),
    index: () => scheduler.triggerTask('search_index_orchestrator'),
    async search(user, query) {
      const response = await fetch(
        `${api}/search/query?${new URLSearchParams(query)}`,
        { headers: headersOf(user) },
      );
      if (!response.ok) {
        throw new Error(`${response.status} ${await response.text()}`);
      }
      return (await response.json()).results;
    },
    async stop() {
      await backend.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function policyModule(policy: PermissionPolicy) {
  return createBackendModule({
    pluginId: 'permission',
    moduleId: 'test-policy',
    register(reg) {
      reg.registerInit({
        deps: { extension: policyExtensionPoint },
        async init({ extension }) {
          extension.setPolicy(policy);
        },
      });
    },
  });
}
