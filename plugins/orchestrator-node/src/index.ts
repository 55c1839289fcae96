/**
 * Extension points of the orchestrator backend.
 *
 * @packageDocumentation
 */
export * from './codeHost';
export * from './codeHostWrites';
export * from './executor';
export * from './failureError';
export * from './flagProvider';
export * from './extensionPoints';
export * from './rateLimitedFailure';
