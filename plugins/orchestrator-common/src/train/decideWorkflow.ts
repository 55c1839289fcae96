import type { ProductEvent } from '../events';
import type { ActivationState, StepState } from '../model';
import { accept, reject, type Decision } from '../sweep/decision';
import type { ProductCommand } from './productCommands';

type Of<T extends ProductCommand['type']> = Extract<
  ProductCommand,
  { type: T }
>;

/**
 * Decides on what a worker reports of the workflow of its step.
 *
 * @remarks One start for each piece of work: a second request is refused as long as the first one wasn't.
 */
export function reportWorkflow(
  activation: ActivationState | undefined,
  { wave, step: id, workId, report }: Of<'reportWorkflow'>,
): Decision<ProductEvent> {
  const step = activation?.steps.find(candidate => candidate.id === id);
  if (step?.status !== 'running' || step.workId !== workId) {
    return reject('stale', 'The step has moved on: this report comes too late');
  }
  const place = { wave, step: id };
  if (report.kind === 'requested') {
    return step.workflow
      ? reject('conflict', 'The workflow of this step was started before')
      : accept<ProductEvent>({
          type: 'step.workflowRequested',
          data: { ...place, workflow: report.workflow },
        });
  }
  if (!step.workflow) {
    return reject('conflict', 'No workflow of this step was to be started');
  }
  switch (report.kind) {
    case 'started':
      return accept<ProductEvent>({
        type: 'step.workflowStarted',
        data: { ...place, run: report.run },
      });
    case 'refused':
      return step.workflow.run
        ? reject('conflict', 'The workflow of this step runs')
        : accept<ProductEvent>({ type: 'step.workflowRefused', data: place });
    default:
      return accept<ProductEvent>({
        type: 'step.workflowEnded',
        data: { ...place, conclusion: report.conclusion },
      });
  }
}

/** Ends, as a piece of work of its own, what a step has started that is done with no more. */
export function giveUp(
  { wave }: ActivationState,
  { id, status, workflow }: StepState,
  { newId }: { newId: () => string },
): ProductEvent[] {
  return status === 'running' && workflow && workflow.conclusion === undefined
    ? [
        {
          type: 'step.workflowGivenUp',
          data: { wave, step: id, workId: newId(), workflow },
        },
      ]
    : [];
}

/** Notes what came of ending a workflow; a second word on it is not heard. */
export function reportCancel(
  activation: ActivationState | undefined,
  { wave, workId, outcome }: Of<'reportCancel'>,
): Decision<ProductEvent> {
  const cancel = activation?.cancels?.find(one => one.workId === workId);
  return cancel && cancel.outcome === undefined
    ? accept<ProductEvent>({
        type: 'step.workflowCancelled',
        data: { wave, step: cancel.step, workId, outcome },
      })
    : reject('stale', 'This workflow is not to be ended any more');
}
