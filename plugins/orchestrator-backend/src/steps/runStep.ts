import {
  parseDuration,
  type ChangeStep,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { CommandResult } from '../commands';
import type { StepContext } from './StepContext';
import { stepFailure } from './stepFailure';
import { render } from './templates';
import type { StepResult } from './values';

/** A command as a step or a gate has it in the manifest. */
export type CommandSpec = NonNullable<ChangeStep['run']>;

/**
 * Runs the command of a step or a gate in the folder of the target. Each part of it is a template; no shell sees it.
 *
 * @throws FailureError where it is not allowed or can't be started
 */
export async function runCommand(
  spec: CommandSpec,
  context: StepContext,
  field: string,
): Promise<CommandResult> {
  const command = spec.command.map((part, index) =>
    render(part, context.values, `${field}.command[${index}]`),
  );
  const env = Object.fromEntries(
    Object.entries(spec.env).map(([name, value]) => [
      name,
      render(value, context.values, `${field}.env.${name}`),
    ]),
  );
  return context.commands.run({
    command,
    env,
    timeoutMs: parseDuration(spec.timeout),
    network: spec.network,
    checkout: context.checkout,
    cwd: context.workspace.folder,
    privateFolder: context.privateFolder,
    signal: context.signal,
  });
}

/**
 * A step that runs a command, which must succeed.
 *
 * @throws FailureError `timeout` or `stepFailed` with the end of what it wrote
 */
export async function runStep(
  spec: CommandSpec,
  context: StepContext,
  field: string,
): Promise<Omit<StepResult, 'skipped'>> {
  const before = await context.tree();
  const result = await runCommand(spec, context, field);
  context.log(result.output.trimEnd());
  const program = spec.command[0];
  if (result.timedOut) {
    throw stepFailure(
      `${field}: ${program} took longer than ${spec.timeout} and was stopped`,
      'timeout',
    );
  }
  if (result.exitCode !== 0) {
    const how =
      result.exitCode === undefined
        ? `was ended by ${result.killedBy ?? 'a signal'}`
        : `ended with exit code ${result.exitCode}`;
    throw stepFailure(`${field}: ${program} ${how}${lastLines(result.output)}`);
  }
  return {
    changed: (await context.tree()) !== before,
    exitCode: 0,
    stdout: result.stdout.trim(),
  };
}

function lastLines(output: string): string {
  const end = output.trim().split('\n').slice(-3).join(' · ').slice(-300);
  return end === '' ? '' : `: ${end}`;
}
