import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  MetricsService,
  TracingService,
} from '@backstage/backend-plugin-api/alpha';

/** A logger that says nothing but errors. */
export const silence: LoggerService = {
  error: (message, meta) => console.error(String(message), meta ?? ''),
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silence,
};

const counter = { add: () => {} };
const recorder = { record: () => {} };
const observable = { addCallback: () => {}, removeCallback: () => {} };

/** Metrics that nobody collects, as in a portal without an OpenTelemetry SDK. */
export const noMetrics: MetricsService = {
  createCounter: () => counter,
  createUpDownCounter: () => counter,
  createHistogram: () => recorder,
  createGauge: () => recorder,
  createObservableCounter: () => observable,
  createObservableUpDownCounter: () => observable,
  createObservableGauge: () => observable,
};

const noContext: ReturnType<TracingService['context']['active']> = {
  $$type: '@backstage/TracingServiceContext',
};
const noSpan = { setAttribute: () => {}, setStatus: () => {} };

/** Traces that nobody takes. */
export const noTraces: TracingService = {
  startActiveSpan: async (...args: unknown[]) =>
    (args.at(-1) as (span: typeof noSpan) => unknown)(noSpan) as never,
  context: {
    active: () => noContext,
    with: async (_context, work) => work(),
  },
  propagation: {
    extract: () => noContext,
    getBaggage: () => undefined,
    getActiveBaggage: () => undefined,
  },
};

/** A service of Backstage that nothing that is measured may need: using it is a mistake of the benchmark. */
export function unused<TService extends object>(name: string): TService {
  const target: object = {};
  return new Proxy(target, {
    get() {
      throw new Error(`The benchmark has no ${name}`);
    },
  }) as TService;
}
