import type { ChangeStep } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { documentStep } from './documentStep';
import { replaceStep } from './replaceStep';
import { runStep } from './runStep';
import type { StepContext } from './StepContext';
import { stepFailure } from './stepFailure';
import { stopIfAborted } from '../commands';
import { holds } from './templates';
import { templateStep } from './templateStep';
import type { StepResult } from './values';

/**
 * Makes the steps of a change, in order. Later ones see the results of earlier ones under `steps`, by id.
 *
 * @throws FailureError; its message names the step
 */
export async function applySteps(
  steps: ChangeStep[],
  context: StepContext,
): Promise<void> {
  const results: Record<string, StepResult> = {};
  const own = { ...context, values: { ...context.values, steps: results } };
  for (const [index, step] of steps.entries()) {
    stopIfAborted(context.signal);
    const name = step.id ? `step ${step.id}` : `step ${index + 1}`;
    const result = await applyStep(step, own, name);
    if (step.id) {
      results[step.id] = result;
    }
  }
}

async function applyStep(
  step: ChangeStep,
  context: StepContext,
  name: string,
): Promise<StepResult> {
  if (!holds(step.if, context.values, `${name}, if`)) {
    context.log(`${name}: left out, its condition is false`);
    return { changed: false, skipped: true, exitCode: 0, stdout: '' };
  }
  try {
    if (step.run) {
      // Only a step with an id is asked about later; for others, looking for changes would be wasted.
      const tree = step.id ? context.tree : async () => '';
      return {
        ...(await runStep(step.run, { ...context, tree }, name)),
        skipped: false,
      };
    }
    return {
      changed: await edit(step, context, name),
      skipped: false,
      exitCode: 0,
      stdout: '',
    };
  } catch (error) {
    throw named(error, name);
  }
}

function edit(
  step: ChangeStep,
  context: StepContext,
  name: string,
): Promise<boolean> {
  if (step.replace) {
    return replaceStep(step.replace, context, name);
  }
  if (step.json) {
    return documentStep('json', step.json, context, name);
  }
  if (step.yaml) {
    return documentStep('yaml', step.yaml, context, name);
  }
  if (step.template) {
    return templateStep(step.template, context, name);
  }
  throw stepFailure(`${name} has nothing to do`);
}

function named(error: unknown, name: string): unknown {
  return error instanceof FailureError &&
    !error.failure.message.startsWith(name)
    ? new FailureError(
        { ...error.failure, message: `${name}: ${error.failure.message}` },
        { cause: error },
      )
    : error;
}
