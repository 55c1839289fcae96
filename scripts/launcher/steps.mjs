import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, shortPath, TOOLS_FOLDER } from './project.mjs';

const LOG_FOLDER = join(TOOLS_FOLDER, 'logs');
const TAIL_LINES = 30;
const LIVE_REFRESH_MS = 250;
/** Where the output is no terminal, a long step says this often that it is alive. */
const PLAIN_REFRESH_MS = 30_000;

/** A step failed; the message is all that a person needs. */
export class StepError extends Error {}

/** Prints a line. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A duration as a person says it: `8 s`, `2 min 5 s`. */
export function spoken(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The last lines of a text, without empty ones at its end. */
export function tail(text, lines = TAIL_LINES) {
  return text.trimEnd().split(/\r?\n/).slice(-lines).join('\n');
}

/** The output without terminal codes, for a log and for the live line. */
export function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '\n');
}

/**
 * Runs a program as a step: one live line while it works, its output in a log, and on failure the log's end.
 *
 * @param {{ title: string, log: string, command: string, args: string[], env?: object, cwd?: string, shell?: boolean }}
 *   step `title` says what is done, as in "Building the app"; `log` is the log's name
 * @param {{ write: (text: string) => unknown }} out where the line goes
 * @throws StepError
 */
export async function runStep(step, out = process.stdout) {
  mkdirSync(LOG_FOLDER, { recursive: true });
  const logPath = join(LOG_FOLDER, `${step.log}.log`);
  const log = createWriteStream(logPath);
  const line = liveLine(step.title, out);
  const child = spawn(step.command, step.args, {
    cwd: step.cwd ?? ROOT,
    env: step.env,
    shell: step.shell ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', chunk => {
      const text = plain(chunk);
      log.write(text);
      line.show(text);
    });
  }
  const problem = await new Promise(resolve => {
    child.on('error', error => resolve(error.message));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`),
    );
  });
  await new Promise(resolve => log.end(resolve));
  line.end(!problem);
  if (problem) {
    throw new StepError(
      `${tail(readFileSync(logPath, 'utf8'))}\n\n${
        step.title
      } failed: ${problem}. The whole output is in ${shortPath(logPath)}.`,
    );
  }
}

/** A line that is rewritten in place on a terminal, and printed now and then elsewhere. */
export function liveLine(title, out = process.stdout) {
  const startedAt = Date.now();
  const live = Boolean(out.isTTY);
  let detail = '';
  const render = () => {
    const text = `… ${title} (${spoken(Date.now() - startedAt)})`;
    if (!live) {
      out.write(`${text}\n`);
      return;
    }
    const room = (out.columns ?? 80) - 1;
    out.write(`\r\u001b[K${`${text} ${detail}`.slice(0, room)}`);
  };
  if (!live) out.write(`… ${title}\n`);
  const timer = setInterval(render, live ? LIVE_REFRESH_MS : PLAIN_REFRESH_MS);
  return {
    show(text) {
      detail = text.trim().split('\n').pop()?.trim() || detail;
    },
    end(success) {
      clearInterval(timer);
      const mark = success ? '✓' : '✗';
      const start = live ? '\r\u001b[K' : '';
      out.write(
        `${start}${mark} ${title} (${spoken(Date.now() - startedAt)})\n`,
      );
    },
  };
}
