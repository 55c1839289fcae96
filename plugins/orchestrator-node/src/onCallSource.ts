import type { Entity } from '@backstage/catalog-model';
import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Somebody who is on call. @public */
export interface OnCallPerson {
  /** As people call them. */
  name: string;
  /** Entity reference, where the source knows it. */
  ref?: string;
  email?: string;
  /** When the turn ends, ISO 8601; absent: not known, or never. */
  until?: string;
}

/** Who is on call, and where that was read. @public */
export interface OnCallAnswer {
  people: OnCallPerson[];
  evidence: EvidenceLink[];
}

/**
 * Knows who is on call for entities of the catalog.
 *
 * @remarks Throw where it can't be found out: nobody is another answer than no answer.
 * @public
 */
export interface OnCallSource {
  /** Unique, such as `pagerduty`. */
  readonly name: string;
  /** @returns undefined where this source has nothing to say about the entity, such as for want of an annotation */
  onCall(
    entity: Entity,
    options: { at: Date; signal: AbortSignal },
  ): Promise<OnCallAnswer | undefined>;
}
