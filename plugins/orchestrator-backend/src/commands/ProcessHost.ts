import { fork, type ChildProcess } from 'node:child_process';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { KeptOutput } from './ProgramOutput';

/** A host that has nothing to do for so long is let go. */
const IDLE_MS = 10_000;

/** What the host tells about a program, see `process-host/host.cjs`. */
export interface HostResult {
  exitCode?: number;
  killedBy?: string;
  stopped?: 'timeout' | 'aborted';
  stdout: KeptOutput;
  stderr: KeptOutput;
  output: KeptOutput;
  durationMs: number;
}

type HostAnswer = { id: number } & (
  | { result: HostResult; error?: undefined }
  | { result?: undefined; error: { message: string } }
);

interface Waiting {
  resolve(result: HostResult): void;
  reject(error: Error): void;
}

/**
 * A small process that starts programs for this one.
 *
 * @remarks
 * To start a program an operating system copies the page tables of the process that asks, and the one thread of a
 * backend stands still meanwhile: longer the more memory it has. A process that is small does it in a fraction of the
 * time, beside this one. It is started when it is first needed and let go when it is not; when this process dies, it
 * ends what it has started.
 */
export class ProcessHost {
  readonly #idleMs: number;
  #child: ChildProcess | undefined;
  #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: { idleMs?: number } = {}) {
    this.#idleMs = options.idleMs ?? IDLE_MS;
  }

  /**
   * Runs a program.
   *
   * @throws the error of the operating system where it can't be started, or FailureError transient `processHostEnded`
   */
  async run(request: object, signal?: AbortSignal): Promise<HostResult> {
    clearTimeout(this.#idle);
    const child = this.#child ?? this.#start();
    const id = this.#nextId;
    this.#nextId += 1;
    const abort = () => this.#send(child, { type: 'abort', id });
    const waiting = this.#waiting;
    try {
      return await new Promise<HostResult>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.channel?.ref();
        this.#send(child, { type: 'run', id, request });
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted) {
          abort();
        }
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      waiting.delete(id);
      if (waiting.size === 0) {
        child.channel?.unref();
        this.#letGoLater(child);
      }
    }
  }

  #start(): ChildProcess {
    const { LD_LIBRARY_PATH } = process.env;
    const child = fork(hostProgram(), [], {
      cwd: '/',
      // Nothing of the backend's environment or options is for the programs.
      env: LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Signals for the terminal's group are for the backend, which ends its work in order.
      detached: true,
    });
    const waiting = new Map<number, Waiting>();
    child.unref();
    child.channel?.unref();
    child.on('message', answer => settle(waiting, answer as HostAnswer));
    const ended = (reason: string) => {
      if (this.#child === child) {
        this.#child = undefined;
      }
      waiting.forEach(({ reject }) => reject(hostEnded(reason)));
    };
    child.once('error', error => ended(error.message));
    child.once('exit', (code, signal) =>
      ended(`it ended with ${signal ?? code}`),
    );
    this.#child = child;
    this.#waiting = waiting;
    return child;
  }

  /** What can't be sent is settled by the end of the host, which is why it can't. */
  #send(child: ChildProcess, message: object): void {
    if (child.connected) {
      child.send(message, () => {});
    }
  }

  #letGoLater(child: ChildProcess): void {
    if (this.#child !== child) {
      return;
    }
    this.#idle = setTimeout(() => {
      if (this.#child === child) {
        this.#child = undefined;
      }
      if (child.connected) {
        child.disconnect();
      }
    }, this.#idleMs);
    this.#idle.unref();
  }
}

function settle(waiting: Map<number, Waiting>, answer: HostAnswer): void {
  const one = waiting.get(answer.id);
  if (answer.result) {
    one?.resolve(answer.result);
  } else {
    const { message, ...details } = answer.error;
    one?.reject(Object.assign(new Error(message), details));
  }
}

function hostEnded(reason: string): FailureError {
  return new FailureError({
    class: 'transient',
    code: 'processHostEnded',
    message: `The process that starts programs is gone: ${reason}`,
  });
}

function hostProgram(): string {
  return resolvePackagePath(
    '@backstage-orchestrator/plugin-orchestrator-backend',
    'process-host/host.cjs',
  );
}
