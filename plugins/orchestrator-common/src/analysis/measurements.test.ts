import fc from 'fast-check';
import {
  assessMeasurement,
  emptyMetricRecord,
  isNoData,
  nextMeasurementAt,
  recordMeasurement,
} from './measurements';
import type {
  AnalysisMetric,
  Measurement,
  MeasurementPhase,
  MetricRecord,
} from './types';

const t0 = '2026-03-01T12:00:00.000Z';
const t1 = '2026-03-01T12:00:05.000Z';

const finished = (
  phase: MeasurementPhase,
  startedAt: string = t0,
): Measurement => ({ phase, startedAt, finishedAt: t1 });

const recordOf = (...phases: MeasurementPhase[]): MetricRecord =>
  phases.reduce(
    (record, phase) => recordMeasurement(record, finished(phase)),
    emptyMetricRecord(),
  );

describe('assessMeasurement', () => {
  const success = { successCondition: 'result > 5' };
  const failure = { failureCondition: 'result < 2' };
  const both = { ...success, ...failure };

  it.each([
    ['neither condition', {}, 1, 'Successful'],
    ['only a success condition that holds', success, 6, 'Successful'],
    ['only a success condition that doesn’t', success, 5, 'Failed'],
    ['only a failure condition that holds', failure, 1, 'Failed'],
    ['only a failure condition that doesn’t', failure, 2, 'Successful'],
    ['both, of which failure holds', both, 1, 'Failed'],
    ['both, of which success holds', both, 6, 'Successful'],
    ['both, of which none holds', both, 3, 'Inconclusive'],
    [
      'both, which hold together',
      { successCondition: 'result > 0', failureCondition: 'result > 0' },
      1,
      'Failed',
    ],
    [
      'a condition that throws',
      { successCondition: 'result.p95 > 1' },
      1,
      'Error',
    ],
    [
      'a condition that is no condition',
      { failureCondition: '>>' },
      1,
      'Error',
    ],
    [
      'a condition that answers neither true nor false',
      { successCondition: 'result + 1' },
      1,
      'Error',
    ],
    [
      'a failure condition that holds beside a success condition that throws',
      { ...failure, successCondition: 'gone' },
      1,
      'Error',
    ],
  ])('with %s', (_, conditions, value, phase) => {
    expect(assessMeasurement({ name: 'm', ...conditions }, { value })).toBe(
      phase,
    );
  });

  it('is Error when the query failed, whatever the conditions say', () => {
    expect(
      assessMeasurement(
        { name: 'm', onNoData: 'success' },
        { error: 'connection refused' },
      ),
    ).toBe('Error');
  });

  it.each([
    [undefined, 'Inconclusive'],
    ['success', 'Successful'],
    ['failure', 'Failed'],
    ['error', 'Error'],
  ] as const)('means by no data with onNoData %s: %s', (onNoData, phase) => {
    for (const value of [undefined, null, Number.NaN, [], [Number.NaN]]) {
      expect(
        assessMeasurement({ name: 'm', ...both, onNoData }, { value }),
      ).toBe(phase);
    }
  });

  it('lets conditions read further names, but not a false result', () => {
    expect(
      assessMeasurement(
        { name: 'm', successCondition: 'result > limit' },
        { value: 6 },
        { limit: 5, result: 0 },
      ),
    ).toBe('Successful');
  });
});

describe('isNoData', () => {
  it.each([undefined, null, Number.NaN, '', [], {}, [null, Number.NaN], [[]]])(
    'is true of %p',
    value => {
      expect(isNoData(value)).toBe(true);
    },
  );

  it.each([0, false, 'x', [0], [null, 1], { a: null }])(
    'is false of %p',
    value => {
      expect(isNoData(value)).toBe(false);
    },
  );
});

