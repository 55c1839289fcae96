import { spawn } from 'node:child_process';

/** A child process that runs one of our TypeScript files. */
export interface WorkerProcess {
  /** Ends it as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** What it said on its way out, if it ended by itself. */
  failure(): string | undefined;
}

/** Starts a TypeScript file with one argument, given as JSON. */
export function startWorkerProcess(
  script: string,
  argument: object,
): WorkerProcess {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      script,
      JSON.stringify(argument),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  let said = '';
  let killed = false;
  let ended = false;
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    said += text;
  });
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  return {
    async kill() {
      killed = true;
      child.kill('SIGKILL');
      await gone;
    },
    failure: () =>
      ended && !killed ? `the worker ended by itself: ${said}` : undefined,
  };
}
