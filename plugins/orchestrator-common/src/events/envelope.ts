import type { Actor } from '../model';

/** Something to look at: an artifact, a change, a page. @public */
export interface EventLink {
  title: string;
  /** Address, or `artifact:<digest>`. */
  url: string;
}

/**
 * An event as it is kept in the log.
 *
 * @remarks Append-only; gap-free per stream; `(stream, version)` is unique; `position` orders all events.
 * @public
 */
export interface EventEnvelope<TType extends string = string, TData = unknown> {
  position: number;
  stream: string;
  version: number;
  runId: string;
  /** Absent for events of the run itself. */
  targetId?: string;
  type: TType;
  data: TData;
  /** Version of the shape of `data`; older ones are upcast when read. */
  schemaVersion: number;
  actor: Actor;
  /** Names the request that led here, over all streams. */
  requestId: string;
  /** Position of the event that caused this one, where one did. */
  causationId?: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  links: EventLink[];
}

/** An event that a decision returns: what happened, before the log gives it a place. @public */
export interface NewEvent<TType extends string = string, TData = unknown> {
  type: TType;
  data: TData;
  links?: EventLink[];
}

/** Stream of a run. @public */
export function runStream(runId: string): string {
  return `run/${runId}`;
}

/** Stream of a target of a run. @public */
export function targetStream(runId: string, targetId: string): string {
  return `target/${runId}/${targetId}`;
}
