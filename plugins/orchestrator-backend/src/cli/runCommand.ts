import type { Knex } from 'knex';
import {
  EXIT_FINDINGS,
  EXIT_OK,
  EXIT_USAGE,
  UsageError,
  type Command,
} from './Command';
import { events } from './events';
import { exportCommand } from './export';
import { importCommand } from './import';
import { migrate } from './migrate';
import { rebuild } from './rebuild';
import { restore } from './restore';
import { validate } from './validate';

const COMMANDS: Record<string, Command> = {
  rebuild,
  migrate,
  events,
  export: exportCommand,
  import: importCommand,
  restore,
  validate,
};

/** Where a command line writes to, and what it works on. */
export interface CommandLine {
  print(line: string): void;
  printError(line: string): void;
  database(): Promise<Knex>;
}

/**
 * Carries out one command of the operator.
 *
 * @param args - as on the command line: the name of a command, and its arguments
 * @returns exit code: 1 where something is wrong, 2 where the call was not understood
 */
export async function runCommand(
  [name, ...args]: string[],
  { print, printError, database }: CommandLine,
): Promise<number> {
  if (
    name === undefined ||
    name === 'help' ||
    name === '--help' ||
    name === '-h'
  ) {
    usage().forEach(print);
    return name === undefined ? EXIT_USAGE : EXIT_OK;
  }
  if (!Object.hasOwn(COMMANDS, name)) {
    [`There is no command "${name}".`, ...usage()].forEach(printError);
    return EXIT_USAGE;
  }
  try {
    return await COMMANDS[name].run({ args, print, database });
  } catch (error) {
    if (isUsageError(error)) {
      [
        `${name}: ${error.message}`,
        `Usage: npm run orchestrator -- ${COMMANDS[name].usage}`,
      ].forEach(printError);
      return EXIT_USAGE;
    }
    printError(error instanceof Error ? error.message : String(error));
    return EXIT_FINDINGS;
  }
}

function usage(): string[] {
  return [
    'Usage: npm run orchestrator -- <command>',
    '',
    ...Object.values(COMMANDS).flatMap(command => [
      `  ${command.usage}`,
      `      ${command.summary}`,
    ]),
    '  help',
    '',
    'The database is the one that the app-config names; --config <file>, as often as needed, names other files.',
  ];
}

/** A mistake of the caller: ours, or one that `parseArgs` has found. */
function isUsageError(error: unknown): error is Error {
  const code = (error as { code?: string } | undefined)?.code ?? '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
}
