import {
  ENDED_PHASES,
  type ProductState,
  type StepState,
  type TrainState,
  type WorkflowRun,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A workflow that is to be ended. */
export interface FoundCancel {
  wave: string;
  product: ProductState;
  workId: string;
  workflow: WorkflowRun;
}

/** The workflow that a piece of work is to end, as long as it is to be. */
export function cancelOf(
  product: ProductState,
  id: string,
): FoundCancel | undefined {
  for (const { wave, cancels = [] } of product.activations) {
    const found = cancels.find(
      ({ workId, outcome }) => workId === id && outcome === undefined,
    );
    if (found) {
      return { wave, product, workId: id, workflow: found.workflow };
    }
  }
  return undefined;
}

/** Whether a halt or a pause has come since a step was begun; what a person asks for in spite of it is done. */
function isHeld(
  { waves, pause }: TrainState,
  waveId: string,
  { retriedBy }: StepState,
): boolean {
  const wave = waves.find(({ id }) => id === waveId);
  return (
    retriedBy === undefined &&
    (pause !== undefined || wave?.status === 'halted')
  );
}

/** The step that a piece of work is about, as long as it is. */
export function stepOf(train: TrainState, state: ProductState, workId: string) {
  if (ENDED_PHASES.includes(train.phase)) {
    return undefined;
  }
  const product = train.manifest.spec.products.find(
    ({ id }) => id === state.id,
  );
  for (const { wave: waveId, direction, steps } of state.activations) {
    const running = steps.find(
      ({ status, workId: own }) => status === 'running' && own === workId,
    );
    const wave = train.manifest.spec.waves.find(({ id }) => id === waveId);
    const step = product?.[
      direction === 'activate' ? 'activation' : 'rollback'
    ].find(({ id }) => id === running?.id);
    if (running && wave && product && step) {
      return {
        place: { wave: waveId, step: running.id },
        held: direction === 'activate' && isHeld(train, waveId, running),
        failure: running.failure,
        context: {
          train,
          product,
          step,
          wave: {
            id: waveId,
            title: wave.title ?? waveId,
            segment: wave.segment,
          },
          workId,
          ...(running.workflow && { workflow: running.workflow }),
        },
      };
    }
  }
  return undefined;
}
