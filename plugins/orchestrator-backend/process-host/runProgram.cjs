// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { OutputCollector } = require('./outputCollector.cjs');

/** Time between the request to stop and the kill. */
const KILL_GRACE_MS = 2_000;
/** Time that output of a program that has ended may still take to arrive. */
const DRAIN_MS = 500;

/**
 * Runs a program in a process group of its own and waits for it; its type is `ProcessRequest` of `src/commands`.
 *
 * At the time limit or when it is aborted the whole group is asked to stop, then killed, so that a child that it left
 * behind does not live on. The group is killed after a normal end, too.
 *
 * @param {any} request
 * @param {AbortSignal} signal
 * @returns {Promise<object>} rejects with the error of the operating system where it can't be started
 */
function runProgram(request, signal) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const stdout = new OutputCollector(request.maxOutputBytes);
    const stderr = new OutputCollector(request.maxOutputBytes);
    const output = new OutputCollector(request.maxOutputBytes);
    /** @type {'timeout' | 'aborted' | undefined} */
    let stopped;
    /** @type {NodeJS.Timeout | undefined} */
    let killTimer;
    /** @type {NodeJS.Timeout | undefined} */
    let drainTimer;
    let settled = false;

    const child = spawn(request.file, request.args, {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      shell: false,
      stdio: [request.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });

    const stop = why => {
      if (stopped) {
        return;
      }
      stopped = why;
      killGroup(child, 'SIGTERM');
      killTimer = setTimeout(
        () => killGroup(child, 'SIGKILL'),
        request.killGraceMs ?? KILL_GRACE_MS,
      );
    };
    const onAbort = () => stop('aborted');
    const timeout = setTimeout(() => stop('timeout'), request.timeoutMs);
    const cleanUp = () => {
      settled = true;
      clearTimeout(timeout);
      clearTimeout(killTimer);
      clearTimeout(drainTimer);
      signal.removeEventListener('abort', onAbort);
    };
    const finish = (code, killedBy) => {
      if (settled) {
        return;
      }
      cleanUp();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({
        exitCode: code ?? undefined,
        killedBy: killedBy ?? undefined,
        stopped,
        stdout: stdout.kept(),
        stderr: stderr.kept(),
        output: output.kept(),
        durationMs: Math.round(performance.now() - startedAt),
      });
    };

    /**
     * A child that left the group keeps the pipes open: what it writes later is not waited for. What was written before
     * is, however long this process was kept from reading: the end may be heard of first, and the time may be up before
     * the pipes have had their turn.
     */
    const drain = (code, killedBy) => {
      const seen = output.totalBytes;
      drainTimer = setTimeout(
        () =>
          setImmediate(() => {
            if (settled) {
              return;
            }
            if (output.totalBytes > seen) {
              drain(code, killedBy);
            } else {
              finish(code, killedBy);
            }
          }),
        DRAIN_MS,
      );
    };

    child.stdout?.on('data', chunk => {
      stdout.add(chunk);
      output.add(chunk);
    });
    child.stderr?.on('data', chunk => {
      stderr.add(chunk);
      output.add(chunk);
    });
    child.once('error', error => {
      if (child.pid === undefined) {
        cleanUp();
        reject(error);
      }
    });
    child.once('exit', (code, killedBy) => {
      killGroup(child, 'SIGKILL');
      drain(code, killedBy);
    });
    child.once('close', finish);
    if (request.input) {
      // A program that ends without reading its input is no error of ours.
      child.stdin?.on('error', () => {});
      child.stdin?.end(request.input);
    }
    if (signal.aborted) {
      stop('aborted');
    } else {
      signal.addEventListener('abort', onAbort, { once: true });
    }
  });
}

function killGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

module.exports = { runProgram };
