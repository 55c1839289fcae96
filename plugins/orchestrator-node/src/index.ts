/**
 * Extension points of the orchestrator backend.
 *
 * @packageDocumentation
 */
export * from './codeHost';
export * from './executor';
export * from './failureError';
export * from './extensionPoints';
