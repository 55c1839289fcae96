export { applyRunFilter, type RunReadFilter } from './applyRunFilter';
export { registerPermissions } from './registerPermissions';
export {
  createOrchestratorRunConditionalDecision,
  isRunCreator,
  isRunOwner,
  isTargetOwner,
  orchestratorRunConditions,
  orchestratorRunRules,
} from './rules';
export { RunAuthorizer, type RunAuthorizerOptions } from './RunAuthorizer';
export {
  loadRunResources,
  orchestratorRunResourceRef,
  type RunCriteria,
  type RunCriterion,
  type RunResource,
} from './runResource';
