import type { AnalysisMetric, MetricPhase, MetricRecord } from '../analysis';
import type { Figure, MeasuredFigures } from '../model';
import type { CriterionOutcome, Score } from '../scoring';

/** What is kept stays in the log for good: figures of one result, */
const MOST_FIGURES = 100;
/** and characters of one text. */
const LONGEST_TEXT = 300;

/**
 * The figures that an analysis was judged by: of each metric its last value, what was asked of it, and how many samples
 * came to what.
 *
 * @public
 */
export function measuredMetrics(
  metrics: AnalysisMetric[],
  records: Record<string, MetricRecord>,
  phases: Record<string, MetricPhase>,
): MeasuredFigures {
  return {
    figures: metrics.slice(0, MOST_FIGURES).map((metric): Figure => {
      const { name } = metric;
      const record = Object.hasOwn(records, name) ? records[name] : undefined;
      const last = record?.measurements.at(-1);
      return {
        name,
        status: phases[name] ?? 'Pending',
        ...valueOf(last?.value),
        ...(last?.message !== undefined && { message: cut(last.message) }),
        ...askedOf([
          ['passes when', metric.successCondition],
          ['fails when', metric.failureCondition],
        ]),
        ...(record && {
          samples: {
            successful: record.successful,
            failed: record.failed,
            inconclusive: record.inconclusive,
            error: record.error,
          },
        }),
      };
    }),
  };
}

/**
 * The figures that a score was made of: of each indicator its value, what was asked of it, and what it earned.
 *
 * @public
 */
export function measuredScore({ score, indicators }: Score): MeasuredFigures {
  return {
    score,
    figures: indicators.slice(0, MOST_FIGURES).map(
      (indicator): Figure => ({
        name: indicator.indicator,
        status: indicator.status,
        ...valueOf(indicator.value),
        ...(indicator.message !== undefined && {
          message: cut(indicator.message),
        }),
        ...askedOf([
          ['passes when', criteriaText(indicator.passCriteria)],
          ['is a warning when', criteriaText(indicator.warningCriteria)],
        ]),
        earned: indicator.score,
        weight: indicator.weight,
      }),
    ),
  };
}

/** What JSON can't write as a number, and what is more than one, is kept as a text. */
function valueOf(value: unknown): Pick<Figure, 'value'> {
  if (value === undefined) {
    return {};
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    return { value };
  }
  const text =
    typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : JSON.stringify(value) ?? '';
  return { value: cut(text) };
}

function askedOf(
  conditions: [words: string, condition: string | undefined][],
): Pick<Figure, 'asked'> {
  const asked = conditions
    .filter(([_words, condition]) => condition !== undefined)
    .map(([words, condition]) => `${words} ${condition}`)
    .join('; ');
  return asked === '' ? {} : { asked: cut(asked) };
}

/** Criteria, each with the number that it was compared with where that is not its own. */
function criteriaText(criteria: CriterionOutcome[]): string | undefined {
  return criteria.length === 0
    ? undefined
    : criteria
        .map(({ criterion, target }) =>
          target === undefined || criterion.endsWith(String(target))
            ? criterion
            : `${criterion} (${target})`,
        )
        .join(', ');
}

function cut(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
