import { badInput, parseDuration } from '../pacing';

/** How long an objective is promised for, in milliseconds: 30 days. */
const BUDGET_PERIOD_MS = 30 * 86_400_000;

/**
 * A pair of windows over which the burn of an error budget is watched.
 *
 * @public
 */
export interface BurnRule {
  severity: 'page' | 'ticket';
  /** The rate from which on it counts, in multiples of the rate that uses the budget up in 30 days. */
  rate: number;
  long: string;
  /** A twelfth of the long one: shows that it is still burning. */
  short: string;
}

/**
 * Page at 14.4 and 6, ticket at 3 and 1. Source: The Site Reliability Workbook, chapter 5, "Alerting on SLOs",
 * multi-window, multi-burn-rate alerts over 30 days.
 *
 * @public
 */
export const BURN_RULES: readonly BurnRule[] = Object.freeze([
  { severity: 'page', rate: 14.4, long: '1h', short: '5m' },
  { severity: 'page', rate: 6, long: '6h', short: '30m' },
  { severity: 'ticket', rate: 3, long: '1d', short: '2h' },
  { severity: 'ticket', rate: 1, long: '3d', short: '6h' },
]);

/**
 * How fast an error budget is used up: 1 uses it up in exactly 30 days.
 *
 * @param errorRatio - share of bad events, 0 to 1
 * @param objective - share of good events that is promised, in percent, such as 99.9
 * @throws InputError for an objective that leaves no budget, or a ratio that is none
 * @public
 */
export function burnRate(errorRatio: number, objective: number): number {
  if (!(objective > 0 && objective < 100)) {
    throw badInput(
      'objective',
      objective,
      'a percentage above 0 and below 100',
    );
  }
  if (!(errorRatio >= 0 && errorRatio <= 1)) {
    throw badInput('errorRatio', errorRatio, 'a share from 0 to 1');
  }
  return errorRatio / ((100 - objective) / 100);
}

/**
 * The share of a 30-day budget that a burn rate uses up in a time: 14.4 for an hour is 2 %.
 *
 * @returns 0 to 1, and more than 1 where the budget is overspent
 * @public
 */
export function budgetUsed(rate: number, duration: string): number {
  return (rate * parseDuration(duration)) / BUDGET_PERIOD_MS;
}

/** What the burn of an error budget asks for. @public */
export interface BurnAssessment {
  /** `unknown`: a window has no data, and none that has asks for more. */
  severity: 'none' | 'ticket' | 'page' | 'unknown';
  /** The rules that hold, the most urgent first. */
  firing: BurnRule[];
  /** Windows without data. */
  missing: string[];
  message: string;
}

/**
 * Whether an error budget burns too fast: a rule holds when both of its windows are at its rate or above.
 *
 * No data is never taken for no errors.
 *
 * @param errorRatios - share of bad events by window; absent or NaN: no data
 * @public
 */
export function assessBurn(
  objective: number,
  errorRatios: Readonly<Record<string, number | undefined>>,
  rules: readonly BurnRule[] = BURN_RULES,
): BurnAssessment {
  const rateOf = (window: string) => {
    const ratio = Object.hasOwn(errorRatios, window)
      ? errorRatios[window]
      : undefined;
    return ratio === undefined || Number.isNaN(ratio)
      ? undefined
      : burnRate(ratio, objective);
  };
  const windows = [
    ...new Set(rules.flatMap(({ long, short }) => [long, short])),
  ];
  const missing = windows.filter(window => rateOf(window) === undefined);
  const firing = rules.filter(({ long, short, rate }) =>
    [long, short].every(window => (rateOf(window) ?? 0) >= rate),
  );
  const quiet = missing.length > 0 ? 'unknown' : 'none';
  const severity =
    (['page', 'ticket'] as const).find(urgency =>
      firing.some(rule => rule.severity === urgency),
    ) ?? quiet;
  const messages = {
    none: 'The error budget is used up no faster than it may be',
    unknown: `No data for ${missing.join(', ')}`,
    ticket: describe(firing, rateOf),
    page: describe(firing, rateOf),
  };
  return { severity, firing, missing, message: messages[severity] };
}

function describe(
  firing: BurnRule[],
  rateOf: (window: string) => number | undefined,
): string {
  return firing
    .map(
      ({ long, short, rate }) =>
        `Burns ${round(rateOf(long))} times too fast over ${long} and ${round(
          rateOf(short),
        )} over ${short}; the limit is ${rate}`,
    )
    .join('. ');
}

function round(rate: number | undefined): number {
  return Math.round((rate ?? 0) * 10) / 10;
}
