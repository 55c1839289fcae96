export { testDatabases, type TestDatabases } from './databases';
export { eventually } from './eventually';
export {
  migrateDown,
  migrateUp,
  openTestDatabase,
  type DatabaseKind,
  type DatabaseLocation,
} from './openTestDatabase';
export { TestClock } from './TestClock';
