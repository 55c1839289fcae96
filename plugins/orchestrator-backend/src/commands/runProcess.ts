import { ProcessHost } from './ProcessHost';
import { ProgramOutput } from './ProgramOutput';

const host = new ProcessHost();

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
  stdout: ProgramOutput;
  /** Standard error alone. */
  stderr: ProgramOutput;
  /** Both in the order in which they came. */
  output: ProgramOutput;
  durationMs: number;
}

/**
 * Runs a program in a process group of its own and waits for it.
 *
 * @remarks
 * At the time limit or when the signal goes off the whole group is asked to stop, then killed, so that a child that it
 * left behind does not live on. The group is killed after a normal end, too, and when this process dies.
 * @throws the error of the operating system where it can't be started, or FailureError transient `processHostEnded`
 */
export async function runProcess({
  signal,
  ...request
}: ProcessRequest): Promise<ProcessResult> {
  const { stdout, stderr, output, ...end } = await host.run(request, signal);
  return {
    ...end,
    stdout: new ProgramOutput(stdout),
    stderr: new ProgramOutput(stderr),
    output: new ProgramOutput(output),
  };
}
