import type { AnalysisMetric } from './types';
import { findMetricProblems, validateMetrics } from './validateMetrics';

describe('validateMetrics', () => {
  it.each<[string, AnalysisMetric]>([
    ['a name alone', { name: 'm' }],
    ['an interval alone', { name: 'm', interval: '1m' }],
    ['a count of 1 without interval', { name: 'm', count: 1 }],
    [
      'a count that just reaches both limits',
      {
        name: 'm',
        interval: '1m',
        count: 5,
        failureLimit: 2,
        consecutiveSuccessLimit: 3,
      },
    ],
    [
      'the failure limit off and a success limit',
      {
        name: 'm',
        interval: '1m',
        failureLimit: -1,
        consecutiveSuccessLimit: 1,
      },
    ],
    [
      'conditions',
      {
        name: 'm',
        successCondition: 'result > 1',
        failureCondition: 'any(result, # < 0)',
      },
    ],
  ])('accepts %s', (_, metric) => {
    expect(() => validateMetrics([metric])).not.toThrow();
  });

  it.each<[string, AnalysisMetric[], RegExp]>([
    ['no metrics', [], /^metrics: found none, accepted is at least one$/],
    [
      'two metrics of one name',
      [{ name: 'm' }, { name: 'm' }],
      /^metrics\[1\]\.name: found "m", which metrics\[0\] has already/,
    ],
    [
      'an empty name',
      [{ name: '' }],
      /^metrics\[0\]\.name: found "", accepted is a name$/,
    ],
    [
      'both limits off',
      [{ name: 'm', failureLimit: -1 }],
      /^metrics\[0\]\.failureLimit: found -1, and consecutiveSuccessLimit is off/,
    ],
    [
      'a count below the sum of the limits',
      [
        {
          name: 'm',
          interval: '1m',
          count: 4,
          failureLimit: 2,
          consecutiveSuccessLimit: 3,
        },
      ],
      /^metrics\[0\]\.count: found 4, accepted is at least 5/,
    ],
    [
      'a count below the failure limit',
      [{ name: 'm', count: 1, failureLimit: 2 }],
      /^metrics\[0\]\.count: found 1, accepted is at least 2/,
    ],
    [
      'a count above 1 without interval',
      [{ name: 'm', count: 2 }],
      /^metrics\[0\]\.interval: found nothing, accepted is a duration, because count is 2$/,
    ],
    [
      'an interval that is none',
      [{ name: 'm', interval: 'often' }],
      /^metrics\[0\]\.interval: found "often", accepted is a duration/,
    ],
    [
      'an interval of 0',
      [{ name: 'm', interval: '0s' }],
      /^metrics\[0\]\.interval: found "0s", accepted is a duration longer than 0/,
    ],
    [
      'a count of 0',
      [{ name: 'm', count: 0 }],
      /^metrics\[0\]\.count: found 0, accepted is a whole number of 1 or more/,
    ],
    [
      'a failure limit below -1',
      [{ name: 'm', consecutiveSuccessLimit: 1, failureLimit: -2 }],
      /^metrics\[0\]\.failureLimit: found -2/,
    ],
    [
      'an inconclusive limit below 0',
      [{ name: 'm', inconclusiveLimit: -1 }],
      /^metrics\[0\]\.inconclusiveLimit: found -1/,
    ],
    [
      'an error limit that is no whole number',
      [{ name: 'm', consecutiveErrorLimit: 1.5 }],
      /^metrics\[0\]\.consecutiveErrorLimit: found 1.5/,
    ],
    [
      'a success condition that can’t be read',
      [{ name: 'm', successCondition: 'result >' }],
      /^metrics\[0\]\.successCondition: Condition "result >", position 8/,
    ],
    [
      'a failure condition that can’t be read',
      [{ name: 'm', failureCondition: 'eval(1)' }],
      /^metrics\[0\]\.failureCondition: Condition "eval\(1\)", position 0/,
    ],
  ])('refuses %s and names the field', (_, metrics, message) => {
    expect(() => validateMetrics(metrics)).toThrow(message);
  });

  it('names all mistakes, each on its line, under the field of the manifest', () => {
    const metrics = [
      { name: 'a', count: 3 },
      { name: 'a', failureLimit: -1 },
    ];
    expect(findMetricProblems(metrics, 'spec.watch').map(p => p.path)).toEqual([
      'spec.watch[0].interval',
      'spec.watch[1].failureLimit',
      'spec.watch[1].name',
    ]);
    expect(() => validateMetrics(metrics, 'spec.watch')).toThrow(
      /^spec\.watch\[0\]\.interval: .*\nspec\.watch\[1\]\.failureLimit: .*\nspec\.watch\[1\]\.name: /,
    );
  });
});
