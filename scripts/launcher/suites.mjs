import { mkdir, readFile, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { buildApp } from './appBuild.mjs';
import { CHROMIUM_ADVICE, provideChromium } from './chromium.mjs';
import { coverageThresholds } from './coverage.mjs';
import { PROMETHEUS_ADVICE, providePrometheus } from './prometheus.mjs';
import { ROOT, TOOLS_FOLDER } from './project.mjs';
import { runInteractive, runYarn, SOURCE_LOADER } from './run.mjs';
import { say } from './steps.mjs';
import { findTestFiles } from './testFiles.mjs';
import {
  failureLines,
  jestTotals,
  nodeTestTotals,
  sumTotals,
  totalsLine,
} from './totals.mjs';

const REPORTS = join(TOOLS_FOLDER, 'reports');
const MAX_JEST_WORKERS = 2;

const nothing = { passed: 0, failed: 0, failures: [] };

/**
 * `npm test`: all suites, and one line with the sum at the end. With arguments (a pattern, or options of Jest)
 * it runs only Jest, with these and without coverage.
 *
 * @returns {Promise<number>} the exit code
 */
export async function runSuites(tools, args) {
  await rm(REPORTS, { recursive: true, force: true });
  await mkdir(REPORTS, { recursive: true });
  const runs = [await runJest(tools, args)];
  if (args.length === 0) {
    runs.push(
      await runNodeTests(tools, 'scripts', ['examples', 'scripts', 'bench']),
    );
    runs.push(await runJourneys(tools));
  }
  const totals = sumTotals(runs);
  say(`${failureLines(totals)}\n${totalsLine(totals)}`);
  return totals.failed === 0 ? 0 : 1;
}

async function runJest(tools, args) {
  heading('Packages');
  if (!(await providePrometheus(tools.env))) {
    say(
      `There is no Prometheus, so that tests on it will fail: ${PROMETHEUS_ADVICE}.`,
    );
  }
  const report = join(REPORTS, 'jest.json');
  const coverage = [
    '--coverage',
    '--coverageReporters=text-summary',
    '--coverageReporters=json-summary',
    `--coverageThreshold=${JSON.stringify(coverageThresholds(ROOT))}`,
  ];
  const exitCode = await runYarn(
    tools,
    [
      ...['backstage-cli', 'repo', 'test', '--watchAll=false'],
      `--maxWorkers=${Math.min(MAX_JEST_WORKERS, cpus().length)}`,
      ...['--json', `--outputFile=${report}`],
      ...(args.length === 0 ? coverage : args),
    ],
    // With --json Jest would print the report as well; its progress goes to stderr, which is shown.
    { NODE_ENV: 'test' },
  );
  const totals = await readFile(report, 'utf8')
    .then(JSON.parse)
    .then(jestTotals)
    .catch(() => nothing);
  return { name: 'Packages', ...totals, exitCode };
}

async function runNodeTests(tools, name, folders, env = {}) {
  const files = await findTestFiles(ROOT, folders);
  if (files.length === 0) {
    return { name, ...nothing, exitCode: 0 };
  }
  heading(folders.join(', '));
  const report = join(REPORTS, `${name}.tap`);
  const exitCode = await runInteractive(
    tools.node,
    [
      ...SOURCE_LOADER,
      '--test',
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
      ...files,
    ],
    { ...tools.env, ...env },
  );
  const tap = await readFile(report, 'utf8').catch(() => '');
  return { name, ...nodeTestTotals(tap), exitCode };
}

/** The journeys drive the built app, so it is built first; each starts its own portal. */
async function runJourneys(tools) {
  if ((await findTestFiles(ROOT, ['e2e'])).length === 0) {
    return { name: 'journeys', ...nothing, exitCode: 0 };
  }
  const chromium = await provideChromium(tools.env);
  if (!chromium) {
    say(
      `\nBrowser journeys skipped, as there is no Chromium: ${CHROMIUM_ADVICE}.`,
    );
    return { name: 'journeys', ...nothing, exitCode: process.env.CI ? 1 : 0 };
  }
  await buildApp(tools);
  return runNodeTests(tools, 'journeys', ['e2e'], { CHROMIUM: chromium });
}

const heading = text =>
  say(`\n── ${text} ${'─'.repeat(Math.max(0, 74 - text.length))}`);
