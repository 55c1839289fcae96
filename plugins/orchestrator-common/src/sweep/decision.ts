/** Why a command was refused, in a sentence that a person can act on. @public */
export interface Rejection {
  code: 'conflict' | 'notAllowed' | 'stale' | 'invalid';
  message: string;
}

/** What a decision comes to: events, or the reason why not. No events means that there is nothing to do. @public */
export type Decision<TEvent> =
  | { events: TEvent[]; rejection?: undefined }
  | { events?: undefined; rejection: Rejection };

/** A decision for these events. */
export function accept<TEvent>(...events: TEvent[]): Decision<TEvent> {
  return { events };
}

/** A decision against the command. */
export function reject<TEvent>(
  code: Rejection['code'],
  message: string,
): Decision<TEvent> {
  return { rejection: { code, message } };
}

/** Where an event stands in its stream: what a fold needs beside the event itself. @public */
export interface EventPlace {
  runId: string;
  version: number;
  occurredAt: string;
}
