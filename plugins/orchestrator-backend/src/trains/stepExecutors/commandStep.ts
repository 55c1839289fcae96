import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDuration } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { CommandRunner } from '../../commands';
import type { StepExecutor } from '../StepHandler';
import { fillIn, stepValues } from './stepValues';

/** Lines of an output that tell why a command failed. */
const TOLD_LINES = 3;
const TOLD_LENGTH = 300;

/**
 * Runs a command in an empty folder, sandboxed as the commands of sweeps are.
 *
 * @remarks Failures are transient, but for what is not allowed: the train's retries say how often it is tried.
 */
export function commandStep(
  commands: CommandRunner,
  workDirectory: string,
): StepExecutor {
  return async context => {
    const { command: spec, timeout } = context.step;
    if (!spec) {
      throw new Error('Not a command');
    }
    const values = stepValues(context);
    const parts = spec.command.map((part, index) =>
      fillIn(part, values, `command[${index}]`),
    );
    const env = Object.fromEntries(
      Object.entries(spec.env).map(([name, text]) => [
        name,
        fillIn(text, values, `env.${name}`),
      ]),
    );
    await mkdir(workDirectory, { recursive: true });
    const folder = await realpath(
      await mkdtemp(join(workDirectory, 'train-step-')),
    );
    try {
      const checkout = join(folder, 'empty');
      await mkdir(checkout);
      const result = await commands.run({
        command: parts,
        env,
        timeoutMs: Math.min(
          parseDuration(spec.timeout),
          parseDuration(timeout),
        ),
        network: spec.network,
        checkout,
        cwd: checkout,
        privateFolder: join(folder, 'private'),
        signal: context.signal,
      });
      if (result.timedOut || result.exitCode !== 0) {
        throw new FailureError({
          class: 'transient',
          code: result.timedOut ? 'timeout' : 'commandFailed',
          message: `${spec.command[0]} ${endOf(result)}${told(result.output)}`,
        });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function endOf(result: {
  timedOut: boolean;
  exitCode?: number;
  killedBy?: string;
}): string {
  if (result.timedOut) {
    return 'took too long and was stopped';
  }
  return result.exitCode === undefined
    ? `was ended by ${result.killedBy ?? 'a signal'}`
    : `ended with exit code ${result.exitCode}`;
}

function told(output: string): string {
  const end = output
    .trim()
    .split('\n')
    .slice(-TOLD_LINES)
    .join(' · ')
    .slice(-TOLD_LENGTH);
  return end === '' ? '' : `: ${end}`;
}
