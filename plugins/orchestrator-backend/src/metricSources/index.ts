export {
  analysisResult,
  AnalysisSampler,
  dueMetrics,
  emptyAnalysisMemory,
  nextSampleAt,
  recordSample,
  withConditions,
  type AnalysisInput,
  type AnalysisMemory,
  type AnalysisProgress,
} from './AnalysisSampler';
export type { BurnResult } from './burnRates';
export { HttpMetricSource } from './HttpMetricSource';
export { MetricReader, type ScoreReading } from './MetricReader';
export { PrometheusSource, type PrometheusServer } from './PrometheusSource';
export type { MetricSample } from './sample';
