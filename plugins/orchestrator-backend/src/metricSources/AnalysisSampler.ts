import {
  assessAnalysis,
  assessMeasurement,
  assessMetric,
  emptyMetricRecord,
  isVerdict,
  measuredMetrics,
  nextMeasurementAt,
  recordMeasurement,
  resultOfAnalysis,
  type AnalysisAssessment,
  type EvidenceLink,
  type MetricRecord,
  type ResultDraft,
  type TrainMetric,
  scopeValues,
  type MetricScope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { chunks } from '../chunks';
import { systemClock, type Clock } from '../clock';
import type { MetricReader } from './MetricReader';
import type { MetricSample } from './sample';
import { storedValue } from './storedValue';

/** What charts show; the counters of a record are of all samples. */
const KEPT_MEASUREMENTS = 500;
/** Metrics that are measured at the same time. */
const CONCURRENCY = 8;

/** What is kept of an analysis between its samples. */
export interface AnalysisMemory {
  /** By metric. */
  records: Record<string, MetricRecord>;
  /** Links to what was asked last, by metric. */
  evidence: Record<string, EvidenceLink[]>;
}

/** An analysis under way. */
export interface AnalysisInput {
  metrics: TrainMetric[];
  memory: AnalysisMemory;
  startedAt: string;
  /** Whether metrics go on being sampled that have their verdict, as while a wave waits for a person. */
  afterVerdict?: boolean;
}

/** Where an analysis stands after a round of samples. */
export interface AnalysisProgress {
  memory: AnalysisMemory;
  assessment: AnalysisAssessment;
  /** When the next sample is due; absent: none will be. */
  nextAt?: string;
}

/** An analysis before its first sample. */
export function emptyAnalysisMemory(): AnalysisMemory {
  return { records: {}, evidence: {} };
}

/** The metrics that have to be sampled now. */
export function dueMetrics(input: AnalysisInput, now: string): TrainMetric[] {
  return input.metrics.filter(metric => {
    const at = dueAt(metric, input);
    return at !== undefined && Date.parse(at) <= Date.parse(now);
  });
}

/** When the next metric has to be sampled; undefined where none has. */
export function nextSampleAt(input: AnalysisInput): string | undefined {
  return input.metrics
    .flatMap(metric => dueAt(metric, input) ?? [])
    .reduce<string | undefined>(
      (first, at) =>
        first === undefined || Date.parse(at) < Date.parse(first) ? at : first,
      undefined,
    );
}

/**
 * Adds a sample to the record of its metric.
 *
 * @param names - what the conditions may read beside `result`
 */
export function recordSample(
  metric: TrainMetric,
  record: MetricRecord,
  sample: MetricSample,
  times: { startedAt: string; finishedAt: string },
  names: Readonly<Record<string, unknown>> = {},
): MetricRecord {
  const judged = withConditions(metric);
  const next = recordMeasurement(
    record,
    {
      phase: assessMeasurement(judged, sample, names),
      ...('error' in sample
        ? { message: sample.error }
        : { value: storedValue(sample.value) }),
      ...times,
    },
    { keep: KEPT_MEASUREMENTS },
  );
  return { ...next, phase: assessMetric(judged, next) };
}

/**
 * Burn rates and comparisons judge by themselves where a metric has no condition of its own: what asks for a page, or
 * is worse, fails; a ticket asks a person.
 */
export function withConditions(metric: TrainMetric): TrainMetric {
  if (
    metric.successCondition !== undefined ||
    metric.failureCondition !== undefined
  ) {
    return metric;
  }
  if (metric.burnRate) {
    return {
      ...metric,
      successCondition: 'result.severity == "none"',
      failureCondition: 'result.severity == "page"',
    };
  }
  return metric.comparison
    ? { ...metric, failureCondition: 'result.worse' }
    : metric;
}

/** The result of a criterion of kind `analysis`, with the figures that its samples leave behind. */
export function analysisResult(
  metrics: TrainMetric[],
  { memory, assessment }: AnalysisProgress,
): ResultDraft {
  return resultOfAnalysis(
    assessment,
    Object.values(memory.evidence).flat(),
    measuredMetrics(
      metrics.map(withConditions),
      memory.records,
      assessment.metrics,
    ),
  );
}

/** Takes the samples of analyses as they fall due. */
export class AnalysisSampler {
  readonly #reader: Pick<MetricReader, 'measure'>;
  readonly #clock: Clock;

  constructor(options: {
    reader: Pick<MetricReader, 'measure'>;
    clock?: Clock;
  }) {
    this.#reader = options.reader;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Samples all metrics that are due, and says where the analysis stands.
   *
   * @param scopeOf - what each metric is measured for
   * @throws the reason of the signal, with nothing recorded
   */
  async sample(
    input: AnalysisInput,
    scopeOf: (metric: TrainMetric) => MetricScope,
    signal: AbortSignal,
  ): Promise<AnalysisProgress> {
    const due = dueMetrics(input, this.#now());
    const records = { ...input.memory.records };
    const evidence = { ...input.memory.evidence };
    for (const together of chunks(due, CONCURRENCY)) {
      await Promise.all(
        together.map(async metric => {
          const scope = scopeOf(metric);
          const startedAt = this.#now();
          const sample = await this.#reader.measure(metric, scope, signal);
          evidence[metric.name] = sample.evidence;
          records[metric.name] = recordSample(
            metric,
            recordOf(metric, input),
            sample,
            { startedAt, finishedAt: this.#now() },
            scopeValues(scope),
          );
        }),
      );
    }
    return assess({ ...input, memory: { records, evidence } });
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}

/** Keeps in each record the phase that follows from all of them: one that fails aborts the others. */
function assess(input: AnalysisInput): AnalysisProgress {
  const { records, evidence } = input.memory;
  const assessment = assessAnalysis(input.metrics, records);
  const memory = {
    evidence,
    records: Object.fromEntries(
      Object.entries(records).map(([name, record]) => [
        name,
        { ...record, phase: assessment.metrics[name] ?? record.phase },
      ]),
    ),
  };
  const over = isVerdict(assessment.phase) && !input.afterVerdict;
  const nextAt = over ? undefined : nextSampleAt({ ...input, memory });
  return { memory, assessment, ...(nextAt !== undefined && { nextAt }) };
}

function recordOf(
  { name }: TrainMetric,
  { memory: { records } }: AnalysisInput,
): MetricRecord {
  return Object.hasOwn(records, name) ? records[name] : emptyMetricRecord();
}

function dueAt(metric: TrainMetric, input: AnalysisInput): string | undefined {
  const record = recordOf(metric, input);
  return isVerdict(record.phase) && !input.afterVerdict
    ? undefined
    : nextMeasurementAt(metric, record, input.startedAt);
}
