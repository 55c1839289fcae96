import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { runStep, StepError } from './steps.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** Where installers put it without a PATH entry. */
const USUAL_PATHS = {
  linux: [
    '/usr/bin/chromium',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** How to have the browser journeys where none was found. */
export const CHROMIUM_ADVICE =
  'install Chromium or Google Chrome, or set CHROMIUM to its path';

/**
 * An installed Chromium or Chrome.
 *
 * @param {{ env?: object, platform?: string, isProgram?: (path: string) => boolean }} machine
 * @returns {string | undefined} the path of the program
 * @throws StepError when the variable CHROMIUM names none
 */
export function findChromium({
  env = process.env,
  platform = process.platform,
  isProgram = isExecutable,
} = {}) {
  if (env.CHROMIUM) {
    if (!isProgram(env.CHROMIUM)) {
      throw new StepError(
        `CHROMIUM is '${env.CHROMIUM}', which is no program; ${CHROMIUM_ADVICE}`,
      );
    }
    return env.CHROMIUM;
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const suffix = platform === 'win32' ? '.exe' : '';
  return [
    ...NAMES.flatMap(name =>
      folders.map(folder => join(folder, name + suffix)),
    ),
    ...(USUAL_PATHS[platform] ?? []),
  ].find(isProgram);
}

/**
 * Whether the system's package of that name may be installed without asking: as root on Debian. Ubuntu's is
 * a stub for another package system, so it does not count.
 *
 * @param {{ uid?: number, osRelease: string }} machine `osRelease` is the text of /etc/os-release
 */
export function mayInstallChromium({ uid, osRelease }) {
  return uid === 0 && /^ID="?debian"?$/m.test(osRelease);
}

/** Finds Chromium, or installs it where that is allowed. */
export async function provideChromium(env) {
  const found = findChromium({ env });
  if (
    found ||
    !mayInstallChromium({ uid: process.getuid?.(), osRelease: osRelease() })
  ) {
    return found;
  }
  const apt = {
    log: 'chromium',
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
      title: 'Installing Chromium',
      args: ['install', '--yes', '--no-install-recommends', 'chromium'],
    });
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    process.stdout.write(`${error.message}\n`);
  }
  return findChromium({ env });
}

function osRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
