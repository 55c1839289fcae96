import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type {
  Decision,
  Rejection,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/**
 * The events of a decision.
 *
 * @throws an error of `@backstage/errors` where it is against what was asked
 */
export function accepted<TEvent>(decision: Decision<TEvent>): TEvent[] {
  if (decision.rejection) {
    throw errorOf(decision.rejection);
  }
  return decision.events;
}

function errorOf(rejection: Rejection): Error {
  switch (rejection.code) {
    case 'notAllowed':
      return new NotAllowedError(rejection.message);
    case 'invalid':
      return new InputError(rejection.message);
    default:
      return new ConflictError(rejection.message);
  }
}
