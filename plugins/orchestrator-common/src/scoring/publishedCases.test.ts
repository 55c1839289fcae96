import { scoreCriteria } from './scoreCriteria';
import type { HistoryEntry, Objective, ScoreResult } from './types';

const value = (of: number) => ({ value: of });

/*
 * What Keptn publishes of its objectives: service_level_objective.md of keptn/spec, "Comparison", "Objectives" and
 * "Scoring".
 */
describe('the objectives of Keptn', () => {
  const objective: Objective = {
    indicator: 'response_time_p95',
    pass: [{ criteria: ['<=+10%', '<600'] }],
    warning: [{ criteria: ['<=800'] }],
  };
  const passed = (...values: number[]): HistoryEntry[] =>
    values.map(of => ({
      result: 'pass',
      indicators: { response_time_p95: value(of) },
    }));

  // Compared with the average of the last three that passed.
  it.each<[string, HistoryEntry[], number, ScoreResult]>([
    ['ten percent above', passed(490, 500, 510), 550, 'pass'],
    ['more than ten percent above', passed(490, 500, 510), 550.1, 'warning'],
    ['at the limit of the warning', passed(490, 500, 510), 800, 'warning'],
    ['above the warning', passed(490, 500, 510), 800.1, 'fail'],
    ['within ten percent, but not below 600', passed(560), 600, 'warning'],
    ['within ten percent, and below 600', passed(560), 599, 'pass'],
    ['older than the last three', passed(1, 500, 500, 500), 550, 'pass'],
    ['without a history', [], 599, 'pass'],
    [
      'where what failed is left out',
      [...passed(500), { ...passed(100)[0], result: 'fail' }],
      550,
      'pass',
    ],
  ])('%s', (_, history, of, status) => {
    const { indicators } = scoreCriteria(
      [objective],
      { response_time_p95: value(of) },
      { history, compareWith: 3, include: 'pass' },
    );
    expect(indicators[0].status).toBe(status);
  });

  // The example of an error rate of 5 % before, with a limit of 5.5 % now.
  it.each([
    [5.5, 'pass'],
    [5.51, 'fail'],
  ])('an error rate of %d after one of 5: %s', (of, result) => {
    expect(
      scoreCriteria(
        [{ indicator: 'error_rate', pass: [{ criteria: ['<=+10%'] }] }],
        { error_rate: value(of) },
        {
          history: [{ result: 'pass', indicators: { error_rate: value(5) } }],
        },
      ).result,
    ).toBe(result);
  });

  // 85 of 92 points are 92.39 %. The example passes with 90 %, and warns with 75 %, each "at least".
  it.each<[number, number, number, ScoreResult]>([
    [85, 92, 92.39, 'pass'],
    [90, 100, 90, 'pass'],
    [89, 100, 89, 'warning'],
    [75, 100, 75, 'warning'],
    [74, 100, 74, 'fail'],
  ])('%d of %d points are %d %%: %s', (earned, maximum, score, result) => {
    const holds = [{ criteria: ['=0'] }];
    const scored = scoreCriteria(
      [
        { indicator: 'good', pass: holds, weight: earned },
        { indicator: 'bad', pass: holds, weight: maximum - earned },
      ],
      { good: value(0), bad: value(1) },
    );
    expect(scored.score).toBeCloseTo(score, 2);
    expect(scored.result).toBe(result);
  });

  it('a warning counts half a point, and a failed key objective fails all', () => {
    const rate: Objective = {
      indicator: 'rate',
      pass: [{ criteria: ['<1'] }],
      warning: [{ criteria: ['<2'] }],
    };
    expect(scoreCriteria([rate], { rate: value(1.5) }).score).toBe(50);
    expect(
      scoreCriteria(
        [
          { ...rate, weight: 99 },
          { ...objective, key: true },
        ],
        {
          rate: value(0),
          response_time_p95: value(900),
        },
      ),
    ).toMatchObject({ score: 99, result: 'fail' });
  });
});

