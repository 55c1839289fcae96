import {
  coreServices,
  createBackendModule,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  createOrchestratorRunConditionalDecision,
  orchestratorRunConditions,
} from '@backstage-orchestrator/plugin-orchestrator-backend';
import { RESOURCE_TYPE_ORCHESTRATOR_RUN } from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  AuthorizeResult,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';

const { isRunCreator, isRunOwner, isTargetOwner } = orchestratorRunConditions;

/** People see and operate the runs that they own, started or own a target of: the decision that costs a list most. */
class OwnPolicy implements PermissionPolicy {
  constructor(private readonly userInfo: UserInfoService) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    if (!isResourcePermission(permission, RESOURCE_TYPE_ORCHESTRATOR_RUN)) {
      return { result: AuthorizeResult.ALLOW };
    }
    const { ownershipEntityRefs: claims } = await this.userInfo.getUserInfo(
      user.credentials,
    );
    return createOrchestratorRunConditionalDecision(permission, {
      anyOf: [
        isRunOwner({ claims }),
        isRunCreator({ claims }),
        isTargetOwner({ claims }),
      ],
    });
  }
}

/** Puts the policy into the permission backend. */
export const ownPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'bench-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint, userInfo: coreServices.userInfo },
      async init({ policy, userInfo }) {
        policy.setPolicy(new OwnPolicy(userInfo));
      },
    });
  },
});
