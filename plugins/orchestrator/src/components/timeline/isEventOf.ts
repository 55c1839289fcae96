import type { RunEventRecord } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { EventData, EventType } from './sentences';

/**
 * Whether an event is of a type, and so has its data.
 *
 * @remarks The backend checks data before it appends; data of a newer backend may say more, never less.
 */
export function isEventOf<K extends EventType>(
  event: RunEventRecord,
  type: K,
): event is RunEventRecord & { type: K; data: EventData[K] } {
  return event.type === type;
}
