export { RunReplay } from './RunReplay';
export type { StartMoment } from './useDeferredMoment';
