export {
  HEARTBEATS_PER_LEASE,
  LocalWorkers,
  type WorkTools,
} from './LocalWorkers';
export { thisWorker } from './thisWorker';
export {
  WorkerRegistry,
  type WorkerIdentity,
  type WorkerRegistryOptions,
} from './WorkerRegistry';
