import type { Knex } from 'knex';

/** What a command works with. */
export interface CommandContext {
  /** Arguments after the name of the command. */
  args: string[];
  print(line: string): void;
  /** Opens the plugin's database, as the portal has it; nothing is migrated. */
  database(): Promise<Knex>;
}

/** A command of the operator: what it is for, and what it does. */
export interface Command {
  usage: string;
  summary: string;
  /** @returns exit code */
  run(context: CommandContext): Promise<number>;
}

/** All went well. */
export const EXIT_OK = 0;
/** The command did its work, and found something wrong. */
export const EXIT_FINDINGS = 1;
/** The command was called in a way that it does not understand. */
export const EXIT_USAGE = 2;

/** A call that makes no sense; its message says what does. */
export class UsageError extends Error {}
