import { breakOf, type BreakName } from './breaks';
import {
  SIMULATED_KINDS,
  type Fault,
  type SimulatedKind,
} from './Interventions';
import { scenarioOf } from './Scenario';
import { simulate, type Simulation } from './simulate';

/** Which simulations to run. */
export interface SeedRange {
  first: number;
  /** Number of seeds. */
  runs: number;
  /** What each seed is played as; left out: everything. */
  kinds?: readonly SimulatedKind[];
  targets?: number;
  replicas?: number;
  faults?: readonly Fault[];
  only?: readonly string[];
  broken?: BreakName;
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
  const { first, runs, kinds = SIMULATED_KINDS, broken, ...asked } = range;
  const options = { broken: breakOf(broken) };
  const result: RangeResult = { runs: 0, steps: 0, events: 0 };
  for (let seed = first; seed < first + runs; seed += 1) {
    for (const kind of kinds) {
      const scenario = scenarioOf(seed, { ...asked, kind });
      const simulation = await simulate(scenario, options);
      result.runs += 1;
      result.steps += simulation.steps;
      result.events += simulation.events;
      if (simulation.violation) {
        return { ...result, failing: simulation };
      }
    }
  }
  return result;
}
