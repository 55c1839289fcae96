import { stripVTControlCharacters } from 'node:util';

/**
 * What one runner counted, and what it says of each failure.
 *
 * @typedef {{ passed: number, failed: number, failures: string[] }} Totals
 */

/** Of a failure's message, so many lines say what it is; the rest is the stack. */
const MESSAGE_LINES = 12;

/**
 * Jest's counts, from its JSON report. A file that could not even be loaded ran no test, and is one failure.
 *
 * @param {{
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   numRuntimeErrorTestSuites: number,
 *   testResults?: Array<{
 *     name: string,
 *     message: string,
 *     status: string,
 *     assertionResults: Array<{ status: string, fullName: string, failureMessages: string[] }>,
 *   }>,
 * }} report
 * @returns {Totals}
 */
export function jestTotals(report) {
  const failures = (report.testResults ?? []).flatMap(file => {
    const failed = file.assertionResults.filter(
      ({ status }) => status === 'failed',
    );
    if (failed.length > 0) {
      return failed.map(({ fullName, failureMessages }) =>
        failure(`${file.name}: ${fullName}`, failureMessages[0]),
      );
    }
    return file.status === 'failed' ? [failure(file.name, file.message)] : [];
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    failures,
  };
}

const failure = (title, message = '') =>
  [
    title,
    ...stripVTControlCharacters(message)
      .trim()
      .split('\n')
      .slice(0, MESSAGE_LINES)
      .map(line => `  ${line}`.trimEnd()),
  ].join('\n');

/**
 * The counts of Node's own test runner, from the summary at the end of its TAP report.
 *
 * @param {string} tap
 * @returns {Totals}
 */
export function nodeTestTotals(tap) {
  const count = name => {
    // A test may print such a line itself; the summary is the last one.
    const lines = [...tap.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))];
    return Number(lines.pop()?.[1] ?? 0);
  };
  return {
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    failures: [...tap.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(
      ([, name]) => name,
    ),
  };
}

/**
 * The sum over all runners. A runner that ended badly without naming a failed test still counts as one failure.
 *
 * @param {Array<Totals & { name: string, exitCode: number }>} runs
 * @returns {Totals}
 */
export function sumTotals(runs) {
  return runs.reduce(
    (sum, run) => {
      const broke = run.exitCode !== 0 && run.failed === 0;
      return {
        passed: sum.passed + run.passed,
        failed: sum.failed + run.failed + (broke ? 1 : 0),
        failures: [
          ...sum.failures,
          ...run.failures,
          ...(broke
            ? [
                `${run.name}: no test failed, and yet the runner ended with code ${run.exitCode}; its output above says why`,
              ]
            : []),
        ],
      };
    },
    { passed: 0, failed: 0, failures: [] },
  );
}

/** What failed, one paragraph each, so that the end of a long log says it; nothing where nothing failed. */
export const failureLines = ({ failures }) =>
  failures.length === 0 ? '' : `\nFailed:\n\n${failures.join('\n\n')}\n`;

/** The line that `npm test` ends with. */
export const totalsLine = ({ passed, failed }) =>
  `${passed} passed, ${failed} failed`;
