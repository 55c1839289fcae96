import {
  createPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

/** Resource type of runs. @public */
export const RESOURCE_TYPE_ORCHESTRATOR_RUN = 'orchestrator-run';

/** Seeing runs, their targets, diffs and reports. @public */
export const orchestratorRunReadPermission = createPermission({
  name: 'orchestrator.run.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_ORCHESTRATOR_RUN,
});

/** Starting a run from a manifest. @public */
export const orchestratorRunCreatePermission = createPermission({
  name: 'orchestrator.run.create',
  attributes: { action: 'create' },
});

/** Dry run, start, pause, resume, cancel, retry, skip and rollback of runs. @public */
export const orchestratorRunOperatePermission = createPermission({
  name: 'orchestrator.run.operate',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ORCHESTRATOR_RUN,
});

/** Signing the approvals of runs. @public */
export const orchestratorRunApprovePermission = createPermission({
  name: 'orchestrator.run.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ORCHESTRATOR_RUN,
});

/** Letting runs pass closed windows and freezes. @public */
export const orchestratorRunOverrideWindowPermission = createPermission({
  name: 'orchestrator.run.overrideWindow',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_ORCHESTRATOR_RUN,
});

/** Seeing and steering workers and queues. @public */
export const orchestratorAdministerPermission = createPermission({
  name: 'orchestrator.administer',
  attributes: {},
});

/** Seeing flags, and evaluating them. @public */
export const orchestratorFlagReadPermission = createPermission({
  name: 'orchestrator.flag.read',
  attributes: { action: 'read' },
});

/** Making, changing, scheduling and archiving flags. @public */
export const orchestratorFlagManagePermission = createPermission({
  name: 'orchestrator.flag.manage',
  attributes: { action: 'update' },
});

/** Killing and reviving flags. @public */
export const orchestratorFlagKillPermission = createPermission({
  name: 'orchestrator.flag.kill',
  attributes: { action: 'update' },
});

/** Every permission of the orchestrator. @public */
export const orchestratorPermissions = [
  orchestratorRunReadPermission,
  orchestratorRunCreatePermission,
  orchestratorRunOperatePermission,
  orchestratorRunApprovePermission,
  orchestratorRunOverrideWindowPermission,
  orchestratorAdministerPermission,
  orchestratorFlagReadPermission,
  orchestratorFlagManagePermission,
  orchestratorFlagKillPermission,
];

/** A permission that is decided per run. @public */
export type OrchestratorRunPermission = ResourcePermission<
  typeof RESOURCE_TYPE_ORCHESTRATOR_RUN
>;
