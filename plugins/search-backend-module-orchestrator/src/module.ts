import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { RunCollatorFactory } from './collator';
import { readSchedule } from './readSchedule';

/** Adds sweeps and trains to what the portal can search. @public */
export const searchModuleOrchestrator = createBackendModule({
  pluginId: 'search',
  moduleId: 'orchestrator',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        indexRegistry: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, indexRegistry, scheduler }) {
        indexRegistry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(readSchedule(config)),
          factory: new RunCollatorFactory({ auth, discovery }),
        });
      },
    });
  },
});
