import {
  actionsRegistryServiceFactory,
  actionsServiceFactory,
} from '@backstage/backend-defaults/alpha';
import type { Entity } from '@backstage/catalog-model';
import mcpPlugin from '@backstage/plugin-mcp-actions-backend';
import {
  startOrchestrator,
  type StartOptions,
  type TestOrchestrator,
} from '../../__testUtils__/startOrchestrator';
import { SMALL_TRAINS } from './trainByHand';

/** A component that group:default/team-shop owns, with a repository. */
export function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'orchestrator/repository': `local:${name}` },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-shop' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-shop' }],
  };
}

/**
 * Starts the orchestrator beside Backstage's own MCP server, with the registry of actions that a portal has: what
 * clients of MCP say goes the whole way over HTTP.
 */
export function startWithMcp({
  root,
  config,
  services = [],
  ...options
}: Omit<StartOptions, 'entities'> &
  Partial<StartOptions>): Promise<TestOrchestrator> {
  return startOrchestrator({
    entities: [component('shop')],
    ...options,
    root: {
      ...root,
      backend: {
        actions: { pluginSources: ['orchestrator'] },
        ...(root?.backend as object),
      },
    },
    config: {
      trains: SMALL_TRAINS,
      limits: { requestsPerMinute: 0 },
      ...config,
    },
    services: [
      actionsRegistryServiceFactory,
      actionsServiceFactory,
      ...services,
    ],
    plugins: [mcpPlugin],
  });
}
