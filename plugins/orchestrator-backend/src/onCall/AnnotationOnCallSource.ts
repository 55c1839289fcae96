import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { badInput } from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  OnCallAnswer,
  OnCallPerson,
  OnCallSource,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { ON_CALL_ANNOTATION } from './annotations';

const KINDS = ['user', 'group'];

/** Reads who is on call from the annotation of the entity: for teams without rotations. */
export class AnnotationOnCallSource implements OnCallSource {
  readonly name = 'annotation';

  /** @throws BadInputError for a reference that is none of a user or a group */
  async onCall(entity: Entity): Promise<OnCallAnswer | undefined> {
    const text = entity.metadata.annotations?.[ON_CALL_ANNOTATION] ?? '';
    const people = text
      .split(',')
      .map(ref => ref.trim())
      .filter(ref => ref !== '')
      .map(readPerson);
    return people.length === 0 ? undefined : { people, evidence: [] };
  }
}

function readPerson(text: string): OnCallPerson {
  try {
    const ref = parseEntityRef(text);
    if (KINDS.includes(ref.kind.toLowerCase())) {
      return { name: ref.name, ref: stringifyEntityRef(ref) };
    }
  } catch {
    // The same sentence as for another kind.
  }
  throw badInput(
    `metadata.annotations["${ON_CALL_ANNOTATION}"]`,
    text,
    'references to users or groups such as user:default/ana, divided by commas',
  );
}
