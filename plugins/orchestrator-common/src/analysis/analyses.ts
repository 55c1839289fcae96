import { InputError } from '@backstage/errors';
import { emptyMetricRecord } from './measurements';
import { assessMetric, isVerdict } from './phases';
import type { AnalysisMetric, MetricPhase, MetricRecord } from './types';

// Aborted isn't in Argo's order. It is worse than all that may still turn out
// well, and better than any verdict on what was measured.
const WORST_LAST: readonly MetricPhase[] = [
  'Successful',
  'Running',
  'Pending',
  'Aborted',
  'Inconclusive',
  'Error',
  'Failed',
];

const TERMINATING: ReadonlySet<MetricPhase> = new Set<MetricPhase>([
  'Failed',
  'Error',
  'Inconclusive',
]);

/**
 * How the dry-run metrics of an analysis did.
 *
 * @public
 */
export interface DryRunSummary {
  /** Dry-run metrics in all, those without a verdict included. */
  count: number;
  successful: number;
  failed: number;
  inconclusive: number;
  error: number;
  aborted: number;
}

/**
 * Where an analysis stands.
 *
 * @public
 */
export interface AnalysisAssessment {
  phase: MetricPhase;
  /** One sentence that says why. */
  message: string;
  dryRunSummary: DryRunSummary;
  /** The phase of each metric by name, to be kept in its record. */
  metrics: Record<string, MetricPhase>;
}

/**
 * What an analysis does to the rollout that waits for it.
 *
 * @public
 */
export type AnalysisConsequence = 'wait' | 'proceed' | 'pause' | 'halt';

/**
 * Decides where a whole analysis stands.
 *
 * Rule: semantics, section 1, "Run phase", follows Argo Rollouts: Running while
 * any metric is incomplete, else the worst phase. One metric that ends Failed,
 * Error or Inconclusive terminates the others. A dry-run metric has no say, not
 * even by being incomplete; with nothing but dry runs there is no evidence, and
 * the analysis ends Inconclusive.
 *
 * @param metrics - at least one
 * @param records - by the name of the metric; one that isn't there counts as
 *   never sampled
 * @param options - `terminating`: the analysis was told to end
 * @throws InputError without metrics
 *
 * @public
 */
export function assessAnalysis(
  metrics: AnalysisMetric[],
  records: Record<string, MetricRecord>,
  options: { terminating?: boolean } = {},
): AnalysisAssessment {
  if (metrics.length === 0) {
    throw new InputError('metrics: found none, accepted is at least one');
  }
  const recordOf = (metric: AnalysisMetric) =>
    Object.hasOwn(records, metric.name)
      ? records[metric.name]
      : emptyMetricRecord();

  const culprit = metrics.find(
    metric =>
      !metric.dryRun && TERMINATING.has(assessMetric(metric, recordOf(metric))),
  );
  const terminating = options.terminating || culprit !== undefined;
  const assessed = metrics.map(metric => ({
    metric,
    phase: assessMetric(metric, recordOf(metric), { terminating }),
  }));

  const binding = assessed.filter(({ metric }) => !metric.dryRun);
  const dryRuns = assessed.filter(({ metric }) => metric.dryRun);
  return {
    ...overall(binding.length > 0 ? binding : dryRuns, binding.length > 0),
    dryRunSummary: summarise(dryRuns.map(({ phase }) => phase)),
    metrics: Object.fromEntries(
      assessed.map(({ metric, phase }) => [metric.name, phase]),
    ),
  };
}

/**
 * What the phase of an analysis does to a rollout: Inconclusive and Aborted
 * pause it and ask a person, Failed and Error halt it.
 *
 * Rule: semantics, section 1.
 *
 * @public
 */
export function analysisConsequence(phase: MetricPhase): AnalysisConsequence {
  switch (phase) {
    case 'Pending':
    case 'Running':
      return 'wait';
    case 'Successful':
      return 'proceed';
    case 'Failed':
    case 'Error':
      return 'halt';
    default:
      return 'pause';
  }
}

function overall(
  assessed: { metric: AnalysisMetric; phase: MetricPhase }[],
  binding: boolean,
): { phase: MetricPhase; message: string } {
  const incomplete = assessed.filter(({ phase }) => !isVerdict(phase));
  if (incomplete.length > 0) {
    return {
      phase: 'Running',
      message: `Waiting for ${namesOf(incomplete)}.`,
    };
  }
  if (!binding) {
    return {
      phase: 'Inconclusive',
      message: 'All metrics are dry runs, so that nothing was shown.',
    };
  }
  const phase = assessed
    .map(item => item.phase)
    .reduce((worst, next) =>
      WORST_LAST.indexOf(next) > WORST_LAST.indexOf(worst) ? next : worst,
    );
  const responsible = namesOf(assessed.filter(item => item.phase === phase));
  return {
    phase,
    message:
      phase === 'Successful'
        ? `All metrics are Successful: ${responsible}.`
        : `${phase} because of ${responsible}.`,
  };
}

function namesOf(assessed: { metric: AnalysisMetric }[]): string {
  return assessed.map(({ metric }) => metric.name).join(', ');
}

function summarise(phases: MetricPhase[]): DryRunSummary {
  const countOf = (wanted: MetricPhase) =>
    phases.filter(phase => phase === wanted).length;
  return {
    count: phases.length,
    successful: countOf('Successful'),
    failed: countOf('Failed'),
    inconclusive: countOf('Inconclusive'),
    error: countOf('Error'),
    aborted: countOf('Aborted'),
  };
}
