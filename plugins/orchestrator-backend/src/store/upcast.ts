import { ServiceUnavailableError } from '@backstage/errors';
import type { EventEnvelope } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Brings an event of one version to the next one. */
type Upcaster = (event: EventEnvelope) => EventEnvelope;

/**
 * Upcasters by the version that they start from: `1` makes version 2 out of version 1.
 * The first shape of the events is version 1, so there is none yet.
 */
const UPCASTERS: Record<number, Upcaster> = {};

const FIRST_VERSION = 1;

/**
 * Brings an event to the newest version; events are never rewritten in the log.
 *
 * @throws ServiceUnavailableError where a newer release has written it in a shape that this one does not know
 */
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
  checkReadable(current, upcasters);
  return current;
}

/**
 * Nobody guesses what an event means: while replicas of two releases run, another one can answer.
 *
 * @throws ServiceUnavailableError as `upcastEvent`
 */
export function checkReadable(
  event: Pick<EventEnvelope, 'stream' | 'version' | 'type' | 'schemaVersion'>,
  upcasters: Record<number, Upcaster> = UPCASTERS,
): void {
  const newest = FIRST_VERSION + Object.keys(upcasters).length;
  if (event.schemaVersion > newest) {
    throw new ServiceUnavailableError(
      `Event ${event.version} of the stream ${event.stream} (${event.type}) was written by a newer release: found version ${event.schemaVersion} of its shape, accepted is up to ${newest}. ` +
        'Ask a replica of the newer release, and upgrade this one',
    );
  }
}
