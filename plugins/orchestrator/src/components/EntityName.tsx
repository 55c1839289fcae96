import {
  parseEntityRef,
  type CompoundEntityRef,
} from '@backstage/catalog-model';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Actor } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useText } from '../translation';

function parse(ref: string): CompoundEntityRef | undefined {
  try {
    return parseEntityRef(ref);
  } catch {
    return undefined;
  }
}

/** The name in an entity reference, for where a link can't be. */
export function nameOf(entityRef: string): string {
  return parse(entityRef)?.name ?? entityRef;
}

/** An entity of the catalog by its reference, as a link; what is no reference is shown as it is. */
export function EntityName(props: { entityRef?: string; kind?: string }) {
  const t = useText();
  if (!props.entityRef) {
    return <>{t('common.unowned')}</>;
  }
  const ref = parse(props.entityRef);
  return ref ? (
    <EntityRefLink entityRef={ref} defaultKind={props.kind} hideIcon />
  ) : (
    <>{props.entityRef}</>
  );
}

/** Who did something: a person, another plugin, or the orchestrator itself. */
export function ActorName(props: { actor: Actor }) {
  const t = useText();
  if (props.actor.kind === 'system') {
    return <>{t('common.system')}</>;
  }
  return <EntityNameOrText text={props.actor.ref} />;
}

/** A name that may be an entity reference, from an event or a code host. */
export function EntityNameOrText(props: { text: string }) {
  return /^(user|group):/i.test(props.text) ? (
    <EntityName entityRef={props.text} />
  ) : (
    <>{props.text}</>
  );
}
