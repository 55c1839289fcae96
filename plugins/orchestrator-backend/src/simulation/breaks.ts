import type { SimulatedKind } from './Interventions';
import { MUTATIONS, type Mutation, type MutationName } from './mutations';
import {
  TRAIN_MUTATIONS,
  type TrainMutation,
  type TrainMutationName,
} from './trains/trainMutations';

/** Name of something that is broken on purpose, for sweeps, for trains or for both. */
export type BreakName = MutationName | TrainMutationName;

/** All of them. */
export const BREAK_NAMES = [
  ...new Set([...Object.keys(MUTATIONS), ...Object.keys(TRAIN_MUTATIONS)]),
] as BreakName[];

/** What is broken for each kind of run. */
export interface Break {
  sweep?: Mutation;
  train?: TrainMutation;
}

/** What a name breaks. */
export function breakOf(name: BreakName | undefined): Break {
  if (name === undefined) {
    return {};
  }
  const sweeps: Partial<Record<BreakName, Mutation>> = MUTATIONS;
  const trains: Partial<Record<BreakName, TrainMutation>> = TRAIN_MUTATIONS;
  return { sweep: sweeps[name], train: trains[name] };
}

/** The kinds of runs that a name breaks. */
export function brokenKinds(name: BreakName): SimulatedKind[] {
  return Object.entries(breakOf(name)).flatMap(([kind, mutation]) =>
    mutation ? (kind as SimulatedKind) : [],
  );
}
