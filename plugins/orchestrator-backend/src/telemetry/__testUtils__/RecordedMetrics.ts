import type { MetricsService } from '@backstage/backend-plugin-api/alpha';

type Attributes = Record<string, unknown>;
type Callback = (result: {
  observe(value: number, attributes?: Attributes): void;
}) => void | Promise<void>;

/** One value that was told. */
export interface Recorded {
  name: string;
  value: number;
  attributes: Attributes;
}

/** A metrics service that remembers what it is told; gauges are read when asked for. */
export class RecordedMetrics {
  readonly recorded: Recorded[] = [];
  readonly instruments = new Map<string, { kind: string; unit?: string }>();
  readonly #gauges = new Map<string, Set<Callback>>();

  readonly service = {
    createCounter: this.#instrument('counter', 'add'),
    createHistogram: this.#instrument('histogram', 'record'),
    createObservableGauge: (name: string, options?: { unit?: string }) => {
      this.instruments.set(name, { kind: 'gauge', unit: options?.unit });
      const callbacks = this.#gauges.get(name) ?? new Set();
      this.#gauges.set(name, callbacks);
      return {
        addCallback: (callback: Callback) => callbacks.add(callback),
        removeCallback: (callback: Callback) => callbacks.delete(callback),
      };
    },
  } as unknown as MetricsService;

  of(name: string): Omit<Recorded, 'name'>[] {
    return this.recorded
      .filter(entry => entry.name === name)
      .map(({ value, attributes }) => ({ value, attributes }));
  }

  /** Reads the gauges as a collector would. */
  async collect(): Promise<Recorded[]> {
    const values: Recorded[] = [];
    for (const [name, callbacks] of this.#gauges) {
      for (const callback of callbacks) {
        await callback({
          observe: (value, attributes = {}) =>
            values.push({ name, value, attributes }),
        });
      }
    }
    return values;
  }

  #instrument(kind: string, method: 'add' | 'record') {
    return (name: string, options?: { unit?: string }) => {
      this.instruments.set(name, { kind, unit: options?.unit });
      return {
        [method]: (value: number, attributes: Attributes = {}) =>
          this.recorded.push({ name, value, attributes }),
      };
    };
  }
}
