import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod/v3';
import {
  orchestratorRunResourceRef,
  type RunCriterion,
  type RunResource,
} from './runResource';

// Backstage's own rules use zod 3 as well: zod 4 describes itself as JSON Schema only in its later releases.
const paramsSchema = z.object({
  claims: z
    .array(z.string())
    .describe(
      'Entity references of users and groups, such as those that the user of the request owns by',
    ),
});

/** The run's owner is one of the claims. @public */
export const isRunOwner = createPermissionRule({
  name: 'IS_RUN_OWNER',
  description:
    'Allow runs whose owner, as the manifest names it, is one of the claims',
  resourceRef: orchestratorRunResourceRef,
  paramsSchema,
  apply: ({ owner }: RunResource, { claims }) => anyClaimed([owner], claims),
  toQuery: ({ claims }): RunCriterion => ({ field: 'owner', values: claims }),
});

/** The one who created the run is one of the claims. @public */
export const isRunCreator = createPermissionRule({
  name: 'IS_RUN_CREATOR',
  description: 'Allow runs that were created by one of the claims',
  resourceRef: orchestratorRunResourceRef,
  paramsSchema,
  apply: ({ createdBy }: RunResource, { claims }) =>
    anyClaimed([createdBy], claims),
  toQuery: ({ claims }): RunCriterion => ({
    field: 'createdBy',
    values: claims,
  }),
});

/** At least one target of the run has an owner among the claims. @public */
export const isTargetOwner = createPermissionRule({
  name: 'IS_TARGET_OWNER',
  description:
    'Allow runs with a target, or trains with a product, whose owner is one of the claims',
  resourceRef: orchestratorRunResourceRef,
  paramsSchema,
  apply: ({ targetOwners }: RunResource, { claims }) =>
    anyClaimed(targetOwners, claims),
  toQuery: ({ claims }): RunCriterion => ({
    field: 'targetOwner',
    values: claims,
  }),
});

/** Every rule of runs. @public */
export const orchestratorRunRules = { isRunOwner, isRunCreator, isTargetOwner };

const conditionExports = createConditionExports({
  resourceRef: orchestratorRunResourceRef,
  rules: orchestratorRunRules,
});

/** Conditions for permission policies: `orchestratorRunConditions.isRunOwner({ claims })`. @public */
export const orchestratorRunConditions = conditionExports.conditions;

/** Wraps conditions into the decision that a permission policy returns. @public */
export const createOrchestratorRunConditionalDecision =
  conditionExports.createConditionalDecision;

/** Entity references don't tell capitals from small letters. */
function anyClaimed(owners: string[], claims: string[]): boolean {
  const claimed = new Set(claims.map(claim => claim.toLowerCase()));
  return owners.some(owner => claimed.has(owner.toLowerCase()));
}
