import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, shortPath } from './project.mjs';
import { plain, StepError, tail } from './steps.mjs';

const POLL_MS = 250;

/**
 * Starts a server, and waits until it is ready.
 *
 * @param {{
 *   title: string,
 *   command: string,
 *   args: string[],
 *   env: NodeJS.ProcessEnv,
 *   log: string,
 *   verbose?: boolean,
 *   ready: string,
 *   readyWithinMs: number,
 *   stopsWithinMs: number,
 * }} server `ready`: an address that answers with 2xx once it is; `verbose` shows its output instead of keeping it in
 *   the log
 * @returns {Promise<{ pid: number, ended: Promise<string>, stop: () => Promise<string> }>} `ended` and `stop` give how
 *   it ended
 * @throws StepError when it does not come up
 */
export async function startServer(server) {
  const { title, log, verbose = false } = server;
  mkdirSync(dirname(log), { recursive: true });
  // What the last run said is needed most after a crash, so one start does not erase it.
  if (existsSync(log)) renameSync(log, `${log}.1`);
  const output = verbose ? 'inherit' : openSync(log, 'w');
  const child = spawn(server.command, server.args, {
    cwd: ROOT,
    env: server.env,
    stdio: ['ignore', output, output],
    // Its own process group: Ctrl-C must reach it once, through `stop`, as a second signal would end it at once.
    detached: process.platform !== 'win32',
  });
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
    const hardStop = setTimeout(
      () => child.kill('SIGKILL'),
      server.stopsWithinMs,
    );
    await ended;
    clearTimeout(hardStop);
    return how;
  }

  const giveUpAt = Date.now() + server.readyWithinMs;
  while (!(await answers(server.ready))) {
    if (how === undefined && Date.now() < giveUpAt) {
      await sleep(POLL_MS);
      continue;
    }
    const reason = how ? `it ended with ${how}` : 'it did not become ready';
    await stop();
    throw new StepError(
      `${
        verbose ? '' : `${tail(plain(readFileSync(log, 'utf8')))}\n\n`
      }${title} did not start: ${reason}.${
        verbose ? '' : ` The whole output is in ${shortPath(log)}.`
      }`,
    );
  }
  return { pid: child.pid, ended, stop };
}

async function answers(url) {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
