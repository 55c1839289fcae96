import type { SimulateOptions, Simulation } from './playOut';
import type { Scenario } from './Scenario';
import { simulateSweep } from './simulateSweep';
import { simulateTrain } from './trains/simulateTrain';

export type { SimulateOptions, Simulation } from './playOut';

/**
 * Runs one sweep or one train in a world of its own, until it has ended or an invariant is broken.
 *
 * @returns the same for the same scenario, always
 */
export function simulate(
  scenario: Scenario,
  options: SimulateOptions = {},
): Promise<Simulation> {
  return scenario.kind === 'train'
    ? simulateTrain(scenario, options)
    : simulateSweep(scenario, options);
}
