import { accessSync, constants, readFileSync } from 'node:fs';
import { runStep, StepError } from './steps.mjs';

/**
 * Whether the system's packages may be installed without asking: as root on Debian.
 *
 * @param {{ uid?: number, osRelease: string }} machine `osRelease` is the text of /etc/os-release
 */
export function mayInstallPackages({ uid, osRelease }) {
  return uid === 0 && /^ID="?debian"?$/m.test(osRelease);
}

/**
 * Finds a program, or installs the package that has it where that is allowed.
 *
 * @param {{ title: string, name: string, env: object, find: () => string | undefined }} wanted `name` is that of the
 *   Debian package
 * @returns {Promise<string | undefined>} the path of the program
 */
export async function provideProgram({ title, name, env, find }) {
  const found = find();
  if (
    found ||
    !mayInstallPackages({ uid: process.getuid?.(), osRelease: osRelease() })
  ) {
    return found;
  }
  const apt = {
    log: name,
    command: 'apt-get',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  try {
    await runStep({
      ...apt,
      title: 'Reading the list of Debian packages',
      args: ['update'],
    });
    await runStep({
      ...apt,
      title: `Installing ${title}`,
      args: ['install', '--yes', '--no-install-recommends', name],
    });
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stdout.write(`${error.message}\n`);
  }
  return find();
}

/** Whether a path is a program that may be run. */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function osRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
