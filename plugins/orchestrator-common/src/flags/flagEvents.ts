import type { NewEvent } from '../events';
import type { Segment } from '../manifest';
import type { FlagDefinition, FlagSchedule, FlagSource } from './definition';

/** Stream of a flag. @public */
export function flagStream(key: string): string {
  return `flag/${key}`;
}

/** Data of each event of a flag's stream, by type. @public */
export interface FlagEventData {
  'flag.created': { key: string; definition: FlagDefinition; by: string };
  'flag.updated': { definition: FlagDefinition; by: string };
  /** A wave gives its segment a variant; its earlier rule is replaced. */
  'flag.turnedOn': {
    source: FlagSource;
    segment: Segment;
    variant: string;
    by: string;
  };
  /** The rule of a wave is taken away. */
  'flag.turnedOff': { source: FlagSource; by: string };
  'flag.killed': { reason: string; by: string };
  'flag.revived': { reason: string; by: string };
  /** A client has seen a kill so long after it was asked for. */
  'flag.tried': { killedWithinMs: number; by: string };
  /** All changes that come by themselves, those that have come included. */
  'flag.scheduled': { schedules: FlagSchedule[]; by: string };
  'flag.archived': { reason: string; by: string };
}

/** @public */
export type FlagEventType = keyof FlagEventData;

/** @public */
export type FlagEvent = {
  [K in FlagEventType]: NewEvent<K, FlagEventData[K]>;
}[FlagEventType];
