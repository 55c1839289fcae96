import {
  BURN_RULES,
  type MetricSeries,
  type TrainMetric,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { BurnResult } from '../metricSources';

type Figure = MetricSeries['figures'][number];
type Values = MetricSeries['samples'][number]['values'];

/** More lines than that can't be told apart in a chart. */
const MOST_FIGURES = 6;
const ELEMENT = /\bresult\s*\[\s*(\d+)\s*\]/g;

/** What a chart shows of the samples of a metric. */
export interface MetricFigures {
  figures: Figure[];
  /** The figures of each value, by name; one that it does not have is absent. */
  values: Values[];
}

/**
 * The numbers that samples of a metric are judged by.
 *
 * @param metric - with the conditions that judge it
 * @param stored - the values of its samples, as they are kept
 */
export function metricFigures(
  metric: TrainMetric,
  stored: unknown[],
): MetricFigures {
  if (metric.burnRate) {
    return {
      figures: BURN_RULES.map(({ long, short, rate }) => ({
        name: `${long}/${short}`,
        unit: 'times',
        limits: [rate],
      })),
      values: stored.map(burnValues),
    };
  }
  if (metric.comparison) {
    const { tolerance, confidence, worse } = metric.comparison;
    return {
      figures: [
        {
          name: 'differencePercent',
          unit: 'percent',
          limits: [
            ...(worse === 'higher' ? [] : [-tolerance]),
            ...(worse === 'lower' ? [] : [tolerance]),
          ],
        },
        { name: 'confidence', unit: 'percent', limits: [confidence * 100] },
      ],
      values: stored.map(comparisonValues),
    };
  }
  return elementFigures(metric, stored);
}

/** A rule asks for both of its windows, so that the slower of them is what it goes by. */
function burnValues(stored: unknown): Values {
  const rates = (stored as Partial<BurnResult> | undefined)?.rates ?? {};
  return numbersOf(
    BURN_RULES.map(({ long, short }) => [
      `${long}/${short}`,
      typeof rates[long] === 'number' && typeof rates[short] === 'number'
        ? Math.min(rates[long], rates[short])
        : undefined,
    ]),
  );
}

function comparisonValues(stored: unknown): Values {
  const { differencePercent, confidence } = (stored ?? {}) as Record<
    string,
    unknown
  >;
  return numbersOf([
    ['differencePercent', differencePercent],
    [
      'confidence',
      typeof confidence === 'number' ? confidence * 100 : undefined,
    ],
  ]);
}

/** A number, or the elements of a list: those that the conditions name, or else all. */
function elementFigures(metric: TrainMetric, stored: unknown[]): MetricFigures {
  const judged = judgedElements(metric);
  const lists = stored.map(value => {
    const elements = Array.isArray(value) ? value : [plainValue(value)];
    return elements
      .map((element, index) => [index, element] as const)
      .filter(([index]) => judged === undefined || judged.has(index))
      .slice(0, MOST_FIGURES)
      .filter(([, element]) => Number.isFinite(element));
  });
  const indexes = [
    ...new Set(lists.flatMap(list => list.map(([index]) => index))),
  ].sort((a, b) => a - b);
  const nameOf = (index: number) =>
    indexes.length > 1 || index > 0 ? `result[${index}]` : 'result';
  return {
    figures: indexes.map(index => ({ name: nameOf(index), limits: [] })),
    values: lists.map(list =>
      numbersOf(list.map(([index, element]) => [nameOf(index), element])),
    ),
  };
}

/** The elements that conditions name; undefined where one reads the list as a whole, or none is given. */
function judgedElements({
  successCondition,
  failureCondition,
}: TrainMetric): Set<number> | undefined {
  const conditions = `${successCondition ?? ''} ${failureCondition ?? ''}`;
  const named = [...conditions.matchAll(ELEMENT)].map(([, at]) => Number(at));
  const whole = /\bresult\b/.test(conditions.replace(ELEMENT, ''));
  return whole || named.length === 0 ? undefined : new Set(named);
}

/** Of an answer over HTTP that is an object, the `value` in it. */
function plainValue(stored: unknown): unknown {
  return typeof stored === 'object' && stored !== null && 'value' in stored
    ? stored.value
    : stored;
}

function numbersOf(entries: (readonly [string, unknown])[]): Values {
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] =>
      Number.isFinite(entry[1]),
    ),
  );
}
