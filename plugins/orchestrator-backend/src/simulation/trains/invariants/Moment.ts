import type { MemoryEvent } from '../../MemoryTables';
import type { Evidence } from './Evidence';
import type { Ledger } from './Ledger';

/** What one transaction on a train has done, with the train as it is since. */
export interface Moment {
  ledger: Ledger;
  evidence: Evidence;
  events: MemoryEvent[];
  /** By the clock of whoever decided, ISO 8601. */
  now: string;
  /** Paused from its beginning to its end: what is asked for comes after what the clock has brought. */
  stayedPaused: boolean;
  /** Waves that did not go on at any time in it. */
  stoodStill: ReadonlySet<string>;
}

/** Data of the events of one type. */
export function dataOf<T>({ events }: Moment, type: string): T[] {
  return events
    .filter(event => event.type === type)
    .map(({ data }) => data as T);
}

/** The product that an event is about. */
export function productOf({ stream }: MemoryEvent): string {
  return stream.split('/')[2];
}
