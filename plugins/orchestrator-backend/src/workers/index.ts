export {
  WorkerRegistry,
  type WorkerIdentity,
  type WorkerRegistryOptions,
} from './WorkerRegistry';
