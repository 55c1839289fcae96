import type { FlagProvider } from '@backstage-orchestrator/plugin-orchestrator-node';
import type { CommandRunner } from '../../commands';
import type { TemplatedHttpOptions } from '../../httpClient';
import type { AutomaticStepKind, StepExecutor } from '../StepHandler';
import { commandStep } from './commandStep';
import { flagStep } from './flagStep';
import { webhookStep } from './webhookStep';
import type { WorkflowTools } from './workflowRepository';
import { workflowStep } from './workflowStep';

export { cancelWorkflow } from './cancelWorkflow';
export type { WorkflowTools } from './workflowRepository';

/** What steps reach. */
export interface StepTools {
  /** The flag system that steps use. */
  flags(): FlagProvider;
  http: TemplatedHttpOptions;
  commands: CommandRunner;
  workflows: WorkflowTools;
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
    workflow: workflowStep(tools.workflows),
  };
}
