import { createBackend } from '@backstage/backend-defaults';
import { exampleUsersModule } from './signIn';
import { permissionPolicyModule } from './permissionPolicy';

/*
 * The backend of the example portal. It runs from the repository's root, so that paths in app-config.yaml
 * (`.data/db`, `examples/catalog/all.yaml`) are those that a reader sees there.
 */
const backend = createBackend();

// The built app, with its configuration put in when it is served.
backend.add(import('@backstage/plugin-app-backend'));

// Who signs in, and what they may do.
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(exampleUsersModule);
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(permissionPolicyModule);

// The catalog that targets and owners come from.
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(
  import('@backstage-orchestrator/plugin-search-backend-module-orchestrator'),
);

// How people and other plugins hear of a run.
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

// Templates, and the action with which they start runs.
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(
  import(
    '@backstage-orchestrator/plugin-scaffolder-backend-module-orchestrator'
  ),
);

backend.add(import('@backstage-orchestrator/plugin-orchestrator-backend'));

// The door for agents: what plugins register as actions, as the tools of an MCP server.
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.start();
