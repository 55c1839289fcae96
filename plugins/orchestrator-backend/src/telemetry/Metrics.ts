import type {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import {
  METRICS,
  type LabelsOf,
  type MetricDefinition,
  type MetricKey,
  type MetricKeyOf,
} from './metricDefinitions';

/** Longest list of values that one attribute takes; failure codes come from code hosts that we don't know. */
const MAX_VALUES = 100;
const OTHER = 'other';

/** One value of a gauge. */
export type Observe<M extends MetricKey> = (
  value: number,
  labels: LabelsOf<M>,
) => void;

/** The metrics of this process: each instrument as it is declared, and no other. */
export class Metrics {
  readonly #service: MetricsService;
  readonly #counters = new Map<MetricKey, MetricsServiceCounter>();
  readonly #histograms = new Map<MetricKey, MetricsServiceHistogram>();
  readonly #values = new Map<string, Set<string>>();

  constructor(service: MetricsService) {
    this.#service = service;
    for (const [key, definition] of Object.entries(METRICS) as [
      MetricKey,
      MetricDefinition,
    ][]) {
      if (definition.kind === 'counter') {
        this.#counters.set(
          key,
          service.createCounter(definition.name, optionsOf(definition)),
        );
      } else if (definition.kind === 'histogram') {
        this.#histograms.set(
          key,
          service.createHistogram(definition.name, optionsOf(definition)),
        );
      }
    }
  }

  /** Counts something that has happened. */
  add<M extends MetricKeyOf<'counter'>>(
    metric: M,
    labels: LabelsOf<M>,
    amount = 1,
  ): void {
    this.#counters.get(metric)?.add(amount, this.#bounded(metric, labels));
  }

  /** Takes a duration down, in milliseconds; metrics have seconds. */
  duration<M extends MetricKeyOf<'histogram'>>(
    metric: M,
    ms: number,
    labels: LabelsOf<M>,
  ): void {
    this.#histograms
      .get(metric)
      ?.record(Math.max(0, ms) / 1000, this.#bounded(metric, labels));
  }

  /**
   * Tells a gauge's values whenever they are asked for.
   *
   * @returns a function that ends it
   */
  observe<M extends MetricKeyOf<'gauge'>>(
    metric: M,
    read: (observe: Observe<M>) => void | Promise<void>,
  ): () => void {
    const definition: MetricDefinition = METRICS[metric];
    const gauge = this.#service.createObservableGauge(
      definition.name,
      optionsOf(definition),
    );
    const callback: Parameters<typeof gauge.addCallback>[0] = result =>
      read((value, labels) =>
        result.observe(value, this.#bounded(metric, labels)),
      );
    gauge.addCallback(callback);
    return () => gauge.removeCallback(callback);
  }

  /** Keeps an attribute from growing without end: what comes too late is `other`. */
  #bounded<M extends MetricKey>(
    metric: M,
    labels: LabelsOf<M>,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries<string>(labels).map(([label, value]) => {
        const name = `${metric} ${label}`;
        const known = this.#values.get(name) ?? new Set();
        this.#values.set(name, known);
        if (known.size < MAX_VALUES) {
          known.add(value);
        }
        return [label, known.has(value) ? value : OTHER];
      }),
    );
  }
}

function optionsOf(definition: MetricDefinition) {
  return {
    description: definition.description,
    unit: definition.unit,
    ...(definition.buckets && {
      advice: { explicitBucketBoundaries: [...definition.buckets] },
    }),
  };
}
