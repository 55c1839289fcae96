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
  OrchestratorSearchResultListItem,
  orchestratorPlugin,
} from './legacyPlugin';
export type { RunSearchResultListItemProps } from './search/RunSearchResultListItem';
export {
  orchestratorMessages,
  orchestratorTranslationRef,
  type MessageKey,
} from './translation';
