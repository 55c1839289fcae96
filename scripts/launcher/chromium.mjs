import { delimiter, isAbsolute, join } from 'node:path';
import { isExecutable, provideProgram } from './debianPackages.mjs';
import { StepError } from './steps.mjs';

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

/** Finds Chromium, or installs it where that is allowed. Ubuntu's package is a stub for another package system. */
export const provideChromium = env =>
  provideProgram({
    title: 'Chromium',
    name: 'chromium',
    env,
    find: () => findChromium({ env }),
  });
