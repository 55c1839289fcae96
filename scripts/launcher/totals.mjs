/**
 * What one runner counted.
 *
 * @typedef {{ passed: number, failed: number }} Totals
 */

/**
 * Jest's counts, from its JSON report. A file that could not even be loaded ran no test, and is one failure.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} report
 * @returns {Totals}
 */
export function jestTotals(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  };
}

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
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

/**
 * The sum over all runners. A runner that ended badly without naming a failed test still counts as one failure.
 *
 * @param {Array<Totals & { exitCode: number }>} runs
 * @returns {Totals}
 */
export function sumTotals(runs) {
  return runs.reduce(
    (sum, run) => ({
      passed: sum.passed + run.passed,
      failed: sum.failed + (run.failed || (run.exitCode === 0 ? 0 : 1)),
    }),
    { passed: 0, failed: 0 },
  );
}

/** The line that `npm test` ends with. */
export const totalsLine = ({ passed, failed }) =>
  `${passed} passed, ${failed} failed`;
