export {
  createWorkTransport,
  type ChosenTransport,
} from './createWorkTransport';
export {
  KnexWorkTransport,
  type KnexWorkTransportOptions,
} from './KnexWorkTransport';
export { LANES, type Lane } from './lanes';
export { PgBossWorkTransport, type PgBossWorkTransportOptions } from './pgboss';
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
  ClaimOptions,
  LaneStats,
  Settlement,
  TransportHealth,
  WorkItem,
  WorkTransport,
} from './WorkTransport';
