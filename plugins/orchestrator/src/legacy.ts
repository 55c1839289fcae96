/**
 * Pages, entity tab and card of the orchestrator, for Backstage's classic frontend system.
 *
 * @packageDocumentation
 */
export { orchestratorApiRef } from './api';
export {
  EntityOrchestratorCard,
  EntityOrchestratorContent,
  HomeOrchestratorCard,
  OrchestratorPage,
  orchestratorPlugin,
} from './legacyPlugin';
export { orchestratorTranslationRef } from './translation';
