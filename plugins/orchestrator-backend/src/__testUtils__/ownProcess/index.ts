export type { BackendOptions } from './BackendOptions';
export { START_PATIENCE_MS, startBackend } from './startBackend';
