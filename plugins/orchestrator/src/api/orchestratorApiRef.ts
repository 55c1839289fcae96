import { createApiRef } from '@backstage/core-plugin-api';
import type { OrchestratorApi } from '@backstage-orchestrator/plugin-orchestrator-common';

/** The orchestrator's HTTP API, as the pages use it. Replace it to talk to another backend. @public */
export const orchestratorApiRef = createApiRef<OrchestratorApi>({
  id: 'plugin.orchestrator.client',
});
