import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';

/** The times of a range query. @public */
export interface QueryRange {
  from: Date;
  to: Date;
  /** Distance of the samples, in milliseconds. */
  stepMs: number;
}

/** How a query is asked. @public */
export interface QueryOptions {
  /** When an instant query is about; the end of a range. */
  at: Date;
  /** Present: a range query. */
  range?: QueryRange;
  /** Goes off when the answer is no longer wanted. */
  signal: AbortSignal;
}

/**
 * A server that answers queries for metrics, score indicators, burn rates and comparisons.
 *
 * @remarks
 * `server` in a manifest names it. Where a server is asked for and doesn't answer, throw: the message of the error is
 * shown to people, so it is a sentence without secrets.
 *
 * @public
 */
export interface MetricSource {
  /** Unique; `default` is the one that a manifest means when it names none. */
  readonly name: string;
  /**
   * Asks a query.
   *
   * @returns a number for a scalar; a list with the value of each series for an instant query; for a range query one
   *   list with all values of all series. That is the form that Argo Rollouts gives to conditions. An empty list or
   *   NaN is no data.
   */
  query(query: string, options: QueryOptions): Promise<number | number[]>;
  /** Where a person sees the same query, and what it answers. */
  evidenceOf(
    query: string,
    options: Omit<QueryOptions, 'signal'>,
  ): EvidenceLink;
  /**
   * Writes a value into a query so that it stays what it is: a template puts it behind `before`.
   *
   * @remarks Absent: the rules of PromQL.
   * @throws Error with a sentence, where the value can't stand there
   */
  encode?(value: string, before: string): string;
}
