import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { CheckoutGit } from './revertCommit';

/**
 * Looks whether a repository was put into the folder of a submodule.
 *
 * @remarks
 * git looks whether a submodule has changed by running itself in it, with the settings that it finds there; and those
 * name programs. A command could so have one run outside its sandbox.
 * @throws FailureError `embeddedRepository`
 */
export async function refuseFilledSubmodules(
  git: CheckoutGit,
  root: string,
): Promise<void> {
  const { stdout } = await git(['ls-files', '--stage', '-z'], {
    code: 'stepFailed',
    message: 'The files could not be listed',
  });
  for (const entry of stdout.toString('utf8').split('\0')) {
    const path = entry.startsWith('160000 ')
      ? entry.slice(entry.indexOf('\t') + 1)
      : undefined;
    if (path !== undefined && (await isThere(join(root, path, '.git')))) {
      throw embeddedRepository(path);
    }
  }
}

/** A change that contains another repository. */
export function embeddedRepository(path: string): FailureError {
  return new FailureError({
    class: 'permanent',
    code: 'embeddedRepository',
    message: `${path} is a repository of its own; a change can't contain one`,
  });
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
