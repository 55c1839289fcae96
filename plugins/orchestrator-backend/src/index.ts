/**
 * Backend of the orchestrator: sweeps over the modules of the catalog, on an event log that loses nothing.
 *
 * @packageDocumentation
 */
export { orchestratorPlugin as default } from './plugin';
export {
  createOrchestratorRunConditionalDecision,
  orchestratorRunConditions,
  type RunCriterion,
  type RunResource,
} from './permissions';
