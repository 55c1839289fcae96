import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { CommandRunner } from '../../commands';
import type { TemplatedHttpOptions } from '../../httpClient';
import type { AutomaticStepKind, StepExecutor } from '../StepHandler';
import { commandStep } from './commandStep';
import { flagStep } from './flagStep';
import { webhookStep } from './webhookStep';

/** What steps reach. */
export interface StepTools {
  /** The flag system that steps use. */
  flags(): FlagProvider;
  http: TemplatedHttpOptions;
  commands: CommandRunner;
  workDirectory: string;
}

/** One executor for each kind of step. */
export function stepExecutors(
  tools: StepTools,
): Record<AutomaticStepKind, StepExecutor> {
  return {
    flag: flagStep(tools.flags),
    webhook: webhookStep(tools.http),
    command: commandStep(tools.commands, tools.workDirectory),
    workflow: async ({ step }) => {
      throw new FailureError({
        class: 'permanent',
        code: 'workflowNotSupported',
        message: `No code host here starts workflows: ${step.workflow?.workflow} of ${step.workflow?.repository} has to be started by a webhook or by hand`,
      });
    },
  };
}
