import { availableParallelism } from 'node:os';
import { breakOf } from './breaks';
import { readOptions, USAGE, type SimulateCommand } from './options';
import { serve, simulateInParallel } from './parallel';
import { scenarioOf } from './Scenario';
import { shrink } from './shrink';
import { simulate, type Simulation } from './simulate';

const PROGRESS_INTERVAL_MS = 2_000;

/**
 * `npm run simulate`: simulates many sweeps and trains, and shows the shortest way to break what was found to be broken.
 *
 * @param program - file that starts this
 * @param print - a line for people
 * @returns 0 if no invariant was broken, 1 otherwise
 */
export async function main(
  args: string[],
  program: string,
  print: (line: string) => void = line => process.stdout.write(`${line}\n`),
): Promise<number> {
  // Refused commands are errors, thousands a second: nobody reads where they come from.
  Error.stackTraceLimit = 0;
  if (args[0] === '--serve') {
    serve();
    return new Promise(() => {});
  }
  const command = readOptions(args, availableParallelism());
  if (!command) {
    print(USAGE);
    return 0;
  }
  return command.trace || command.runs === 1
    ? one(command, print)
    : many(command, program, print);
}

async function one(
  command: SimulateCommand,
  print: (line: string) => void,
): Promise<number> {
  const { seed, trace, kinds, broken } = command;
  let found = 0;
  for (const kind of kinds) {
    const simulation = await simulate(
      scenarioOf(seed, { ...askedOf(command), kind }),
      { trace, broken: breakOf(broken) },
    );
    simulation.trace.forEach(print);
    print(
      `Seed ${seed}, a ${kind}: ${simulation.steps} steps, ${
        simulation.events
      } events; ${
        simulation.violation
          ? describe(simulation)
          : 'every invariant held after each of them'
      }`,
    );
    found += simulation.violation ? 1 : 0;
  }
  return found > 0 ? 1 : 0;
}

async function many(
  command: SimulateCommand,
  program: string,
  print: (line: string) => void,
): Promise<number> {
  const { runs, kinds, seed, workers, broken } = command;
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  let shownAt = 0;
  const { failing, ...done } = await simulateInParallel(
    { first: seed, runs, kinds, broken, ...askedOf(command) },
    { program, workers },
    count => {
      if (performance.now() - shownAt > PROGRESS_INTERVAL_MS) {
        shownAt = performance.now();
        print(
          `${count} of ${runs * kinds.length} runs, ${perSecond(
            count,
            seconds(),
          )}`,
        );
      }
    },
  );
  print(
    `${done.runs} runs, ${done.steps} steps, ${
      done.events
    } events in ${seconds().toFixed(1)} s: ${perSecond(
      done.runs,
      seconds(),
    )} with ${workers} ${workers === 1 ? 'process' : 'processes'}`,
  );
  if (!failing) {
    print('Every invariant held after every step.');
    return 0;
  }
  print(
    `\nSeed ${failing.scenario.seed}, a ${failing.scenario.kind}: ${describe(
      failing,
    )}`,
  );
  print(
    `Looking for the shortest schedule that breaks it (${failing.steps} steps, ${failing.happened.length} occasions so far) …`,
  );
  const options = { broken: breakOf(broken) };
  const shortest = await shrink(failing, options);
  const { scenario, happened, steps } = shortest;
  print(
    `${steps} steps, ${scenario.targets} ${
      scenario.kind === 'train' ? 'products' : 'targets'
    }, ${scenario.replicas} replicas; what has to go wrong: ${
      happened.join(', ') || 'nothing'
    }\n`,
  );
  const { trace } = await simulate(scenario, { ...options, trace: true });
  trace.forEach(print);
  print(`→ ${describe(shortest)}`);
  print(`\nReplay it: ${replay(shortest, broken)}`);
  return 1;
}

function askedOf({ targets, replicas, faults, only }: SimulateCommand) {
  return { targets, replicas, faults, only };
}

function describe({ violation }: Simulation): string {
  return violation
    ? `${violation.invariant} is broken at ${violation.at}: ${violation.message}`
    : 'nothing is broken';
}

function replay(
  { scenario, happened }: Simulation,
  broken: string | undefined,
): string {
  const { kind, seed, targets, replicas } = scenario;
  const occasions =
    happened.length > 0 ? `--only ${happened.join(',')}` : '--faults none';
  return [
    `npm run simulate -- --kind ${kind} --seed ${seed} --targets ${targets} --replicas ${replicas} ${occasions}`,
    broken && `--break ${broken}`,
    '--trace',
  ]
    .filter(Boolean)
    .join(' ');
}

function perSecond(runs: number, seconds: number): string {
  return `${Math.round(runs / seconds)} runs/s`;
}
