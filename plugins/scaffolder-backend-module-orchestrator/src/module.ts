import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createGateWaitAction } from './actions/createGateWaitAction';
import { createTrainStartAction } from './actions/createTrainStartAction';
import { createSweepStartAction } from './actions/createSweepStartAction';

/** Adds the actions of the orchestrator to the scaffolder. @public */
export const scaffolderModuleOrchestrator = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'orchestrator',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, discovery }) {
        actions.addActions(
          createSweepStartAction({ auth, discovery }),
          createTrainStartAction({ auth, discovery }),
          createGateWaitAction({ auth, discovery }),
        );
      },
    });
  },
});
