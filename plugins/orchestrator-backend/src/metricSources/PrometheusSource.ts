import { z } from 'zod/v4';
import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  MetricSource,
  QueryOptions,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import {
  addressBelow,
  exchange,
  readJson,
  type ExchangeAnswer,
} from '../httpClient';
import { encodePromql } from './promql';

const LONGEST_TITLE = 80;
/** What Prometheus itself answers at most for a series. */
const MOST_SAMPLES = 11_000;

/** A Prometheus, or what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics. */
export interface PrometheusServer {
  name: string;
  url: string;
  /** Address for people, where it is another one. */
  externalUrl: string;
  /** Of each request: a token, a tenant. */
  headers: Record<string, string>;
  timeoutMs: number;
  maxBytes: number;
}

const sample = z.tuple([z.number(), z.string()]);
const series = z.object({ metric: z.record(z.string(), z.string()) });
const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: sample }),
      z.object({ resultType: z.literal('string'), result: sample }),
      z.object({
        resultType: z.literal('vector'),
        result: z.array(series.extend({ value: sample.optional() })),
      }),
      z.object({
        resultType: z.literal('matrix'),
        result: z.array(series.extend({ values: z.array(sample).optional() })),
      }),
    ]),
  }),
  z.object({
    status: z.literal('error'),
    errorType: z.string(),
    error: z.string(),
  }),
]);

/**
 * Asks queries of a Prometheus over its HTTP API, `/api/v1/query` and `/api/v1/query_range`.
 *
 * @remarks Values come as Argo Rollouts gives them: a number for a scalar, a list for a vector, one flat list for a
 *   range.
 */
export class PrometheusSource implements MetricSource {
  readonly name: string;
  readonly #server: PrometheusServer;

  constructor(server: PrometheusServer) {
    this.name = server.name;
    this.#server = server;
  }

  /** @throws Error with a sentence, where there is no answer or an error */
  async query(
    query: string,
    options: QueryOptions,
  ): Promise<number | number[]> {
    const { headers, timeoutMs, maxBytes } = this.#server;
    const form = this.#formOf(query, options);
    const answer = await exchange({
      // A form, since a query may be longer than an address can be.
      url: addressBelow(
        this.#server.url,
        options.range ? 'api/v1/query_range' : 'api/v1/query',
      ),
      method: 'POST',
      headers: {
        ...headers,
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
      signal: options.signal,
      timeoutMs,
      maxBytes,
    });
    return valueOf(answer, `Prometheus "${this.name}"`);
  }

  evidenceOf(
    query: string,
    { at, range }: Omit<QueryOptions, 'signal'>,
  ): EvidenceLink {
    const url = addressBelow(this.#server.externalUrl, 'graph');
    url.searchParams.set('g0.expr', query);
    if (range) {
      const seconds = Math.max(
        1,
        Math.round((range.to.getTime() - range.from.getTime()) / 1000),
      );
      url.searchParams.set('g0.tab', '0');
      url.searchParams.set('g0.range_input', `${seconds}s`);
      url.searchParams.set('g0.end_input', graphTime(range.to));
    } else {
      url.searchParams.set('g0.tab', '1');
      url.searchParams.set('g0.moment_input', graphTime(at));
    }
    return {
      title:
        query.length > LONGEST_TITLE
          ? `${query.slice(0, LONGEST_TITLE)}…`
          : query,
      url: url.toString(),
    };
  }

  encode(value: string, before: string): string {
    return encodePromql(value, before);
  }

  #formOf(query: string, { at, range }: QueryOptions): URLSearchParams {
    const timeout = `${this.#server.timeoutMs}ms`;
    if (!range) {
      return new URLSearchParams({ query, timeout, time: at.toISOString() });
    }
    const { from, to, stepMs } = range;
    const samples = (to.getTime() - from.getTime()) / stepMs;
    if (!(samples <= MOST_SAMPLES)) {
      throw new Error(
        `A range with this step has ${Math.ceil(
          samples,
        )} samples; accepted are ${MOST_SAMPLES}`,
      );
    }
    return new URLSearchParams({
      query,
      timeout,
      start: from.toISOString(),
      end: to.toISOString(),
      step: `${stepMs / 1000}`,
    });
  }
}

/** The form that the page of Prometheus reads, in UTC. */
function graphTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

function valueOf(
  { status, text }: ExchangeAnswer,
  server: string,
): number | number[] {
  const parsed = answerSchema.safeParse(readJson(text));
  if (!parsed.success) {
    throw new Error(
      status === 200
        ? `${server} answers something that is not of its HTTP API; is the address right?`
        : `${server} answers with status ${status}`,
    );
  }
  if (parsed.data.status === 'error') {
    throw new Error(
      `${server} refuses the query (${parsed.data.errorType}): ${parsed.data.error}`,
    );
  }
  const { data } = parsed.data;
  const histogram = `${server} answers a native histogram: take histogram_quantile or histogram_avg of it`;
  switch (data.resultType) {
    case 'scalar':
      return toNumber(data.result[1]);
    case 'vector':
      return data.result.map(({ value }) => {
        if (!value) {
          throw new Error(histogram);
        }
        return toNumber(value[1]);
      });
    case 'matrix':
      return data.result.flatMap(({ values }) => {
        if (!values) {
          throw new Error(histogram);
        }
        return values.map(([, value]) => toNumber(value));
      });
    default:
      throw new Error(`${server} answers a text; a metric is a number`);
  }
}

function toNumber(text: string): number {
  switch (text) {
    case '+Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default:
      return Number(text);
  }
}
