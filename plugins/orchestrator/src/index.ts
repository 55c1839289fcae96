/**
 * Pages, entity tab and card of the orchestrator, for Backstage's new frontend system.
 *
 * @packageDocumentation
 */
export { orchestratorPlugin as default } from './plugin';
export { orchestratorApiRef } from './api';
export { rootRouteRef } from './routes';
export {
  orchestratorMessages,
  orchestratorTranslationRef,
  type MessageKey,
} from './translation';
