export { testDatabases, type TestDatabases } from './databases';
export { eventually } from './eventually';
export {
  migrateDown,
  migrateUp,
  openTestDatabase,
  type DatabaseKind,
  type DatabaseLocation,
} from './openTestDatabase';
export {
  startPrometheus,
  type PrometheusContents,
  type PrometheusProcess,
} from './prometheusServer';
export {
  serveHttp,
  type HttpTestServer,
  type ReceivedRequest,
} from './httpServer';
export { plannedTrain } from './plannedTrain';
export { TestClock } from './TestClock';
