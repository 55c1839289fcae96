import type { Entity } from '@backstage/catalog-model';

/** One component for each module, in the repository of its name on the local code host, and the group that owns them. */
export function moduleEntities(names: readonly string[]): Entity[] {
  const owner = 'group:default/platform';
  const group = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform' },
    spec: { type: 'team', children: [] },
  };
  const components = names.map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'orchestrator/repository': `local:${name}` },
    },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  }));
  return [group, ...components];
}
