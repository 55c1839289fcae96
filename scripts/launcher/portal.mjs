import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolder, ROOT, shortPath } from './project.mjs';
import { SOURCE_LOADER } from './run.mjs';
import { plain, StepError, tail } from './steps.mjs';

const READY_TIMEOUT_MS = 180_000;
const POLL_MS = 250;
/** Work in progress is finished or handed back within the backend's own grace; this is longer. */
const STOP_TIMEOUT_MS = 60_000;

/**
 * Starts the portal's backend, which also serves the app.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} tools
 * @param {{ port: number, env?: object, verbose?: boolean }} options `env` can name another data folder
 *   (ORCHESTRATOR_DATA); `verbose` shows the backend's output instead of keeping it in a log
 * @returns {Promise<{ url: string, pid: number, log: string, ended: Promise<string>, stop: () => Promise<string> }>}
 *   once it is ready; `ended` and `stop` give how it ended
 * @throws StepError when it does not come up
 */
export async function startPortal(tools, { port, env = {}, verbose = false }) {
  const fullEnv = {
    // As Backstage's own `start` does: a readable log, and a stop that does not wait for the backend's long polls
    // of itself, up to a minute.
    NODE_ENV: 'development',
    // Without a shop nobody has it.
    SHOP_TOKEN: randomBytes(24).toString('base64url'),
    ...tools.env,
    ...env,
    PORT: String(port),
  };
  const log = join(dataFolder(fullEnv), 'logs', 'portal.log');
  mkdirSync(dirname(log), { recursive: true });
  // What the last run said is needed most after a crash, so one start does not erase it.
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = verbose ? 'inherit' : openSync(log, 'w');
  const child = spawn(
    tools.node,
    [...SOURCE_LOADER, join(ROOT, 'examples/portal/backend/src/index.ts')],
    {
      cwd: ROOT,
      env: fullEnv,
      stdio: ['ignore', output, output],
      // Its own process group: Ctrl-C must reach it once, through `stop`, as a second signal would end it at once.
      detached: process.platform !== 'win32',
    },
  );
  if (!verbose) closeSync(output);

  let how;
  const ended = new Promise(resolve => {
    child.on('error', error => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).then(reason => {
    how = reason;
    return reason;
  });

  async function stop() {
    child.kill('SIGTERM');
    const hardStop = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(hardStop);
    return how;
  }

  const giveUpAt = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady(port))) {
    if (how === undefined && Date.now() < giveUpAt) {
      await sleep(POLL_MS);
      continue;
    }
    const reason = how ? `it ended with ${how}` : 'it did not become ready';
    await stop();
    throw new StepError(
      `${
        verbose ? '' : `${tail(plain(readFileSync(log, 'utf8')))}\n\n`
      }The portal did not start: ${reason}.${
        verbose ? '' : ` The whole output is in ${shortPath(log)}.`
      }`,
    );
  }
  return { url: `http://localhost:${port}`, pid: child.pid, log, ended, stop };
}

async function isReady(port) {
  try {
    const response = await fetch(
      `http://127.0.0.1:${port}/.backstage/health/v1/readiness`,
    );
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
