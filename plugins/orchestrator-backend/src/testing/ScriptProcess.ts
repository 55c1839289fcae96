import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process said last, for the message of a test that fails. */
const KEPT_OUTPUT = 8_000;
const STOP_PATIENCE_MS = 30_000;

/** One of our TypeScript files in a process of its own; there, `runScript` takes what it is told. */
export class ScriptProcess {
  readonly #child: ReturnType<typeof spawn>;
  #output = '';
  #asked = false;

  /**
   * @param told - goes as JSON through the standard input: a catalog of thousands is too long for an argument
   * @param env - laid over the environment of this process
   */
  constructor(script: string, told: object, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        script,
      ],
      { stdio: 'pipe', env: { ...process.env, NODE_OPTIONS: '', ...env } },
    );
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-KEPT_OUTPUT);
      });
    }
    // One that is gone before it has read this says why in its output.
    stdin?.on('error', () => {}).end(JSON.stringify(told));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it said last. */
  get output(): string {
    return this.#output;
  }

  /** That it ended by itself, and with which words. */
  get failure(): string | undefined {
    return this.#hasEnded && !this.#asked
      ? `The process ended by itself:\n${this.#output}`
      : undefined;
  }

  /**
   * Ends it, by default as a power cut would; does nothing where it has ended.
   *
   * @throws Error with its last words where it stays; then it is killed
   */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#asked = true;
    if (this.#hasEnded) {
      return;
    }
    const exited = once(this.#child, 'exit').then(() => true);
    this.#child.kill(signal);
    if (
      !(await Promise.race([
        exited,
        sleep(STOP_PATIENCE_MS, false, { ref: false }),
      ]))
    ) {
      this.#child.kill('SIGKILL');
      throw new Error(`The process did not end:\n${this.#output}`);
    }
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
