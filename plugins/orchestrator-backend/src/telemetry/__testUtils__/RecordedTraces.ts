import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
  type Span,
  type SpanContext,
  type SpanOptions,
  type TextMapPropagator,
  type Tracer,
} from '@opentelemetry/api';

class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    work: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => work.apply(thisArg, args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}

const traceparentPropagator: TextMapPropagator = {
  inject(from, carrier, setter) {
    const span = trace.getSpanContext(from);
    if (span) {
      setter.set(
        carrier,
        'traceparent',
        `00-${span.traceId}-${span.spanId}-01`,
      );
    }
  },
  extract(into, carrier, getter) {
    const [, traceId, spanId] = String(
      getter.get(carrier, 'traceparent') ?? '',
    ).split('-');
    return traceId && spanId
      ? trace.setSpanContext(into, {
          traceId,
          spanId,
          traceFlags: TraceFlags.SAMPLED,
          isRemote: true,
        })
      : into;
  },
  fields: () => ['traceparent'],
};

/** A span that was made. */
export interface RecordedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentId?: string;
  attributes: Record<string, unknown>;
  failed: boolean;
}

/**
 * The least that OpenTelemetry's API needs to trace: what the portal's SDK brings in production. Spans are kept, and
 * contexts follow asynchronous calls and the header `traceparent` (W3C Trace Context).
 */
export class RecordedTraces {
  readonly spans: RecordedSpan[] = [];

  register(): void {
    context.setGlobalContextManager(new AsyncContexts());
    propagation.setGlobalPropagator(traceparentPropagator);
    const tracer = this.#tracer();
    trace.setGlobalTracerProvider({ getTracer: () => tracer });
  }

  unregister(): void {
    context.disable();
    propagation.disable();
    trace.disable();
  }

  of(name: string): RecordedSpan[] {
    return this.spans.filter(span => span.name === name);
  }

  #tracer(): Tracer {
    const startSpan = (
      name: string,
      options: SpanOptions = {},
      parent: Context = context.active(),
    ) => this.#start(name, options, parent);
    const startActiveSpan = (...args: unknown[]) => {
      const [name, options] = args as [string, SpanOptions];
      const work = args.at(-1) as (span: Span) => unknown;
      const span = startSpan(name, options);
      return context.with(trace.setSpan(context.active(), span), () =>
        work(span),
      );
    };
    return { startSpan, startActiveSpan } as Tracer;
  }

  #start(name: string, options: SpanOptions, parent: Context): Span {
    const above = trace.getSpanContext(parent);
    const recorded: RecordedSpan = {
      name,
      traceId: above?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      parentId: above?.spanId,
      attributes: { ...options.attributes },
      failed: false,
    };
    this.spans.push(recorded);
    const span: Partial<Span> = {
      spanContext: (): SpanContext => ({
        traceId: recorded.traceId,
        spanId: recorded.spanId,
        traceFlags: TraceFlags.SAMPLED,
      }),
      setAttribute: (key, value) => {
        recorded.attributes[key] = value;
        return span as Span;
      },
      setStatus: ({ code }) => {
        recorded.failed = code === SpanStatusCode.ERROR;
        return span as Span;
      },
      recordException: () => {},
      end: () => {},
      isRecording: () => true,
    };
    return span as Span;
  }
}