/*
 * What Kayenta, which judges canaries for Spinnaker, publishes: WeightedSumScorer, ThresholdScoreClassifier and the
 * ScorerSuite of spinnaker/kayenta. The share of a group is spread over its metrics here.
 */
describe('the scores of Kayenta', () => {
  type Label =
    | 'pass'
    | 'high'
    | 'low'
    | 'nodata'
    | 'critical pass'
    | 'critical high'
    | 'critical nodata';
  type Group = [weight: number, ...labels: Label[]];

  function valueOf(label: Label): number {
    if (label.endsWith('pass')) {
      return 10;
    }
    return label.endsWith('low') ? 1 : 99;
  }

  function judge(groups: Group[], thresholds = { pass: 95, warning: 75 }) {
    const metrics = groups.flatMap(([weight, ...labels], group) =>
      labels.map((label, index) => ({
        id: `${group}-${index}`,
        label,
        weight: weight / labels.length,
      })),
    );
    return scoreCriteria(
      metrics.map(({ id, label, weight }) => ({
        indicator: id,
        weight,
        key: label.startsWith('critical'),
        pass: [{ criteria: ['>=5', '<=15'] }],
      })),
      Object.fromEntries(
        metrics.map(({ id, label }) => [
          id,
          label.endsWith('nodata')
            ? { error: 'no data' }
            : value(valueOf(label)),
        ]),
      ),
      thresholds,
    );
  }

  it.each<[string, Group[], number]>([
    ['Single Metric Pass', [[100, 'pass']], 100],
    ['Single Metric Fail', [[100, 'high']], 0],
    ['One Group, Two Metrics', [[100, 'pass', 'high']], 50],
    ['One Group, Three Metrics', [[100, 'pass', 'high', 'low']], 33.33],
    [
      'Two Groups, Three Metrics',
      [
        [75, 'pass', 'pass'],
        [25, 'high'],
      ],
      75,
    ],
    [
      'Two Groups, Three Metrics (Equal Weight)',
      [
        [50, 'pass', 'high'],
        [50, 'high'],
      ],
      25,
    ],
    [
      'Two Groups (Unequal Weight), Four Metrics',
      [
        [15, 'high', 'low', 'pass'],
        [85, 'high'],
      ],
      5,
    ],
    [
      'one low (normal), one good (critical)',
      [[100, 'low', 'critical pass']],
      50,
    ],
  ])('%s', (_, groups, score) => {
    expect(judge(groups).score).toBeCloseTo(score, 2);
  });

  // A score of the pass threshold passes, one of the marginal threshold is marginal: a warning here.
  it.each<[Group[], ScoreResult]>([
    [[[100, 'pass', 'pass', 'pass', 'pass']], 'pass'],
    [
      [
        [75, 'pass'],
        [25, 'high'],
      ],
      'pass',
    ],
    [
      [
        [74, 'pass'],
        [26, 'high'],
      ],
      'warning',
    ],
    [
      [
        [50, 'pass'],
        [50, 'high'],
      ],
      'warning',
    ],
    [
      [
        [49, 'pass'],
        [51, 'high'],
      ],
      'fail',
    ],
    [[[100, 'high']], 'fail'],
  ])('%j with the thresholds 75 and 50: %s', (groups, result) => {
    expect(judge(groups, { pass: 75, warning: 50 }).result).toBe(result);
  });

  it.each<[string, Group[]]>([
    [
      'one good (normal), one fail (critical)',
      [[100, 'pass', 'critical high']],
    ],
    [
      'one good (normal), one nodata (critical)',
      [[100, 'pass', 'critical nodata']],
    ],
    ['nothing but no data', [[100, 'nodata']]],
    ['half without data', [[100, 'pass', 'nodata']]],
  ])('fails with %s', (_, groups) => {
    expect(judge(groups).result).toBe('fail');
  });

  it('differs where a few have no data: there they are left out, here they fail with their weight', () => {
    expect(
      judge([
        [50, 'pass', 'pass'],
        [50, 'nodata'],
      ]),
    ).toMatchObject({
      score: 50,
      result: 'fail',
    });
  });
});
