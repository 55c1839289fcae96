/*
 * A Backstage backend with the orchestrator in it, in a process of its own, for tests that kill it. Its only argument
 * is a file with a `BackendOptions` as JSON. Apart from the catalog and the notifications, all services are the real ones.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { ORCHESTRATOR_TOPIC } from '../../outbox/deliverEvents';
import { orchestratorPlugin } from '../../plugin';
import { migrationFolders } from '../../store/migrations';
import type { BackendOptions } from './BackendOptions';

async function main(options: BackendOptions): Promise<void> {
  migrationFolders.push(...options.migrations);
  const backend = createBackend();
  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => new ConfigReader(configOf(options)),
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
  backend.add(receiverOf(options));
  await backend.start();
}

/** Another plugin, which writes down the ids of the events that it is told. */
function receiverOf({ folder }: BackendOptions) {
  return createBackendPlugin({
    pluginId: 'receiver',
    register(env) {
      env.registerInit({
        deps: { events: eventsServiceRef },
        async init({ events }) {
          await events.subscribe({
            id: 'receiver',
            topics: [ORCHESTRATOR_TOPIC],
            async onEvent({ eventPayload }) {
              const { id } = eventPayload as { id: string };
              appendFileSync(join(folder, 'received.txt'), `${id}\n`);
            },
          });
        },
      });
    },
  });
}

function configOf(options: BackendOptions) {
  const { folder, workFolder, postgres, port, callers, workers } = options;
  return {
    app: { baseUrl: `http://127.0.0.1:${port}` },
    backend: {
      baseUrl: `http://127.0.0.1:${port}`,
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
      auth: {
        externalAccess: Object.entries(callers).map(([token, subject]) => ({
          type: 'static',
          options: { token, subject },
        })),
      },
    },
    permission: { enabled: false },
    orchestrator: {
      workDirectory: join(folder, workFolder),
      codeHosts: { local: { directory: join(folder, 'repositories') } },
      commands: { allow: ['sh'] },
      workers,
      limits: { requestsPerMinute: 0 },
    },
  };
}

main(JSON.parse(readFileSync(process.argv[2], 'utf8'))).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
