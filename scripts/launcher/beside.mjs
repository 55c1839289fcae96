import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './project.mjs';
import { plain, StepError, tail } from './steps.mjs';

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 100;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts a server that runs beside the portal, with its output in a log.
 *
 * @param {{ title: string, command: string, args: string[], env: NodeJS.ProcessEnv, log: string, ready: string }} server
 *   `ready`: an address that answers with 2xx once it is up
 * @returns {Promise<{ stop: () => Promise<void> }>}
 * @throws StepError when it does not come up
 */
export async function startBeside({ title, command, args, env, log, ready }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', output, output],
    // Its own process group: Ctrl-C must not end it before the portal.
    detached: process.platform !== 'win32',
  });
  closeSync(output);
  let over = false;
  const ended = new Promise(resolve => {
    child.on('error', resolve);
    child.on('exit', resolve);
  }).then(() => {
    over = true;
  });

  async function stop() {
    child.kill('SIGTERM');
    const hardStop = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(hardStop);
  }

  const giveUpAt = Date.now() + READY_TIMEOUT_MS;
  while (!(await answers(ready))) {
    if (!over && Date.now() < giveUpAt) {
      await sleep(POLL_MS);
      continue;
    }
    await stop();
    throw new StepError(
      `${tail(plain(readFileSync(log, 'utf8')))}\n\n${title} did not start.`,
    );
  }
  return { stop };
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
