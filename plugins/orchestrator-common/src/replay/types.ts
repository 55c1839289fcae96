import type { EventEnvelope } from '../events';

/** What a replay reads of an event of the log. @public */
export type ReplayEvent = Pick<
  EventEnvelope,
  'stream' | 'version' | 'runId' | 'targetId' | 'type' | 'data' | 'occurredAt'
>;

/** Whether an event of a type can be applied: a newer release may have written others. @public */
export type KnowsEvent = (type: string) => boolean;

/** What a replay left out. @public */
export interface ReplayGaps {
  /** Events of types that aren't known. */
  unread: number;
}
