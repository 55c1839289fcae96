import {
  compareCanary,
  type Comparison,
  type TrainMetric,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { QueryContext, ServerQueries } from './ServerQueries';

/**
 * Reads the samples of a canary and of its baseline over the same time, and compares them.
 *
 * @returns undefined where there are too few to say anything
 */
export async function readComparison(
  spec: NonNullable<TrainMetric['comparison']>,
  queries: ServerQueries,
  context: QueryContext,
): Promise<Comparison | undefined> {
  const { server, range, step, worse, tolerance, confidence } = spec;
  const [canary, baseline] = await Promise.all(
    (['canary', 'baseline'] as const).map(async side => {
      const { answer } = await queries.ask(
        { query: spec[side], server, range, step },
        context,
        side === 'canary' ? 'Canary' : 'Baseline',
      );
      return [answer].flat();
    }),
  );
  const comparison = compareCanary(canary, baseline, {
    worse,
    tolerance,
    confidence,
  });
  return comparison.result === 'noData' ? undefined : comparison;
}
