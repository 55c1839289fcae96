import { InputError } from '@backstage/errors';
import { parseArgs } from 'node:util';
import { BREAK_NAMES, brokenKinds, type BreakName } from './breaks';
import {
  FAULTS,
  SIMULATED_KINDS,
  type Fault,
  type SimulatedKind,
} from './Interventions';

/** What was asked for on the command line. */
export interface SimulateCommand {
  /** What each seed is played as. */
  kinds: SimulatedKind[];
  /** Number of seeds. */
  runs: number;
  seed: number;
  workers: number;
  targets?: number;
  replicas?: number;
  faults?: Fault[];
  only?: string[];
  broken?: BreakName;
  /** Print every step. */
  trace: boolean;
}

/** How the command is used. */
export const USAGE = `npm run simulate -- [options]

  --kind <kind>     what each seed is played as: ${SIMULATED_KINDS.join(
    ', ',
  )}, or both (default both)
  --runs <n>        seeds (default 1000; 1 with --seed)
  --seed <n>        the first seed (default 1)
  --workers <n>     processes to share them among (default: one per core)
  --targets <n>     targets of each sweep, products of each train, instead of those that the seed draws
  --replicas <n>    replicas, instead of those that the seed draws
  --faults <list>   what may go wrong: none, all, or some of
                    ${wrapped(FAULTS)}
  --only <list>     only these occasions of it, such as crash:17,conflict:3
  --break <name>    break something on purpose, to see that it is found: one of
                    ${wrapped(BREAK_NAMES)}
  --trace           print every step; with one seed only`;

/**
 * Reads the arguments of the command.
 *
 * @throws InputError that says what is accepted
 */
export function readOptions(
  args: string[],
  cores: number,
): SimulateCommand | undefined {
  const { values } = parse(args);
  if (values.help) {
    return undefined;
  }
  const runs =
    count('runs', values.runs) ?? (values.seed === undefined ? 1000 : 1);
  const broken = brokenOf(values.break);
  return {
    kinds: kindsOf(values.kind, broken),
    runs,
    seed: count('seed', values.seed) ?? 1,
    workers: Math.min(count('workers', values.workers) ?? cores, runs),
    targets: count('targets', values.targets),
    replicas: count('replicas', values.replicas),
    faults: faultsOf(values.faults),
    only: values.only === undefined ? undefined : list(values.only),
    broken,
    trace: values.trace === true,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        kind: { type: 'string' },
        runs: { type: 'string' },
        seed: { type: 'string' },
        workers: { type: 'string' },
        targets: { type: 'string' },
        replicas: { type: 'string' },
        faults: { type: 'string' },
        only: { type: 'string' },
        break: { type: 'string' },
        trace: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function count(option: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InputError(
      `--${option} is ${text}; it takes a whole number of 1 or more`,
    );
  }
  return value;
}

function faultsOf(text: string | undefined): Fault[] | undefined {
  if (text === undefined || text === 'all') {
    return undefined;
  }
  return text === 'none'
    ? []
    : list(text).map(name => oneOf('faults', name, FAULTS));
}

function brokenOf(name: string | undefined): BreakName | undefined {
  return name === undefined ? undefined : oneOf('break', name, BREAK_NAMES);
}

/** @throws InputError where what is to be broken is no part of that kind */
function kindsOf(
  text: string | undefined,
  broken: BreakName | undefined,
): SimulatedKind[] {
  const possible = broken === undefined ? SIMULATED_KINDS : brokenKinds(broken);
  return text === undefined || text === 'both'
    ? [...possible]
    : [oneOf('kind', text, possible)];
}

function oneOf<T extends string>(
  option: string,
  name: string,
  accepted: readonly T[],
): T {
  const found = accepted.find(candidate => candidate === name);
  if (found === undefined) {
    throw new InputError(
      `--${option} names ${name}; accepted: ${accepted.join(', ')}`,
    );
  }
  return found;
}

function list(text: string): string[] {
  return text.split(',').filter(part => part !== '');
}

function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const last = lines[lines.length - 1];
    if (last.length + name.length > 60) {
      lines.push(name);
    } else {
      lines[lines.length - 1] = last === '' ? name : `${last}, ${name}`;
    }
  }
  return lines.join(`,\n${' '.repeat(20)}`);
}
