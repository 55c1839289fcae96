import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import { eventually } from './eventually';
import { freePort } from './freePort';

const run = promisify(execFile);
const PROMTOOL = 'promtool';
const ATTEMPTS = 3;
const LONGEST_LOG = 2_000;

/** What a Prometheus of a test knows. */
export interface PrometheusContents {
  /** By job: the address that it scrapes, many times a second. */
  scrape?: Record<string, string>;
  /** Samples of the past, in the OpenMetrics text format with time stamps. */
  history?: string;
}

/** A real Prometheus of a test. */
export interface PrometheusProcess {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a real Prometheus on a free port of this machine, with its data in a folder for temporary files.
 *
 * @throws Error that says what to install, where there is none, or with its own words when it does not start
 */
export async function startPrometheus(
  contents: PrometheusContents = {},
): Promise<PrometheusProcess> {
  const program = findPrometheus();
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-prometheus-'));
  const data = join(folder, 'data');
  const config = join(folder, 'prometheus.yml');
  await mkdir(data);
  await writeFile(config, scrapeConfig(contents.scrape ?? {}));
  if (contents.history !== undefined) {
    await backfill(dirname(program), folder, data, contents.history);
  }
  for (let attempt = 1; ; attempt += 1) {
    // Another process may take the port in between; then it is tried again.
    const port = await freePort();
    const child = spawn(
      program,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=10y',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const url = `http://127.0.0.1:${port}`;
    const problem = await started(child, url);
    if (problem === undefined) {
      return {
        url,
        stop: async () => {
          await end(child);
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    await end(child);
    if (attempt === ATTEMPTS) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`Prometheus does not start: ${problem}`);
    }
  }
}

function findPrometheus(): string {
  const own = process.env.PROMETHEUS;
  const found = [
    ...(own ? [own] : []),
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .filter(isAbsolute)
      .map(folder => join(folder, 'prometheus')),
  ].find(isProgram);
  if (!found) {
    throw new Error(
      'There is no Prometheus on this machine: install the Debian package prometheus, or set PROMETHEUS to the path of the program, with promtool beside it',
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function scrapeConfig(scrape: Record<string, string>): string {
  return JSON.stringify({
    global: { scrape_interval: '100ms', scrape_timeout: '100ms' },
    scrape_configs: Object.entries(scrape).map(([job, address]) => {
      const { host, pathname } = new URL(address);
      return {
        job_name: job,
        metrics_path: pathname,
        static_configs: [{ targets: [host] }],
      };
    }),
  });
}

async function backfill(
  programs: string,
  folder: string,
  data: string,
  history: string,
): Promise<void> {
  const file = join(folder, 'history.txt');
  await writeFile(file, history);
  await run(join(programs, PROMTOOL), [
    ...['tsdb', 'create-blocks-from', 'openmetrics', '--quiet'],
    ...['--max-block-duration=240h', file, data],
  ]);
}

/**
 * Runs promtool, which comes with Prometheus.
 *
 * @throws Error with what it said, where it found something wrong, or that says what to install
 */
export async function promtool(...args: string[]): Promise<void> {
  await run(join(dirname(findPrometheus()), PROMTOOL), args);
}

/** @returns what went wrong; undefined once it is ready */
async function started(
  child: ChildProcess,
  url: string,
): Promise<string | undefined> {
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LONGEST_LOG);
  });
  try {
    await eventually('Prometheus is ready', async () => {
      if (child.exitCode !== null) {
        throw new Error(log);
      }
      return fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
    return undefined;
  } catch (error) {
    return `${(error as Error).message}\n${log}`;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
