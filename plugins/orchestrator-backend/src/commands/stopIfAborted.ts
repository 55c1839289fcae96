import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** @throws FailureError of class `cancelled` */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new FailureError({
      class: 'cancelled',
      code: 'cancelled',
      message: 'The attempt was stopped',
    });
  }
}
