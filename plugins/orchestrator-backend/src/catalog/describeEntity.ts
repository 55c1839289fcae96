import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  RELATION_DEPENDS_ON,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  TargetDescription,
  TargetProblem,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { ARCHIVED_ANNOTATION } from './annotations';
import type { RepositoryResolver } from './RepositoryResolver';
import { targetIdOf } from './targetId';

/** What {@link describeEntity} reads; nothing else is asked of the catalog. */
export const DESCRIBED_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.labels',
  'metadata.annotations',
  'spec.owner',
  'spec.type',
  'spec.system',
  'spec.lifecycle',
  'relations',
];

/**
 * What an entity is as a target, with the problems that it shows by itself. Whether its owner and its dependencies
 * exist is not known here.
 */
export function describeEntity(
  entity: Entity,
  repositories: RepositoryResolver,
): TargetDescription {
  const resolved = repositories.resolve(entity);
  const owner = ownerOf(entity);
  const problems: TargetProblem[] = [];
  if (isArchived(entity)) {
    problems.push({ code: 'archived', message: 'It is archived' });
  }
  if (owner === undefined) {
    problems.push({
      code: 'noOwner',
      message: 'It has no owner who could review a change: set spec.owner',
    });
  }
  if ('problem' in resolved) {
    problems.push(resolved.problem);
  }
  return {
    id: targetIdOf(entity),
    entityRef: stringifyEntityRef(entity),
    title: entity.metadata.title ?? entity.metadata.name,
    owner,
    type: textOf(entity, 'type'),
    system: systemOf(entity),
    repository: 'repository' in resolved ? resolved.repository : undefined,
    dependsOn: relatedTo(entity, RELATION_DEPENDS_ON),
    problems,
    labels: entity.metadata.labels ?? {},
  };
}

/** A target for a reference that leads nowhere, so that it is seen and not passed over. */
export function describeMissing(entityRef: string): TargetDescription {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  return {
    id: targetIdOf({
      apiVersion: '',
      kind,
      metadata: { namespace, name },
    }),
    entityRef,
    title: name,
    dependsOn: [],
    problems: [
      {
        code: 'unknownReference',
        message: `${entityRef} is not in the catalog, or may not be read by whoever started the run`,
      },
    ],
    labels: {},
  };
}

/** Who owns an entity, by its relations or else by its own word. */
export function ownerOf(entity: Entity): string | undefined {
  const [related] = relatedTo(entity, RELATION_OWNED_BY);
  return related ?? refOf(entity, 'owner', 'Group');
}

/** The system that an entity is a part of. */
export function systemOf(entity: Entity): string | undefined {
  const related = relatedTo(entity, RELATION_PART_OF).find(ref =>
    ref.startsWith('system:'),
  );
  return related ?? refOf(entity, 'system', 'System');
}

/** References that a relation leads to, each once, in small letters. */
export function relatedTo(entity: Entity, type: string): string[] {
  const refs = (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef.toLocaleLowerCase('en-US'));
  return [...new Set(refs)];
}

function refOf(
  entity: Entity,
  field: string,
  defaultKind: string,
): string | undefined {
  const text = textOf(entity, field);
  if (text === undefined) {
    return undefined;
  }
  try {
    const defaultNamespace = entity.metadata.namespace ?? DEFAULT_NAMESPACE;
    return stringifyEntityRef(
      parseEntityRef(text, { defaultKind, defaultNamespace }),
    );
  } catch {
    // Not a reference at all: it is reported as one that leads nowhere.
    return text;
  }
}

function textOf(entity: Entity, field: string): string | undefined {
  const value = entity.spec?.[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isArchived(entity: Entity): boolean {
  return (
    entity.metadata.annotations?.[ARCHIVED_ANNOTATION] === 'true' ||
    textOf(entity, 'lifecycle')?.toLowerCase() === 'archived'
  );
}
