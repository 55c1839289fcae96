import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** What a command may be, as the operator's configuration says. */
export interface CommandRules {
  /** Names of programs, found in the search path, or absolute paths. */
  allow: string[];
  /** Whether programs of the repository itself, such as `./gradlew`, may be run. */
  allowFromRepository: boolean;
}

/** A command's first word, sorted out. */
export type ProgramName =
  | { kind: 'named'; name: string }
  | { kind: 'absolute'; path: string }
  | { kind: 'repository'; path: string };

/**
 * Checks the name of a program against the operator's rules.
 *
 * @throws FailureError `commandNotAllowed`, saying what is allowed
 */
export function checkProgram(name: string, rules: CommandRules): ProgramName {
  if (name === '' || /\p{Cc}/u.test(name)) {
    throw notAllowed(
      'The name of a program is empty or has control characters in it',
    );
  }
  if (isAbsolute(name)) {
    if (rules.allow.includes(name)) {
      return { kind: 'absolute', path: name };
    }
    throw notAllowed(
      `The program ${name} is not allowed. ${allowedText(rules)}`,
    );
  }
  if (name.includes('/') || name === '.' || name === '..') {
    if (rules.allowFromRepository) {
      return { kind: 'repository', path: name };
    }
    throw notAllowed(
      `The program ${name} is in the repository itself, and those are not allowed. Set orchestrator.commands.allowFromRepository to allow them`,
    );
  }
  if (rules.allow.includes(name)) {
    return { kind: 'named', name };
  }
  throw notAllowed(`The program ${name} is not allowed. ${allowedText(rules)}`);
}

/**
 * Finds a program in a search path.
 *
 * @param prefer - a program that this holds for is taken before those found earlier in the path
 * @returns absolute path
 * @throws FailureError `commandNotFound`
 */
export async function findProgram(
  name: string,
  searchPath: string,
  prefer: (path: string) => boolean = () => true,
): Promise<string> {
  let found: string | undefined;
  // A relative folder in the path would find programs of the repository.
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, name);
    if (await isProgram(candidate)) {
      if (prefer(candidate)) {
        return candidate;
      }
      found ??= candidate;
    }
  }
  if (found) {
    return found;
  }
  throw new FailureError({
    class: 'permanent',
    code: 'commandNotFound',
    message: `The program ${name} is not installed where the orchestrator runs`,
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function allowedText(rules: CommandRules): string {
  return rules.allow.length > 0
    ? `Allowed by orchestrator.commands.allow: ${rules.allow.join(', ')}`
    : 'orchestrator.commands.allow is empty: no program is';
}

function notAllowed(message: string): FailureError {
  return new FailureError({
    class: 'permanent',
    code: 'commandNotAllowed',
    message,
  });
}
