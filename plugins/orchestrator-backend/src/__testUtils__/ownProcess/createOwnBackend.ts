import { join } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import type { JsonObject } from '@backstage/types';
import { orchestratorPlugin } from '../../plugin';
import type { BackendOptions } from './BackendOptions';

/**
 * A Backstage backend with the orchestrator in it, for a process of its own. Apart from the catalog and the
 * notifications, all services are the real ones.
 *
 * @param config - beside the address and the database
 */
export function createOwnBackend(
  options: BackendOptions,
  config: JsonObject,
): ReturnType<typeof createBackend> {
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () =>
        ConfigReader.fromConfigs([
          { context: 'place', data: placeOf(options) },
          { context: 'settings', data: config },
        ]),
    }),
  );
  backend.add(
    createServiceFactory({
      service: catalogServiceRef,
      deps: {},
      factory: () => new InMemoryCatalogClient({ entities: options.entities }),
    }),
  );
  backend.add(
    createServiceFactory({
      service: notificationService,
      deps: {},
      factory: () => ({ send: async () => {} }),
    }),
  );
  backend.add(orchestratorPlugin);
  return backend;
}

function placeOf({ folder, postgres, port }: BackendOptions): JsonObject {
  const baseUrl = `http://127.0.0.1:${port}`;
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port },
      database: postgres
        ? {
            client: 'pg',
            connection: postgres.connection,
            pluginDivisionMode: 'schema',
          }
        : {
            client: 'better-sqlite3',
            connection: { directory: join(folder, 'db') },
          },
    },
  };
}
