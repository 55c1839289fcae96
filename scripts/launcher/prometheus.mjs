import { delimiter, isAbsolute, join } from 'node:path';
import { isExecutable, provideProgram } from './debianPackages.mjs';
import { StepError } from './steps.mjs';

/** How to have the tests on Prometheus where none was found. */
export const PROMETHEUS_ADVICE =
  'install the Debian package prometheus, or set PROMETHEUS to the path of the program, with promtool beside it';

/**
 * An installed Prometheus.
 *
 * @param {{ env?: object, isProgram?: (path: string) => boolean }} machine
 * @returns {string | undefined} the path of the program
 * @throws StepError when the variable PROMETHEUS names none
 */
export function findPrometheus({
  env = process.env,
  isProgram = isExecutable,
} = {}) {
  if (env.PROMETHEUS) {
    if (!isProgram(env.PROMETHEUS)) {
      throw new StepError(
        `PROMETHEUS is '${env.PROMETHEUS}', which is no program; ${PROMETHEUS_ADVICE}`,
      );
    }
    return env.PROMETHEUS;
  }
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map(folder => join(folder, 'prometheus'))
    .find(isProgram);
}

/** Finds Prometheus, or installs it where that is allowed. */
export const providePrometheus = env =>
  provideProgram({
    title: 'Prometheus',
    name: 'prometheus',
    env,
    find: () => findPrometheus({ env }),
  });
