import {
  badInput,
  compileTemplate,
  parseDuration,
  type ConditionValues,
  type EvidenceLink,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type {
  MetricSource,
  QueryRange,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import { encodePromql } from './promql';

const SAMPLES_OF_A_RANGE = 60;
const LEAST_STEP_MS = 1_000;

/** A query of a manifest. */
export interface ServerQuery {
  /** Name of the server. */
  server: string;
  /** Template. */
  query: string;
  /** Length of a range query, a duration; without it the query is instant. */
  range?: string;
  /** Distance of the samples, a duration; left out: a sixtieth of the range. */
  step?: string;
}

/** When and for what a query is asked. */
export interface QueryContext {
  values: ConditionValues;
  at: Date;
  signal: AbortSignal;
  /** Takes the link to the query. */
  evidence: EvidenceLink[];
}

/** Puts values into queries and asks the servers that they name. */
export class ServerQueries {
  readonly #sources: ReadonlyMap<string, MetricSource>;

  constructor(sources: MetricSource[]) {
    this.#sources = new Map(sources.map(source => [source.name, source]));
  }

  /** @throws Error with a sentence, where there is no such server, no query or no answer */
  async ask(
    query: ServerQuery,
    { values, at, signal, evidence }: QueryContext,
    title?: string,
  ): Promise<{ answer: number | number[]; query: string }> {
    const source = this.#sourceOf(query.server);
    const text = compileTemplate(query.query).render(values, (answer, before) =>
      source.encode
        ? source.encode(answer, before)
        : encodePromql(answer, before),
    );
    const range = rangeOf(query, at);
    const link = source.evidenceOf(text, { at, range });
    evidence.push({ ...link, title: title ?? link.title });
    return {
      answer: await source.query(text, { at, range, signal }),
      query: text,
    };
  }

  #sourceOf(name: string): MetricSource {
    const source = this.#sources.get(name);
    if (!source) {
      const known = [...this.#sources.keys()];
      throw badInput(
        'server',
        name,
        known.length > 0
          ? `a name of the configuration: ${known.join(', ')}`
          : 'a name below orchestrator.metricSources.prometheus, where there is none yet',
      );
    }
    return source;
  }
}

function rangeOf(
  { range, step }: ServerQuery,
  to: Date,
): QueryRange | undefined {
  if (range === undefined) {
    return undefined;
  }
  const lengthMs = parseDuration(range, 'range');
  return {
    from: new Date(to.getTime() - lengthMs),
    to,
    stepMs: Math.max(
      step === undefined
        ? Math.floor(lengthMs / SAMPLES_OF_A_RANGE)
        : parseDuration(step, 'step'),
      LEAST_STEP_MS,
    ),
  };
}
