export {
  databaseTrouble,
  DatabaseSilentError,
  type DatabaseTrouble,
} from './databaseTrouble';
export { hearDatabase } from './hearDatabase';
export { isDiskFull } from './diskFull';
export {
  Health,
  HEALTH_CHECKS,
  type HealthCheck,
  type HealthReport,
} from './Health';
export { tellDisk, tellQueue, tellSchema } from './probes';
