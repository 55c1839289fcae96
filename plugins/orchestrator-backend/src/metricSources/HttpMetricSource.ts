import type {
  ConditionValues,
  EvidenceLink,
  TrainMetric,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  readJson,
  TemplatedHttp,
  type ExchangeAnswer,
  type TemplatedHttpOptions,
} from '../httpClient';
import { valueAtPointer } from './jsonPointer';

type HttpMetricSpec = NonNullable<TrainMetric['http']>;

/** Reads values from JSON over HTTP. */
export class HttpMetricSource {
  readonly #http: TemplatedHttp;

  constructor(options: TemplatedHttpOptions) {
    this.#http = new TemplatedHttp({ ...options, field: 'http' });
  }

  /**
   * @returns the value at the pointer; undefined where the answer has none
   * @throws Error with a sentence
   */
  async read(
    spec: HttpMetricSpec,
    {
      values,
      signal,
      evidence,
      title,
    }: {
      values: ConditionValues;
      signal: AbortSignal;
      evidence: EvidenceLink[];
      title?: string;
    },
  ): Promise<unknown> {
    const answer = await this.#http.send(spec, values, {
      signal,
      onSend: url => evidence.push({ title: title ?? new URL(url).host, url }),
    });
    return valueAtPointer(parseAnswer(answer), spec.pointer);
  }
}

function parseAnswer({
  status,
  text,
  url,
}: ExchangeAnswer & { url: URL }): unknown {
  if (status < 200 || status > 299) {
    throw new Error(`${url.host} answers with status ${status}`);
  }
  const value = readJson(text);
  if (value === undefined) {
    throw new Error(`${url.host} answers something that is no JSON`);
  }
  return value;
}
