import { spawn, type ChildProcess } from 'node:child_process';
import { OutputCollector } from './OutputCollector';

/** Time between the request to stop and the kill. */
const KILL_GRACE_MS = 2_000;
/** Time that output of a program that has ended may still take to arrive. */
const DRAIN_MS = 500;

/** A program to run, as the operating system takes it: no shell is involved. */
export interface ProcessRequest {
  /** Absolute path of the program. */
  file: string;
  args: string[];
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Record<string, string>;
  /** Given to standard input, which is closed afterwards; absent closes it at once. */
  input?: Uint8Array;
  timeoutMs: number;
  /** Bytes of standard output, and of both outputs together, that are kept. */
  maxOutputBytes: number;
  signal?: AbortSignal;
  killGraceMs?: number;
}

/** How a program ended. */
export interface ProcessResult {
  /** Absent where a signal ended it. */
  exitCode?: number;
  killedBy?: string;
  /** Why we ended it, if we did. */
  stopped?: 'timeout' | 'aborted';
  /** Standard output alone. */
  stdout: OutputCollector;
  /** Standard error alone. */
  stderr: OutputCollector;
  /** Both in the order in which they came. */
  output: OutputCollector;
  durationMs: number;
}

/**
 * Runs a program in a process group of its own and waits for it.
 *
 * @remarks
 * At the time limit or when the signal goes off the whole group is asked to stop, then killed, so that a child that it
 * left behind does not live on. The group is killed after a normal end, too.
 * @throws the error of the operating system where it can't be started
 */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const stdout = new OutputCollector(request.maxOutputBytes);
    const stderr = new OutputCollector(request.maxOutputBytes);
    const output = new OutputCollector(request.maxOutputBytes);
    let stopped: ProcessResult['stopped'];
    let killTimer: NodeJS.Timeout | undefined;
    let drainTimer: NodeJS.Timeout | undefined;
    let settled = false;

    const child = spawn(request.file, request.args, {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      shell: false,
      stdio: [request.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });

    const stop = (why: 'timeout' | 'aborted') => {
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
      request.signal?.removeEventListener('abort', onAbort);
    };
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      if (settled) {
        return;
      }
      cleanUp();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({
        exitCode: code ?? undefined,
        killedBy: signal ?? undefined,
        stopped,
        stdout,
        stderr,
        output,
        durationMs: Math.round(performance.now() - startedAt),
      });
    };

    /**
     * A child that left the group keeps the pipes open: what it writes later is not waited for. What was written before
     * is, however long this process was kept from reading: the end may be heard of first, and the time may be up before
     * the pipes have had their turn.
     */
    const drain = (code: number | null, signal: NodeJS.Signals | null) => {
      const seen = output.totalBytes;
      drainTimer = setTimeout(
        () =>
          setImmediate(() => {
            if (settled) {
              return;
            }
            if (output.totalBytes > seen) {
              drain(code, signal);
            } else {
              finish(code, signal);
            }
          }),
        DRAIN_MS,
      );
    };

    child.stdout?.on('data', (chunk: Buffer) => {
      stdout.add(chunk);
      output.add(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr.add(chunk);
      output.add(chunk);
    });
    child.once('error', error => {
      if (child.pid === undefined) {
        cleanUp();
        reject(error);
      }
    });
    child.once('exit', (code, signal) => {
      killGroup(child, 'SIGKILL');
      drain(code, signal);
    });
    child.once('close', finish);
    if (request.input) {
      // A program that ends without reading its input is no error of ours.
      child.stdin?.on('error', () => {});
      child.stdin?.end(request.input);
    }
    if (request.signal?.aborted) {
      stop('aborted');
    } else {
      request.signal?.addEventListener('abort', onAbort, { once: true });
    }
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
