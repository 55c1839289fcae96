import { orchestratorAdministerPermission } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { OperationHandlers } from '../http/handlers';
import { archiveOperations } from './archiveOperations';
import { commandOperations } from './commandOperations';
import { deadLetterOperations } from './deadLetterOperations';
import { flagOperations } from './flagOperations';
import { flagSystemOperations } from './flagSystemOperations';
import { forecastOperations } from './forecastOperations';
import { localChangeOperations } from './localChangeOperations';
import { manifestOperations } from './manifestOperations';
import type { OperationTools } from './OperationTools';
import { outboxOperations } from './outboxOperations';
import { runOperations } from './runOperations';
import { targetOperations } from './targetOperations';
import { trainForecastOperations } from './trainForecastOperations';
import { trainOperations } from './trainOperations';

/** Every operation of the API. */
export function createOperations(tools: OperationTools): OperationHandlers {
  return {
    ...runOperations(tools),
    ...manifestOperations(tools),
    ...commandOperations(tools),
    ...targetOperations(tools),
    ...forecastOperations(tools),
    ...localChangeOperations(tools),
    ...deadLetterOperations(tools),
    ...outboxOperations(tools),
    ...archiveOperations(tools),
    ...trainOperations(tools),
    ...trainForecastOperations(tools),
    ...flagOperations(tools),
    ...flagSystemOperations(tools),
    getWork: async (_input, caller) => {
      await tools.access.requireBasic(caller, orchestratorAdministerPermission);
      return tools.workStats();
    },
    getPacing: async (_input, caller) => {
      await tools.access.requireBasic(caller, orchestratorAdministerPermission);
      return tools.pacingQueries.state();
    },
  };
}
