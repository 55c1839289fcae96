/**
 * Extension points of the orchestrator backend.
 *
 * @packageDocumentation
 */
export * from './channel';
export * from './codeHost';
export * from './codeHostWrites';
export * from './executor';
export * from './failureError';
export * from './flagProvider';
export * from './extensionPoints';
export * from './metricSource';
export * from './onCallSource';
export * from './policyEngine';
export * from './rateLimitedFailure';
export * from './sendError';
