import {
  resultOfScore,
  scoreCriteria,
  type CriterionSpec,
  type EvidenceLink,
  type HistoryEntry,
  type IndicatorResult,
  type ResultDraft,
  type Score,
  type SuccessMetric,
  type TrainMetric,
  scopeValues,
  type MetricScope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { MetricSource } from '@backstage-orchestrator/plugin-orchestrator-node';
import { isError } from '@backstage/errors';
import { chunks } from '../chunks';
import { systemClock, type Clock } from '../clock';
import { readBurnRate } from './burnRates';
import { readComparison } from './comparisons';
import type { HttpMetricSource } from './HttpMetricSource';
import { singleNumber, takeReading, type MetricSample } from './sample';
import { ServerQueries, type QueryContext } from './ServerQueries';

/** Indicators that are read at the same time. */
const CONCURRENCY = 8;

/** A score, with what it was worked out from. */
export interface ScoreReading {
  draft: ResultDraft;
  /** Absent where it could not be worked out. */
  score?: Score;
  /** What was measured, by indicator; together with the result an entry of the history of the next reading. */
  indicators: Record<string, IndicatorResult>;
}

/** Measures what trains ask for: metrics of analyses, indicators of scores, success metrics. */
export class MetricReader {
  readonly #queries: ServerQueries;
  readonly #http: HttpMetricSource;
  readonly #clock: Clock;

  constructor(options: {
    sources: MetricSource[];
    http: HttpMetricSource;
    clock?: Clock;
  }) {
    this.#queries = new ServerQueries(options.sources);
    this.#http = options.http;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Takes one sample of a metric.
   *
   * @returns a value for the conditions of the metric: of `prometheus` a number or a list, of `http` what stands at the
   *   pointer, of `burnRate` a {@link BurnResult}, of `comparison` a `Comparison`; undefined or empty is no data
   * @throws the reason of the signal; nothing else, what goes wrong is in the sample
   */
  measure(
    metric: TrainMetric,
    scope: MetricScope,
    signal: AbortSignal,
  ): Promise<MetricSample> {
    return takeReading(
      evidence => this.#read(metric, this.#context(scope, signal, evidence)),
      signal,
    );
  }

  /** Measures a success metric that has a query. */
  measureSuccess(
    metric: Pick<SuccessMetric, 'title' | 'server'> & { query: string },
    scope: MetricScope,
    signal: AbortSignal,
  ): Promise<IndicatorResult & { evidence: EvidenceLink[] }> {
    return this.#number(metric, metric.title, scope, signal);
  }

  /**
   * Reads all indicators of a criterion of kind `score`, and scores them.
   *
   * @param history - earlier readings, oldest first
   */
  async score(
    spec: CriterionSpec<'score'>,
    scope: MetricScope,
    signal: AbortSignal,
    history: HistoryEntry[] = [],
  ): Promise<ScoreReading> {
    const { objectives, ...options } = spec;
    const readings: Awaited<ReturnType<MetricReader['measureSuccess']>>[] = [];
    for (const together of chunks(objectives, CONCURRENCY)) {
      readings.push(
        ...(await Promise.all(
          together.map(objective =>
            this.#number(objective, objective.indicator, scope, signal),
          ),
        )),
      );
    }
    const evidence = readings.flatMap(reading => reading.evidence);
    const indicators = Object.fromEntries(
      readings.map(({ evidence: _, ...result }, index) => [
        objectives[index].indicator,
        result,
      ]),
    );
    try {
      const score = scoreCriteria(objectives, indicators, {
        ...options,
        history,
      });
      return { score, indicators, draft: resultOfScore(score, evidence) };
    } catch (error) {
      const summary = isError(error) ? error.message : String(error);
      return { indicators, draft: { status: 'error', summary, evidence } };
    }
  }

  async #read(metric: TrainMetric, context: QueryContext): Promise<unknown> {
    const { prometheus, http, burnRate, comparison } = metric;
    const title = metric.title ?? metric.name;
    if (prometheus) {
      return (await this.#queries.ask(prometheus, context, title)).answer;
    }
    if (http) {
      return this.#http.read(http, { ...context, title });
    }
    if (burnRate) {
      return readBurnRate(burnRate, this.#queries, context);
    }
    if (comparison) {
      return readComparison(comparison, this.#queries, context);
    }
    throw new Error(`${metric.name} says nothing of where it is read from`);
  }

  async #number(
    query: { query: string; server: string },
    title: string,
    scope: MetricScope,
    signal: AbortSignal,
  ): Promise<IndicatorResult & { evidence: EvidenceLink[] }> {
    const sample = await takeReading(async evidence => {
      const asked = await this.#queries.ask(
        { query: query.query, server: query.server },
        this.#context(scope, signal, evidence),
        title,
      );
      const value = singleNumber(asked.answer, asked.query);
      if (value === undefined) {
        throw new Error(`No data for ${asked.query}`);
      }
      return value;
    }, signal);
    return 'error' in sample
      ? sample
      : { value: Number(sample.value), evidence: sample.evidence };
  }

  #context(
    scope: MetricScope,
    signal: AbortSignal,
    evidence: EvidenceLink[],
  ): QueryContext {
    return {
      values: scopeValues(scope),
      at: this.#clock.now(),
      signal,
      evidence,
    };
  }
}
