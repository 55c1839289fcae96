export {
  databaseTrouble,
  DatabaseSilentError,
  type DatabaseTrouble,
} from './databaseTrouble';
export { isDiskFull } from './diskFull';
export {
  Health,
  HEALTH_CHECKS,
  type HealthCheck,
  type HealthReport,
} from './Health';
export { probeDisk } from './probeDisk';
