import {
  ConflictError,
  isError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  orchestratorFlagKillPermission,
  orchestratorFlagReadPermission,
  type Failure,
  type ProvidedFlag,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  FailureError,
  FlagProvider,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { OperationHandlers } from '../http/handlers';
import type { OperationTools } from './OperationTools';

/** Looking at flags of other systems, and killing them. */
export function flagSystemOperations({
  access,
  flags,
}: Pick<OperationTools, 'access' | 'flags'>): Pick<
  OperationHandlers,
  'getProvidedFlag' | 'killProvidedFlag'
> {
  return {
    getProvidedFlag: async ({ params: { provider, flagKey } }, caller) => {
      await access.requireBasic(caller, orchestratorFlagReadPermission);
      const system = flags.provider(provider);
      return told(() => stateOf(system, flagKey));
    },
    killProvidedFlag: async (
      { params: { provider, flagKey }, body },
      caller,
    ) => {
      await access.requireBasic(caller, orchestratorFlagKillPermission);
      const system = flags.provider(provider);
      return told(async () => {
        await system.kill(flagKey, body.reason, caller.actor.ref);
        return stateOf(system, flagKey);
      });
    },
  };
}

async function stateOf(
  provider: FlagProvider,
  flagKey: string,
): Promise<ProvidedFlag> {
  const state = await provider.state(flagKey);
  if (!state) {
    throw new NotFoundError(`${provider.name} has no flag ${flagKey}`);
  }
  return state;
}

/** What goes wrong in another system, in the words of this API. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isFailure(error) ? errorOf(error.failure) : error;
  }
}

function isFailure(error: unknown): error is FailureError {
  return isError(error) && error.name === 'FailureError';
}

function errorOf({ class: failureClass, code, message }: Failure): Error {
  if (code === 'flagNotFound') {
    return new NotFoundError(message);
  }
  return failureClass === 'permanent'
    ? new ConflictError(message)
    : new ServiceUnavailableError(message);
}
