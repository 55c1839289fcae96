import {
  parseDuration,
  type WorkflowRun,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  conclusionOf,
  findRun,
  GithubFailure,
  githubRepositoryAt,
  type FoundRun,
} from '../../github';
import type { StepContext, StepExecutor, StepWait } from '../StepHandler';
import { asFailure, requestWorkflow } from './requestWorkflow';
import type { WorkflowTools } from './workflowRepository';

/** How often a run is looked at: a tenth of the time that it has taken, within these. */
const POLL_MS = { least: 5_000, most: 30_000 };
/** A run is in the list of runs soon after its start; one that isn't by then may not be there. */
export const SEARCH_MS = 2 * 60_000;
const SUCCESS = 'success';

/**
 * Starts a workflow, and waits for its run: the step is done when the run has succeeded.
 *
 * @remarks
 * It is started once. That it will be is written down before, and nobody sends a start that is written down, but for
 * one that GitHub certainly refused. Where nobody knows what became of a start (a crash, no answer), its run is looked
 * for by its correlation; where it has none, or there is no such run, a person has to look: nothing is started twice.
 */
export function workflowStep(tools: WorkflowTools): StepExecutor {
  const older = new Set<string>();
  return async context => {
    if (!context.workflow) {
      return pollOf(tools, await requestWorkflow({ ...tools, older }, context));
    }
    const { workflow } = context;
    const run = workflow.run ?? (await search(tools, context, workflow));
    return run
      ? follow(tools, context, { ...workflow, run })
      : pollOf(tools, workflow);
  };
}

async function search(
  tools: WorkflowTools,
  { report, signal }: StepContext,
  { repository: address, workflow, correlation, requestedAt }: WorkflowRun,
): Promise<FoundRun | undefined> {
  const { github, clock, integrations } = tools;
  if (correlation === undefined) {
    throw unknownStart(
      `${workflow} of ${address} may have been started at ${requestedAt}, and nothing tells which run it is: look there, then settle the step or try it again. With a correlationInput its run would be found`,
    );
  }
  const repository = githubRepositoryAt(address, integrations);
  const run = await findRun(
    github,
    repository,
    { workflow, correlation, since: requestedAt },
    signal,
  );
  if (run) {
    await report({ kind: 'started', run });
    return run;
  }
  if (clock.now().getTime() - Date.parse(requestedAt) > SEARCH_MS) {
    throw unknownStart(
      `No run of ${workflow} of ${address} has ${correlation} in its title: it was not started, or its run-name does not have the correlationInput. Look there, then settle the step or try it again`,
    );
  }
  return undefined;
}

async function follow(
  tools: WorkflowTools,
  { step, report, signal }: StepContext,
  workflow: WorkflowRun & { run: FoundRun },
): Promise<StepWait | void> {
  const { github, clock, integrations } = tools;
  const { run } = workflow;
  let trouble = '';
  try {
    const conclusion =
      workflow.conclusion ??
      (await conclusionOf(
        github,
        githubRepositoryAt(workflow.repository, integrations),
        run.id,
        signal,
      ));
    if (conclusion !== undefined) {
      await report({ kind: 'ended', conclusion });
      return conclude(workflow, conclusion);
    }
  } catch (error) {
    // The run goes on, whether or not it can be seen.
    if (
      !(error instanceof GithubFailure) ||
      error.failure.class !== 'transient'
    ) {
      throw asFailure(error);
    }
    trouble = `, and ${error.failure.message}`;
  }
  const elapsedMs = clock.now().getTime() - Date.parse(workflow.requestedAt);
  if (elapsedMs > parseDuration(step.timeout)) {
    throw new FailureError({
      class: 'permanent',
      code: 'timeout',
      message: `${workflow.workflow} has not ended within ${step.timeout}${trouble}: ${run.url}`,
    });
  }
  return pollOf(tools, workflow);
}

function conclude({ workflow, run }: WorkflowRun, conclusion: string): void {
  if (conclusion !== SUCCESS) {
    throw new FailureError({
      class: 'permanent',
      code: 'workflowFailed',
      message: `${workflow} ended as ${conclusion}: ${run?.url}`,
    });
  }
}

function pollOf(
  { clock }: WorkflowTools,
  { requestedAt }: WorkflowRun,
): StepWait {
  const now = clock.now().getTime();
  const tenth = (now - Date.parse(requestedAt)) / 10;
  const wait = Math.min(POLL_MS.most, Math.max(POLL_MS.least, tenth));
  return { until: new Date(now + wait).toISOString() };
}

function unknownStart(message: string): FailureError {
  return new FailureError({
    class: 'permanent',
    code: 'workflowRunUnknown',
    message,
  });
}
