import type { ProductEvent } from '@backstage-orchestrator/plugin-orchestrator-common';

/** A product in a wave. */
export interface LedgerActivation {
  status: string;
  direction: 'activate' | 'rollback';
  steps: {
    id: string;
    status: string;
    workId?: string;
    /** A person has asked for it once more. */
    isByHand?: boolean;
  }[];
}

type Activations = Map<string, LedgerActivation>;

/** Notes what becomes of a product in the waves. */
export function noteActivation(
  activations: Activations,
  product: string,
  event: ProductEvent,
): void {
  switch (event.type) {
    case 'activation.started':
    case 'activation.rollbackStarted':
      activations.set(activationKey(event.data.wave, product), {
        status:
          event.type === 'activation.started' ? 'activating' : 'rollingBack',
        direction:
          event.type === 'activation.started' ? 'activate' : 'rollback',
        steps: event.data.steps.map(({ id }) => ({ id, status: 'pending' })),
      });
      break;
    case 'activation.finished':
      change(activations, event.data.wave, product, {
        status: event.data.status,
      });
      break;
    case 'step.started':
      changeStep(
        activations,
        event.data,
        product,
        'running',
        event.data.workId,
      );
      break;
    case 'step.finished':
      changeStep(activations, event.data, product, 'done');
      break;
    case 'step.failed':
      changeStep(activations, event.data, product, 'failed');
      break;
    case 'step.retried':
    case 'step.settled': {
      const known = activations.get(activationKey(event.data.wave, product));
      change(activations, event.data.wave, product, {
        status: known?.direction === 'activate' ? 'activating' : 'rollingBack',
      });
      changeStep(
        activations,
        event.data,
        product,
        event.type === 'step.retried' ? 'retried' : 'done',
      );
      break;
    }
    default:
  }
}

/** Where a product in a wave is kept. */
export function activationKey(wave: string, product: string): string {
  return `${wave}/${product}`;
}

function change(
  activations: Activations,
  wave: string,
  product: string,
  patch: Partial<LedgerActivation>,
): void {
  const known = activations.get(activationKey(wave, product));
  if (known) {
    activations.set(activationKey(wave, product), {
      ...known,
      ...patch,
    });
  }
}

function changeStep(
  activations: Activations,
  { wave, step: id }: { wave: string; step: string },
  product: string,
  status: string,
  workId?: string,
): void {
  const known = activations.get(activationKey(wave, product));
  change(activations, wave, product, {
    steps: known?.steps.map(step =>
      step.id === id
        ? {
            id,
            status,
            workId,
            isByHand:
              status === 'retried' || (status === 'running' && step.isByHand),
          }
        : step,
    ),
  });
}
