/**
 * Puts the runs of the orchestrator into the search of a portal.
 *
 * @packageDocumentation
 */
export { searchModuleOrchestrator as default } from './module';
