import { orchestratorAdministerPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { OperationHandlers } from '../http/handlers';
import type { OperationTools } from './OperationTools';

/** What becomes of messages that nobody has taken in time: they belong to the portal, not to whoever operates a run. */
export function outboxOperations({
  access,
  givenUp,
}: OperationTools): Pick<
  OperationHandlers,
  'listGivenUp' | 'sendGivenUpAgain' | 'dropGivenUp'
> {
  return {
    listGivenUp: async (_input, caller) => {
      await access.requireBasic(caller, orchestratorAdministerPermission);
      return givenUp.list();
    },
    sendGivenUpAgain: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorAdministerPermission);
      return { count: await givenUp.sendAgain(body) };
    },
    dropGivenUp: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorAdministerPermission);
      return { count: await givenUp.drop(body) };
    },
  };
}
