import type { Entity } from '@backstage/catalog-model';

/** A team as the catalog knows it. */
export function teamEntity(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name },
    spec: { type: 'team', children: [] },
  };
}

/** A module of a team, in the repository of its name on the local code host. */
export function moduleEntity(name: string, team = 'team-a'): Entity {
  const owner = `group:default/${team}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'orchestrator/repository': `local:${name}` },
    },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

/** Modules, and the team that owns them all. */
export function moduleEntities(
  names: readonly string[],
  team = 'team-a',
): Entity[] {
  return [teamEntity(team), ...names.map(name => moduleEntity(name, team))];
}
