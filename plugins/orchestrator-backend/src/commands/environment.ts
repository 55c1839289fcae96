import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/**
 * Variables that make another program out of an allowed one, or lead it out of its private folders.
 * With them a manifest could pass by the list of allowed programs.
 */
const REFUSED_VARIABLES =
  /^(PATH|HOME|TMPDIR|SHELL|IFS|ENV|BASH_ENV|BASH_FUNC_.*|LD_.*|DYLD_.*|GCONV_PATH|NODE_OPTIONS|NODE_PATH|PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|PERL5OPT|PERL5LIB|RUBYOPT|RUBYLIB|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|GIT_.*)$/i;

/** Where a command finds its private folders. */
export interface CommandFolders {
  path: string;
  home: string;
  temporary: string;
  /** The folder around the checkout. */
  ceiling: string;
}

/**
 * The whole environment of a command: nothing of the backend's own is in it.
 *
 * @param own - variables that the step asks for
 * @throws FailureError `environmentNotAllowed` where one of them would replace the program that runs
 */
export function commandEnvironment(
  folders: CommandFolders,
  own: Record<string, string>,
): Record<string, string> {
  for (const [name, value] of Object.entries(own)) {
    if (REFUSED_VARIABLES.test(name)) {
      throw new FailureError({
        class: 'permanent',
        code: 'environmentNotAllowed',
        message: `A command may not set ${name}: it changes which program runs. Remove it from "env"`,
      });
    }
    if (value.includes('\0')) {
      throw new FailureError({
        class: 'permanent',
        code: 'environmentNotAllowed',
        message: `The value of ${name} contains a NUL character`,
      });
    }
  }
  return {
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    CI: 'true',
    ...own,
    PATH: folders.path,
    HOME: folders.home,
    TMPDIR: folders.temporary,
    // A checkout has no .git folder: without this, git would look for one in the folders around it.
    GIT_CEILING_DIRECTORIES: folders.ceiling,
  };
}
