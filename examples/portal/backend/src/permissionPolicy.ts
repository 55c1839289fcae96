import {
  coreServices,
  createBackendModule,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { ownersOnly } from './ownersOnly';

/** Members of this group may do everything. */
export const PLATFORM_ENGINEERS = 'group:default/platform-engineering';

/** What everyone who is signed in may do, besides reading: try templates, and start runs, which then are theirs. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  'catalog.entity.refresh',
  'catalog.entity.validate',
  'scaffolder.action.execute',
  'scaffolder.task.create',
  'scaffolder.template.dry-run',
  'orchestrator.run.create',
]);

/**
 * What the people of the example portal may do. Platform engineers: everything. All others: read everything,
 * use templates, start runs, operate the runs that they own or started, approve the runs that they own or that
 * change what they own. Whoever isn't signed in: nothing.
 */
export class ExamplePermissionPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;

  constructor(options: { userInfo: UserInfoService }) {
    this.#userInfo = options.userInfo;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    return decide(request.permission, ownershipEntityRefs);
  }
}

/**
 * The policy as a pure function.
 *
 * @param permission - what is asked for
 * @param claims - the references of the user and of their groups
 */
export function decide(
  permission: Permission,
  claims: string[],
): PolicyDecision {
  if (claims.includes(PLATFORM_ENGINEERS)) {
    return { result: AuthorizeResult.ALLOW };
  }
  if (
    permission.attributes.action === 'read' ||
    OPEN_TO_ALL.has(permission.name)
  ) {
    return { result: AuthorizeResult.ALLOW };
  }
  return ownersOnly(permission, claims) ?? { result: AuthorizeResult.DENY };
}

/** Puts the policy into the permission backend. */
export const permissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'example-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint, userInfo: coreServices.userInfo },
      async init({ policy, userInfo }) {
        policy.setPolicy(new ExamplePermissionPolicy({ userInfo }));
      },
    });
  },
});
