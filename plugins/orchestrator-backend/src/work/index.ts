export {
  KnexWorkTransport,
  type KnexWorkTransportOptions,
} from './KnexWorkTransport';
export {
  TimerService,
  type OnTimer,
  type StoredTimer,
  type TimerServiceOptions,
} from './TimerService';
export {
  WorkerPool,
  type WorkerPoolOptions,
  type WorkerPoolStats,
} from './WorkerPool';
export type { WorkHandler } from './WorkHandler';
export type {
  Claim,
  LaneStats,
  Settlement,
  WorkItem,
  WorkTransport,
} from './WorkTransport';
