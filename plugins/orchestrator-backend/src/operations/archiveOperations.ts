import {
  orchestratorAdministerPermission,
  orchestratorRunReadPermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { OperationHandlers } from '../http/handlers';
import { requestOf, type OperationTools } from './OperationTools';

/**
 * Taking runs out of the portal, and into it. A file holds everything as it is, secrets that are masked elsewhere
 * included: it is for who administers the orchestrator.
 */
export function archiveOperations(
  tools: OperationTools,
): Pick<OperationHandlers, 'exportRun' | 'importRun'> {
  const { access } = tools;
  return {
    exportRun: async ({ params }, caller) => {
      await access.require(caller, orchestratorRunReadPermission, params.runId);
      await access.requireBasic(caller, orchestratorAdministerPermission);
      return tools.exportRun(params.runId);
    },
    importRun: async ({ body }, caller) => {
      await access.requireBasic(caller, orchestratorAdministerPermission);
      const { runId, kind } = await tools.importRun(body, requestOf(caller));
      return kind === 'Train'
        ? tools.trains.queries.summary(runId)
        : tools.runQueries.summary(runId);
    },
  };
}
