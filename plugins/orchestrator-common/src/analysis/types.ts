/**
 * What one sample came to.
 *
 * @public
 */
export type MeasurementPhase =
  | 'Successful'
  | 'Failed'
  | 'Inconclusive'
  | 'Error';

/**
 * Where a metric, or a whole analysis, stands.
 *
 * @public
 */
export type MetricPhase = 'Pending' | 'Running' | MeasurementPhase | 'Aborted';

/**
 * A value that is sampled again and again, and what it must be.
 *
 * @public
 */
export interface AnalysisMetric {
  /** Unique in its analysis. */
  name: string;
  /** Time between samples, a duration. */
  interval?: string;
  /** Samples wanted. Left out: 1 without `interval`, unbounded with it. */
  count?: number;
  /** Failed samples that are borne. Default 0; -1 turns the limit off. */
  failureLimit?: number;
  /** Inconclusive samples that are borne. Default 0. */
  inconclusiveLimit?: number;
  /** Errors in a row that are borne. Default 4. */
  consecutiveErrorLimit?: number;
  /** Successful samples in a row that make the metric Successful. 0, the default, turns it off. */
  consecutiveSuccessLimit?: number;
  /** A condition over `result`. */
  successCondition?: string;
  /** A condition over `result`. */
  failureCondition?: string;
  /** What an empty answer means. Left out: Inconclusive. */
  onNoData?: 'success' | 'failure' | 'error';
  /** Sampled and shown, but without a say in the phase of the analysis. */
  dryRun?: boolean;
}

/**
 * One sample, under way or finished.
 *
 * @public
 */
export interface Measurement {
  phase: MeasurementPhase | 'Running';
  value?: unknown;
  /** Why there is no value, for an Error. */
  message?: string;
  startedAt: string;
  finishedAt?: string;
}

/**
 * What is known of a metric.
 *
 * @public
 */
export interface MetricRecord {
  /** The phase last assessed; once it is a verdict it stays. */
  phase?: MetricPhase;
  /** Successful, failed and inconclusive samples; errors don't count. */
  count: number;
  successful: number;
  failed: number;
  inconclusive: number;
  error: number;
  consecutiveError: number;
  consecutiveSuccess: number;
  /** Oldest first. */
  measurements: Measurement[];
}
