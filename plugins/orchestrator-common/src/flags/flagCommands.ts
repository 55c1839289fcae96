import type { Segment } from '../manifest';
import type { FlagDefinition, FlagSchedule, FlagSource } from './definition';

/** What can be asked of a flag. @public */
export type FlagCommand =
  | { type: 'create'; key: string; definition: FlagDefinition; by: string }
  | {
      type: 'update';
      definition: FlagDefinition;
      /** Version of the stream that the definition was made from. */
      expectedVersion: number;
      by: string;
    }
  | {
      type: 'turnOn';
      source: FlagSource;
      segment: Segment;
      /** Left out: the one variant beside `defaultVariant`, or the one that is called `on`. */
      variant?: string;
      by: string;
    }
  | { type: 'turnOff'; source: FlagSource; by: string }
  | { type: 'kill'; reason: string; by: string }
  | { type: 'revive'; reason: string; by: string }
  /** A client has tried the kill switch. */
  | { type: 'recordTrial'; killedWithinMs: number; by: string }
  | { type: 'schedule'; schedules: FlagSchedule[]; by: string }
  | { type: 'archive'; reason: string; by: string };

/** A command by its type. @public */
export type FlagCommandOf<T extends FlagCommand['type']> = Extract<
  FlagCommand,
  { type: T }
>;
