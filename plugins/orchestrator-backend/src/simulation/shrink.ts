import { FAULTS, type Fault } from './Interventions';
import type { Scenario } from './Scenario';
import { simulate, type Simulation, type SimulateOptions } from './simulate';

/** Simulations that are spent on making one failing schedule shorter. */
const MAX_TRIES = 400;

/** How a schedule is made shorter. */
export interface ShrinkOptions extends SimulateOptions {
  /** Simulations that may be spent on it. */
  tries?: number;
}

/**
 * Looks for the shortest schedule that breaks the same invariant: fewer targets or products, one replica, and of what went wrong
 * only what is needed.
 *
 * @param failing - a simulation that has found a violation
 * @returns a simulation that finds the same one, with as little around it as could be found
 */
export async function shrink(
  failing: Simulation,
  { tries: maxTries = MAX_TRIES, ...options }: ShrinkOptions = {},
): Promise<Simulation> {
  let best = failing;
  let tries = 0;
  const attempt = async (patch: Partial<Scenario>): Promise<boolean> => {
    tries += 1;
    if (tries > maxTries) {
      return false;
    }
    const result = await simulate({ ...best.scenario, ...patch }, options);
    const same =
      result.violation?.invariant === failing.violation?.invariant &&
      cost(result) < cost(best);
    if (same) {
      best = result;
    }
    return same;
  };
  const occasions = () => best.happened;
  for (let before = Infinity; cost(best) < before; ) {
    before = cost(best);
    for (let targets = 1; targets < best.scenario.targets; targets += 1) {
      if (await attempt({ targets })) {
        break;
      }
    }
    for (let replicas = 1; replicas < best.scenario.replicas; replicas += 1) {
      if (await attempt({ replicas })) {
        break;
      }
    }
    for (const fault of kindsOf(best)) {
      await attempt({ faults: without(best.scenario.faults, fault) });
    }
    await keepOnlyNeeded(occasions, attempt);
  }
  return best;
}

/** Leaves out halves, then quarters, then eighths, down to single occasions (delta debugging, Zeller 1999). */
async function keepOnlyNeeded(
  occasions: () => string[],
  attempt: (patch: { only: string[] }) => Promise<boolean>,
): Promise<void> {
  for (let parts = 1; parts <= 2 * occasions().length; parts *= 2) {
    const size = Math.ceil(occasions().length / parts);
    for (let start = 0; start < occasions().length; ) {
      const all = occasions();
      const only = [...all.slice(0, start), ...all.slice(start + size)];
      if (!(await attempt({ only }))) {
        start += size;
      }
    }
  }
}

function without(faults: readonly Fault[], fault: Fault): Fault[] {
  return faults.filter(kind => kind !== fault);
}

function kindsOf({ happened }: Simulation): Fault[] {
  return FAULTS.filter(fault =>
    happened.some(occasion => occasion.startsWith(`${fault}:`)),
  );
}

/** What a reader has to follow. */
function cost({ scenario, happened, steps }: Simulation): number {
  return (
    1_000 * happened.length +
    500 * (scenario.targets + scenario.replicas) +
    Math.min(steps, 499)
  );
}
