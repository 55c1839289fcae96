import {
  assessBurn,
  burnRate,
  BURN_RULES,
  type BurnAssessment,
  type TrainMetric,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { singleNumber } from './sample';
import type { QueryContext, ServerQueries } from './ServerQueries';

/** All windows of the rules, each once. */
const WINDOWS = [
  ...new Set(BURN_RULES.flatMap(({ long, short }) => [long, short])),
];

/** What conditions of a burn rate read as `result`. */
export interface BurnResult extends BurnAssessment {
  /** By window: how many times faster the budget is used up than it may be. */
  rates: Record<string, number>;
}

/**
 * Asks for the share of bad events in every window, and whether the error budget burns too fast.
 *
 * @returns undefined where a window has no data and none asks for more: no data is never taken for no errors
 */
export async function readBurnRate(
  { objective, errorRatio, server }: NonNullable<TrainMetric['burnRate']>,
  queries: ServerQueries,
  context: QueryContext,
): Promise<BurnResult | undefined> {
  const ratios = Object.fromEntries(
    await Promise.all(
      WINDOWS.map(async window => {
        const { answer, query } = await queries.ask(
          { query: errorRatio, server },
          { ...context, values: { ...context.values, window } },
          `Error ratio over ${window}`,
        );
        return [window, singleNumber(answer, query)] as const;
      }),
    ),
  );
  const assessment = assessBurn(objective, ratios);
  if (assessment.severity === 'unknown') {
    return undefined;
  }
  const rates = Object.entries(ratios).flatMap(([window, ratio]) =>
    ratio === undefined ? [] : [[window, burnRate(ratio, objective)] as const],
  );
  return { ...assessment, rates: Object.fromEntries(rates) };
}