describe('recordMeasurement', () => {
  it.each([
    ['Successful', { count: 1, successful: 1, consecutiveSuccess: 1 }],
    ['Failed', { count: 1, failed: 1 }],
    ['Inconclusive', { count: 1, inconclusive: 1 }],
    ['Error', { error: 1, consecutiveError: 1 }],
  ] as const)('counts %s', (phase, counters) => {
    expect(recordMeasurement(emptyMetricRecord(), finished(phase))).toEqual({
      ...emptyMetricRecord(),
      ...counters,
      measurements: [finished(phase)],
    });
  });

  it('resets errors in a row by whatever is no error', () => {
    for (const phase of ['Successful', 'Failed', 'Inconclusive'] as const) {
      expect(recordOf('Error', 'Error', phase)).toMatchObject({
        error: 2,
        consecutiveError: 0,
      });
    }
  });

  it('resets successes in a row by whatever is no success', () => {
    for (const phase of ['Error', 'Failed', 'Inconclusive'] as const) {
      expect(recordOf('Successful', 'Successful', phase)).toMatchObject({
        successful: 2,
        consecutiveSuccess: 0,
      });
    }
  });

  it('counts a measurement once, when it is finished', () => {
    const started = recordMeasurement(recordOf('Failed'), {
      phase: 'Running',
      startedAt: t1,
    });
    expect(started).toMatchObject({ count: 1, failed: 1 });
    expect(started.measurements).toHaveLength(2);
    const done = recordMeasurement(started, finished('Successful', t1));
    expect(done).toMatchObject({ count: 2, successful: 1 });
    expect(done.measurements).toEqual([
      finished('Failed'),
      finished('Successful', t1),
    ]);
  });

  it('keeps a measurement under way when another one comes', () => {
    const started = recordMeasurement(emptyMetricRecord(), {
      phase: 'Running',
      startedAt: t0,
    });
    expect(
      recordMeasurement(started, finished('Successful', t1)).measurements,
    ).toHaveLength(2);
  });

  it('keeps the newest measurements and all counts when told how many', () => {
    const record = ['a', 'b', 'c'].reduce(
      (so, startedAt) =>
        recordMeasurement(so, finished('Failed', startedAt), { keep: 2 }),
      emptyMetricRecord(),
    );
    expect(record.failed).toBe(3);
    expect(record.measurements.map(m => m.startedAt)).toEqual(['b', 'c']);
  });

  it('keeps its books straight for any series, and leaves its input alone', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom<MeasurementPhase>(
            'Successful',
            'Failed',
            'Inconclusive',
            'Error',
          ),
        ),
        phases => {
          const start = Object.freeze(emptyMetricRecord());
          Object.freeze(start.measurements);
          const record = phases.reduce<MetricRecord>(
            (so, phase) => recordMeasurement(so, finished(phase)),
            start,
          );
          const { successful, failed, inconclusive, error } = record;
          expect(record.count).toBe(successful + failed + inconclusive);
          expect(record.count + error).toBe(phases.length);
          const tail = (wanted: MeasurementPhase) =>
            phases.length - 1 - phases.findLastIndex(p => p !== wanted);
          expect(record.consecutiveSuccess).toBe(tail('Successful'));
          expect(record.consecutiveError).toBe(tail('Error'));
        },
      ),
    );
  });
});

describe('nextMeasurementAt', () => {
  const metric: AnalysisMetric = { name: 'm', interval: '5m', count: 3 };

  it.each<[string, AnalysisMetric, MetricRecord, string | undefined]>([
    ['at once when there is none', metric, emptyMetricRecord(), t0],
    [
      'after the interval',
      metric,
      recordOf('Failed'),
      '2026-03-01T12:05:05.000Z',
    ],
    [
      '10 s after an error, whatever the interval',
      metric,
      recordOf('Error'),
      '2026-03-01T12:00:15.000Z',
    ],
    [
      '10 s after an error without an interval',
      { name: 'm' },
      recordOf('Error'),
      '2026-03-01T12:00:15.000Z',
    ],
    [
      'never when enough were counted',
      metric,
      recordOf('Failed', 'Failed', 'Failed'),
      undefined,
    ],
    ['never after the only one', { name: 'm' }, recordOf('Failed'), undefined],
    [
      'again and again with an interval alone',
      { name: 'm', interval: '1m' },
      recordOf('Failed', 'Failed'),
      '2026-03-01T12:01:05.000Z',
    ],
    [
      'from the start of one whose end nobody wrote down',
      metric,
      recordMeasurement(emptyMetricRecord(), {
        phase: 'Failed',
        startedAt: t0,
      }),
      '2026-03-01T12:05:00.000Z',
    ],
    [
      'not while one is under way',
      metric,
      recordMeasurement(emptyMetricRecord(), {
        phase: 'Running',
        startedAt: t0,
      }),
      undefined,
    ],
  ])('is due %s', (_, given, record, due) => {
    expect(nextMeasurementAt(given, record, t0)).toBe(due);
  });
});
