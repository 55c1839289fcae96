/**
 * The model of the orchestrator: manifests, events, decisions, reports, client and permissions.
 * Runs in a browser as well as in a backend.
 *
 * @packageDocumentation
 */
export * from './analysis';
export * from './api';
export * from './changes';
export * from './conditions';
export * from './events';
export * from './forecast';
export * from './manifest';
export * from './model';
export * from './pacing';
export * from './permissions';
export * from './report';
export * from './rollout';
export * from './scoring';
export * from './sweep';
export * from './templating';
export * from './windows';
