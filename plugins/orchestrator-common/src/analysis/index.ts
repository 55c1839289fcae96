export {
  analysisConsequence,
  assessAnalysis,
  type AnalysisAssessment,
  type AnalysisConsequence,
  type DryRunSummary,
} from './analyses';
export {
  assessMeasurement,
  emptyMetricRecord,
  isNoData,
  nextMeasurementAt,
  recordMeasurement,
} from './measurements';
export {
  compareCanary,
  type Comparison,
  type ComparisonOptions,
} from './compareCanary';
export { assessMetric, isVerdict, wantedCount } from './phases';
export type {
  AnalysisMetric,
  Measurement,
  MeasurementPhase,
  MetricPhase,
  MetricRecord,
} from './types';
export {
  findMetricProblems,
  validateMetrics,
  type MetricProblem,
} from './validateMetrics';
