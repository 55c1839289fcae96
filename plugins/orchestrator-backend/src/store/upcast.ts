import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Brings an event of one version to the next one. */
type Upcaster = (event: EventEnvelope) => EventEnvelope;

/**
 * Upcasters by the version that they start from: `1` makes version 2 out of version 1.
 * The first shape of the events is version 1, so there is none yet.
 */
const UPCASTERS: Record<number, Upcaster> = {};

/** Brings an event to the newest version; events are never rewritten in the log. */
export function upcastEvent(
  event: EventEnvelope,
  upcasters: Record<number, Upcaster> = UPCASTERS,
): EventEnvelope {
  let current = event;
  for (
    let next = upcasters[current.schemaVersion];
    next;
    next = upcasters[current.schemaVersion]
  ) {
    current = { ...next(current), schemaVersion: current.schemaVersion + 1 };
  }
  return current;
}
