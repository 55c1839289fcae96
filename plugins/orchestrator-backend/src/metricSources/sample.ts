import { isError } from '@backstage/errors';
import type { EvidenceLink } from '@backstage-orchestrator/plugin-orchestrator-common';

/** What one reading of a metric gave, or why it gave nothing, with the links to what was asked. */
export type MetricSample = { evidence: EvidenceLink[] } & (
  | { value: unknown }
  | { error: string }
);

/**
 * Makes a sample of a reading.
 *
 * @param read - adds its links as it asks, so that a failed reading has them, too
 * @throws the reason of the signal, where the reading was given up: that says nothing about the metric
 */
export async function takeReading(
  read: (evidence: EvidenceLink[]) => Promise<unknown>,
  signal: AbortSignal,
): Promise<MetricSample> {
  const evidence: EvidenceLink[] = [];
  try {
    return { value: await read(evidence), evidence };
  } catch (error) {
    signal.throwIfAborted();
    return { error: isError(error) ? error.message : String(error), evidence };
  }
}

/**
 * The one number of an answer.
 *
 * @returns undefined for no data
 * @throws Error where there are several series
 */
export function singleNumber(
  answer: number | number[],
  query: string,
): number | undefined {
  const values = typeof answer === 'number' ? [answer] : answer;
  if (values.length > 1) {
    throw new Error(
      `${query} answers ${values.length} series; it takes one, such as the sum of them`,
    );
  }
  return values.length === 0 || Number.isNaN(values[0]) ? undefined : values[0];
}
