import { emptyMetricRecord } from '../analysis';
import { scoreCriteria } from '../scoring';
import { measuredMetrics, measuredScore } from '.';

const startedAt = '2030-01-01T00:00:00.000Z';

describe('the figures of an analysis', () => {
  const record = (value: unknown) => ({
    ...emptyMetricRecord(),
    count: 1,
    failed: 1,
    measurements: [
      { phase: 'Successful' as const, value: 0, startedAt },
      { phase: 'Failed' as const, value, startedAt },
    ],
  });
  const figureOf = (value: unknown) =>
    measuredMetrics([{ name: 'a' }], { a: record(value) }, { a: 'Failed' })
      .figures[0];

  it('are the last value of each metric, what was asked of it, and its samples', () => {
    expect(
      measuredMetrics(
        [
          { name: 'errors', successCondition: 'result < 1' },
          {
            name: 'latency',
            successCondition: 'result < 5',
            failureCondition: 'result > 9',
          },
        ],
        { errors: record(2) },
        { errors: 'Failed', latency: 'Aborted' },
      ),
    ).toEqual({
      figures: [
        {
          name: 'errors',
          status: 'Failed',
          value: 2,
          asked: 'passes when result < 1',
          samples: { successful: 0, failed: 1, inconclusive: 0, error: 0 },
        },
        {
          name: 'latency',
          status: 'Aborted',
          asked: 'passes when result < 5; fails when result > 9',
        },
      ],
    });
  });

  it('say why there is no value', () => {
    const failed = {
      ...emptyMetricRecord(),
      error: 1,
      measurements: [
        { phase: 'Error' as const, message: 'No answer', startedAt },
      ],
    };
    const [figure] = measuredMetrics(
      [{ name: 'a' }],
      { a: failed },
      { a: 'Error' },
    ).figures;
    expect(figure).toMatchObject({ message: 'No answer' });
    expect(figure).not.toHaveProperty('value');
  });

  it.each([
    [[1, 2], '[1,2]'],
    ['NaN', 'NaN'],
    [NaN, 'NaN'],
    [{ severity: 'page' }, '{"severity":"page"}'],
    [null, 'null'],
  ])('keep %j as a text', (value, text) => {
    expect(figureOf(value).value).toBe(text);
  });

  it('stay small, whatever was measured', () => {
    const metrics = Array.from({ length: 200 }, (_, index) => ({
      name: `m${index}`,
      successCondition: 'result < 1 || '.repeat(100),
    }));
    const records = Object.fromEntries(
      metrics.map(({ name }) => [name, record('x'.repeat(10_000))]),
    );
    const measured = measuredMetrics(metrics, records, {});
    expect(measured.figures).toHaveLength(100);
    expect(JSON.stringify(measured).length).toBeLessThan(100_000);
  });
});

describe('the figures of a score', () => {
  it('are the value of each indicator, what it was compared with, and its points', () => {
    const score = scoreCriteria(
      [
        {
          indicator: 'p95',
          pass: [{ criteria: ['<500', '<+10%'] }],
          warning: [{ criteria: ['<800'] }],
          weight: 2,
        },
        { indicator: 'errors', pass: [{ criteria: ['<1'] }] },
      ],
      { p95: { value: 600 }, errors: { error: 'No answer' } },
      {
        history: [{ result: 'pass', indicators: { p95: { value: 500 } } }],
      },
    );
    const { score: points, figures } = measuredScore(score);
    expect(points).toBeCloseTo(100 / 3);
    expect(figures).toEqual([
      {
        name: 'p95',
        status: 'warning',
        value: 600,
        asked: expect.stringMatching(
          /^passes when <500, <\+10% \(550.*\); is a warning when <800$/,
        ),
        earned: 1,
        weight: 2,
      },
      {
        name: 'errors',
        status: 'fail',
        message: 'No answer',
        asked: 'passes when <1',
        earned: 0,
        weight: 1,
      },
    ]);
  });
});
