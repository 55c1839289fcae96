/*
 * A portal with the orchestrator in it, in a process of its own: people sign in, and a policy decides what they see.
 * Its only argument is a file with a `PortalOptions` as JSON. Apart from the catalog and the notifications, all services
 * are the real ones.
 */
import { readFileSync } from 'node:fs';
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
import { exampleUsersModule } from '../../examples/portal/backend/src/signIn';
import { orchestratorPlugin } from '../../plugins/orchestrator-backend/src/plugin';
import { ownPolicyModule } from './ownPolicy';
import type { PortalOptions } from './PortalOptions';

async function main(options: PortalOptions): Promise<void> {
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
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(exampleUsersModule);
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(ownPolicyModule);
  backend.add(orchestratorPlugin);
  await backend.start();
}

function configOf({ folder, postgres, port, userRef }: PortalOptions) {
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
    auth: {
      providers: { 'example-users': { users: [{ entityRef: userRef }] } },
    },
    permission: { enabled: true },
    orchestrator: {
      workDirectory: join(folder, 'work'),
      codeHosts: {
        local: {
          directory: join(folder, 'repositories'),
          rateLimits: [{ max: 500, per: '1h' }],
        },
      },
      rateLimits: [
        { scope: 'global', max: 60_000, per: '1d' },
        { scope: 'owner', max: 3_000, per: '1d' },
      ],
      limits: { requestsPerMinute: 0 },
    },
  };
}

main(JSON.parse(readFileSync(process.argv[2], 'utf8'))).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
