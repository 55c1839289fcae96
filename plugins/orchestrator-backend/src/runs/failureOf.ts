import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { isDiskFull } from '../health/diskFull';

/** What an attempt failed by. What is not known to be hopeless is worth another try. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) {
    return {
      class: 'transient',
      code: 'diskFull',
      message: `The disk of the worker or of the database is full: make room, and it goes on by itself (${message})`,
    };
  }
  if (error instanceof FailureError) {
    return error.failure;
  }
  return { class: 'transient', code: 'unexpected', message };
}
