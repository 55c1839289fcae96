import type { ProductEvent } from '../events';
import type { ActivationState, WorkflowRun } from '../model';

/** What an event about the workflow of a step changes in its activation. */
export function evolveWorkflow(
  activation: ActivationState,
  event: Extract<ProductEvent, { type: `step.workflow${string}` }>,
): Partial<ActivationState> {
  const { cancels = [] } = activation;
  switch (event.type) {
    case 'step.workflowGivenUp': {
      const { step, workId, workflow } = event.data;
      return { cancels: [...cancels, { step, workId, workflow }] };
    }
    case 'step.workflowCancelled': {
      const { workId, outcome } = event.data;
      return {
        cancels: cancels.map(cancel =>
          cancel.workId === workId ? { ...cancel, outcome } : cancel,
        ),
      };
    }
    default:
      return {
        steps: activation.steps.map(step =>
          step.id === event.data.step
            ? {
                ...step,
                workflow: workflowAfter(step.workflow, event),
                // Whatever there was before, it runs; and a start that is asked for has waited for its turn.
                ...((event.type === 'step.workflowStarted' ||
                  (event.type === 'step.workflowRequested' &&
                    step.failure?.class === 'rateLimited')) && {
                  failure: undefined,
                  retryAt: undefined,
                }),
              }
            : step,
        ),
      };
  }
}

function workflowAfter(
  workflow: WorkflowRun | undefined,
  event: Extract<
    ProductEvent,
    {
      type: `step.workflow${'Requested' | 'Started' | 'Refused' | 'Ended'}`;
    }
  >,
): WorkflowRun | undefined {
  switch (event.type) {
    case 'step.workflowRequested':
      return event.data.workflow;
    case 'step.workflowRefused':
      return undefined;
    case 'step.workflowStarted':
      return workflow && { ...workflow, run: event.data.run };
    default:
      return workflow && { ...workflow, conclusion: event.data.conclusion };
  }
}
