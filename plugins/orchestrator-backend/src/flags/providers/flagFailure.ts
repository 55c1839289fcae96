import type { Failure } from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';

/** A failure of a flag system. */
export function flagFailure(
  failureClass: Failure['class'],
  code: string,
  message: string,
  options?: { cause?: unknown },
): FailureError {
  return new FailureError({ class: failureClass, code, message }, options);
}

/** A flag that is not there won't be there at the next try. */
export function flagNotFound(provider: string, key: string): FailureError {
  return flagFailure(
    'permanent',
    'flagNotFound',
    `${provider} has no flag ${key}`,
  );
}

/** Nothing but a person takes a kill back. */
export function flagKilled(provider: string, key: string): FailureError {
  return flagFailure(
    'permanent',
    'flagKilled',
    `The flag ${key} of ${provider} was killed: it must be revived there first`,
  );
}
