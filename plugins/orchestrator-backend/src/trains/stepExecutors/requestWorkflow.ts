import { isError } from '@backstage/errors';
import type { WorkflowRun } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  GithubFailure,
  pacedHostOf,
  pageOf,
  startWorkflow,
  type FoundRun,
  type GithubRepository,
  type WorkflowSender,
  type WorkflowStart,
} from '../../github';
import type { AttemptPermit, SingleWrite } from '../../pacing';
import type { StepContext } from '../StepHandler';
import { endRun } from './endRun';
import { inTurn } from './inTurn';
import { fillIn, stepValues } from './stepValues';
import { repositoryOfStep, type WorkflowTools } from './workflowRepository';

/** What starts are made with. */
export interface StartTools extends WorkflowTools {
  older: WorkflowSender['older'];
}

/**
 * Starts the workflow of a step when it is its turn.
 *
 * @returns the start as it was written down
 * @throws FailureError, of the class `rateLimited` as long as it is not its turn: nothing is written down or sent then
 */
export async function requestWorkflow(
  tools: StartTools,
  context: StepContext,
): Promise<WorkflowRun> {
  const { workflow: spec } = context.step;
  if (!spec) {
    throw new Error('Not a workflow');
  }
  const { clock } = tools;
  const { workId } = context;
  const values = stepValues(context);
  const repository = await repositoryOfStep(tools, context);
  const { correlationInput } = spec;
  const ref = fillIn(spec.ref, values, 'workflow.ref');
  const inputs = Object.fromEntries(
    Object.entries(spec.inputs).map(([name, text]) => [
      name,
      fillIn(text, values, `workflow.inputs.${name}`),
    ]),
  );
  const workflow: WorkflowRun = {
    repository: pageOf(repository),
    workflow: spec.workflow,
    ref,
    requestedAt: clock.now().toISOString(),
    ...(correlationInput !== undefined && { correlation: workId }),
  };
  const write = writeOf(context, repository);
  await inTurn(
    tools.pacing,
    write,
    `The start of ${spec.workflow} at ${repository.host}`,
    async permit => {
      const run = await send(tools, context, repository, permit, {
        ...workflow,
        inputs: {
          ...inputs,
          ...(correlationInput !== undefined && { [correlationInput]: workId }),
        },
      });
      if (run) {
        await noteRun(tools, context, repository, run);
      }
    },
  );
  return workflow;
}

/** Writes the start down, and sends it. */
async function send(
  { github, older }: StartTools,
  { report, signal }: StepContext,
  repository: GithubRepository,
  permit: AttemptPermit,
  { inputs, ...workflow }: WorkflowRun & Pick<WorkflowStart, 'inputs'>,
): Promise<FoundRun | undefined> {
  await report({ kind: 'requested', workflow });
  try {
    return await startWorkflow(
      {
        api: github,
        older,
        send: request => permit.send(1, request),
      },
      repository,
      { workflow: workflow.workflow, ref: workflow.ref, inputs },
      signal,
    );
  } catch (error) {
    const failure = asFailure(error);
    if (
      failure instanceof FailureError &&
      (!(failure instanceof GithubFailure) || failure.refused)
    ) {
      await report({ kind: 'refused' });
    }
    throw failure;
  }
}

/** A run that nobody waits for any more is ended at once: it is known here, and perhaps nowhere else. */
async function noteRun(
  tools: WorkflowTools,
  context: StepContext,
  repository: GithubRepository,
  run: FoundRun,
): Promise<void> {
  try {
    await context.report({ kind: 'started', run });
  } catch (error) {
    if (isError(error) && error.name === 'ConflictError') {
      await endRun(tools, writeOf(context, repository), {
        repository,
        id: run.id,
        signal: context.signal,
      });
    }
    throw error;
  }
}

function writeOf(
  { train, product, workId }: StepContext,
  { host }: GithubRepository,
): SingleWrite {
  return {
    host: pacedHostOf(host),
    owner: train.plan.products.find(({ id }) => id === product.id)?.owner ?? '',
    runId: train.id,
    targetId: product.id,
    workId,
    requests: 1,
  };
}

/** What is not allowed, or is none at all, is so the next time as well. */
export function asFailure(error: unknown): unknown {
  return isError(error) && error.name === 'InputError'
    ? new FailureError(
        { class: 'permanent', code: 'workflowInvalid', message: error.message },
        { cause: error },
      )
    : error;
}
