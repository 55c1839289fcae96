/**
 * The model of the orchestrator: manifests, events, decisions, reports, client and permissions.
 * Runs in a browser as well as in a backend.
 *
 * @packageDocumentation
 */
export * from './analysis';
export * from './api';
export * from './calendar';
export * from './changes';
export * from './conditions';
export * from './contracts';
export * from './dependencies';
export * from './events';
export * from './flags';
export * from './forecast';
export * from './gates';
export * from './manifest';
export * from './model';
export * from './notes';
export * from './operations';
export * from './pacing';
export * from './permissions';
export * from './replay';
export * from './report';
export * from './rollout';
export * from './scoring';
export * from './search';
export * from './slo';
export * from './sweep';
export * from './templating';
export * from './train';
export * from './windows';
