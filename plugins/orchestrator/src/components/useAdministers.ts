import { usePermission } from '@backstage/plugin-permission-react';
import { orchestratorAdministerPermission } from '@backstage-orchestrator/plugin-orchestrator-common';

/** Whether the viewer administers the orchestrator; what only administrators do is not shown to others. */
export function useAdministers(): boolean {
  return usePermission({ permission: orchestratorAdministerPermission })
    .allowed;
}
