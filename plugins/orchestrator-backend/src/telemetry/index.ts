export { EngineGauges, type EngineGaugesOptions } from './EngineGauges';
export {
  METRICS,
  type MetricDefinition,
  type MetricKey,
} from './metricDefinitions';
export { Metrics } from './Metrics';
export { ObservedAttempts } from './ObservedAttempts';
export { ObservedCommands } from './ObservedCommands';
export { ObservedEventLog } from './ObservedEventLog';
export { ObservedRunService } from './ObservedRunService';
export { ObservedWorkTransport } from './ObservedWorkTransport';
export { RequestTraces, type WorkOrigin } from './RequestTraces';
export { Telemetry } from './Telemetry';
export { WorkContext, type WorkFields } from './WorkContext';
export { workScope } from './workScope';
