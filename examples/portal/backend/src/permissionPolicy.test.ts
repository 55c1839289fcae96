import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  orchestratorAdministerPermission,
  orchestratorPermissions,
  orchestratorRunApprovePermission,
  orchestratorRunCreatePermission,
  orchestratorRunOperatePermission,
  orchestratorRunReadPermission,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  decide,
  ExamplePermissionPolicy,
  PLATFORM_ENGINEERS,
} from './permissionPolicy';

const ANA = ['user:default/ana.souza', PLATFORM_ENGINEERS];
const BEN = ['user:default/ben.okafor', 'group:default/team-payments'];

const named = (
  name: string,
  action?: 'create' | 'read' | 'update' | 'delete',
  resourceType?: string,
): Permission =>
  resourceType
    ? createPermission({ name, attributes: { action }, resourceType })
    : createPermission({ name, attributes: { action } });

const entityRead = named('catalog.entity.read', 'read', 'catalog-entity');
const entityDelete = named('catalog.entity.delete', 'delete', 'catalog-entity');
const taskCancel = named(
  'scaffolder.task.cancel',
  undefined,
  'scaffolder-task',
);

describe('the policy of the example portal', () => {
  it.each([
    [entityRead, AuthorizeResult.ALLOW],
    [entityDelete, AuthorizeResult.DENY],
    [
      named('catalog.entity.refresh', 'update', 'catalog-entity'),
      AuthorizeResult.ALLOW,
    ],
    [named('catalog.entity.create', 'create'), AuthorizeResult.DENY],
    [named('catalog.location.create', 'create'), AuthorizeResult.DENY],
    [named('scaffolder.task.create', 'create'), AuthorizeResult.ALLOW],
    [
      named('scaffolder.action.execute', undefined, 'scaffolder-action'),
      AuthorizeResult.ALLOW,
    ],
    [named('scaffolder.template.management'), AuthorizeResult.DENY],
    [taskCancel, AuthorizeResult.CONDITIONAL],
    [orchestratorRunReadPermission, AuthorizeResult.ALLOW],
    [orchestratorRunCreatePermission, AuthorizeResult.ALLOW],
    [orchestratorRunOperatePermission, AuthorizeResult.CONDITIONAL],
    [orchestratorRunApprovePermission, AuthorizeResult.CONDITIONAL],
    [orchestratorAdministerPermission, AuthorizeResult.DENY],
    [
      named('orchestrator.run.unheard-of', 'update', 'orchestrator-run'),
      AuthorizeResult.DENY,
    ],
    [named('some.other.plugin', 'update'), AuthorizeResult.DENY],
  ])(
    'answers a service owner who asks for $name with %s',
    (permission, result) => {
      expect(decide(permission, BEN).result).toBe(result);
    },
  );

  it.each([...orchestratorPermissions, entityRead, entityDelete, taskCancel])(
    'allows a platform engineer $name',
    permission => {
      expect(decide(permission, ANA)).toEqual({
        result: AuthorizeResult.ALLOW,
      });
    },
  );

  it('lets the owner of a run, and whoever started it, operate it', () => {
    expect(decide(orchestratorRunOperatePermission, BEN)).toMatchObject({
      pluginId: 'orchestrator',
      resourceType: 'orchestrator-run',
      conditions: {
        anyOf: [
          { rule: 'IS_RUN_OWNER', params: { claims: BEN } },
          { rule: 'IS_RUN_CREATOR', params: { claims: BEN } },
        ],
      },
    });
  });

  it('lets the owner of a run, and of a target in it, approve', () => {
    expect(decide(orchestratorRunApprovePermission, BEN)).toMatchObject({
      conditions: {
        anyOf: [
          { rule: 'IS_RUN_OWNER', params: { claims: BEN } },
          { rule: 'IS_TARGET_OWNER', params: { claims: BEN } },
        ],
      },
    });
  });

  it('denies whoever is not signed in', async () => {
    const policy = new ExamplePermissionPolicy({
      userInfo: mockServices.userInfo(),
    });
    await expect(policy.handle({ permission: entityRead })).resolves.toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('takes the claims of the person who asks from their identity', async () => {
    const userInfo = mockServices.userInfo({ ownershipEntityRefs: ANA });
    const policy = new ExamplePermissionPolicy({ userInfo });
    const credentials = mockCredentials.user('user:default/ana.souza');
    const info = {
      userEntityRef: 'user:default/ana.souza',
      ownershipEntityRefs: [],
    };
    await expect(
      policy.handle({ permission: entityDelete }, { credentials, info }),
    ).resolves.toEqual({
      result: AuthorizeResult.ALLOW,
    });
  });
});
