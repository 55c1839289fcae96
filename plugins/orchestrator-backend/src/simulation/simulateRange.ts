import type { Fault } from './Interventions';
import { MUTATIONS, type MutationName } from './mutations';
import { scenarioOf } from './Scenario';
import { simulate, type Simulation } from './simulate';

/** Which simulations to run. */
export interface SeedRange {
  first: number;
  runs: number;
  targets?: number;
  replicas?: number;
  faults?: readonly Fault[];
  only?: readonly string[];
  mutation?: MutationName;
}

/** How many went well, and the first one that did not. */
export interface RangeResult {
  runs: number;
  steps: number;
  events: number;
  failing?: Simulation;
}

/** Simulates one seed after the other, until one breaks an invariant. */
export async function simulateRange(range: SeedRange): Promise<RangeResult> {
  const { first, runs, mutation, ...asked } = range;
  const options = { mutation: mutation && MUTATIONS[mutation] };
  const result: RangeResult = { runs: 0, steps: 0, events: 0 };
  for (let seed = first; seed < first + runs; seed += 1) {
    const simulation = await simulate(scenarioOf(seed, asked), options);
    result.runs += 1;
    result.steps += simulation.steps;
    result.events += simulation.events;
    if (simulation.violation) {
      return { ...result, failing: simulation };
    }
  }
  return result;
}
