import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  orchestratorAdministerPermission,
  orchestratorFlagKillPermission,
  orchestratorFlagManagePermission,
  orchestratorFlagReadPermission,
  orchestratorRunApprovePermission,
  orchestratorRunCreatePermission,
  orchestratorRunOperatePermission,
  orchestratorRunOverrideWindowPermission,
  orchestratorRunReadPermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { orchestratorRunRules } from './rules';
import { orchestratorRunResourceRef, type RunResource } from './runResource';

/**
 * Tells the permission framework which permissions and rules there are.
 *
 * @param loadRuns - by ids, in their order; `undefined` for a run that there is not
 */
export function registerPermissions(
  registry: PermissionsRegistryService,
  loadRuns: (ids: string[]) => Promise<(RunResource | undefined)[]>,
): void {
  registry.addPermissions([
    orchestratorRunCreatePermission,
    orchestratorAdministerPermission,
    orchestratorFlagReadPermission,
    orchestratorFlagManagePermission,
    orchestratorFlagKillPermission,
  ]);
  registry.addResourceType({
    resourceRef: orchestratorRunResourceRef,
    permissions: [
      orchestratorRunReadPermission,
      orchestratorRunOperatePermission,
      orchestratorRunApprovePermission,
      orchestratorRunOverrideWindowPermission,
    ],
    rules: Object.values(orchestratorRunRules),
    getResources: loadRuns,
  });
}
