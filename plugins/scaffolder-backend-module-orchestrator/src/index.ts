/**
 * Scaffolder actions of the orchestrator.
 *
 * @packageDocumentation
 */
export { scaffolderModuleOrchestrator as default } from './module';
