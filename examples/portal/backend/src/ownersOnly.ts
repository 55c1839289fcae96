import {
  createOrchestratorRunConditionalDecision,
  orchestratorRunConditions,
} from '@backstage-orchestrator/plugin-orchestrator-backend';
import {
  orchestratorRunApprovePermission,
  orchestratorRunOperatePermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  isPermission,
  isResourcePermission,
  type ConditionalPolicyDecision,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';

const { isRunCreator, isRunOwner, isTargetOwner } = orchestratorRunConditions;

/**
 * What depends on whose the thing is: the plugin that holds it decides, by the condition returned here.
 *
 * @returns undefined when the permission is not one of those
 */
export function ownersOnly(
  permission: Permission,
  claims: string[],
): ConditionalPolicyDecision | undefined {
  if (isPermission(permission, orchestratorRunOperatePermission)) {
    return createOrchestratorRunConditionalDecision(permission, {
      anyOf: [isRunOwner({ claims }), isRunCreator({ claims })],
    });
  }
  if (isPermission(permission, orchestratorRunApprovePermission)) {
    return createOrchestratorRunConditionalDecision(permission, {
      anyOf: [isRunOwner({ claims }), isTargetOwner({ claims })],
    });
  }
  if (
    permission.name === 'scaffolder.task.cancel' &&
    isResourcePermission(permission, 'scaffolder-task')
  ) {
    return createScaffolderTaskConditionalDecision(
      permission,
      scaffolderTaskConditions.isTaskOwner({ createdBy: claims }),
    );
  }
  return undefined;
}
