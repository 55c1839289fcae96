import { assessAnalysis } from './analyses';
import {
  assessMeasurement,
  emptyMetricRecord,
  recordMeasurement,
} from './measurements';
import { assessMetric, isVerdict } from './phases';
import type { AnalysisMetric, MetricPhase, MetricRecord } from './types';

/*
 * What Argo Rollouts publishes of its analysis. Sources, of argoproj/argo-rollouts:
 * docs/features/analysis.md, by the heading; its tests in analysis/analysis_test.go and utils/evaluate, by name.
 */

/** A value, or nothing where the query fails. */
type Sample = number | undefined;

const T = '2026-01-01T00:00:00.000Z';

/** Samples a metric until it has its verdict; tells it, and how many samples that took. */
function play(
  metric: Partial<AnalysisMetric>,
  samples: Sample[],
  terminating = false,
): { phase: MetricPhase; taken: number } {
  const asked = { name: 'm', ...metric };
  let record: MetricRecord = emptyMetricRecord();
  let taken = 0;
  for (const sample of samples) {
    if (isVerdict(assessMetric(asked, record))) {
      break;
    }
    taken += 1;
    record = recordMeasurement(record, {
      phase: assessMeasurement(
        asked,
        sample === undefined ? { error: 'no answer' } : { value: sample },
      ),
      startedAt: T,
      finishedAt: T,
    });
  }
  return { phase: assessMetric(asked, record, { terminating }), taken };
}

const times = (count: number, sample: Sample): Sample[] =>
  Array.from({ length: count }, () => sample);

const RATE = { successCondition: 'result >= 0.95', interval: '5m' };
const GOOD = 0.95;
const BAD = 0.94;

describe('a metric of Argo Rollouts', () => {
  it.each<
    [string, string, Partial<AnalysisMetric>, Sample[], MetricPhase, number]
  >([
    // "Background Analysis": as many failures as the limit are borne; one more is not.
    [
      'Background Analysis',
      'at the limit',
      { ...RATE, failureLimit: 3 },
      times(3, BAD),
      'Running',
      3,
    ],
    [
      'Background Analysis',
      'beyond the limit',
      { ...RATE, failureLimit: 3 },
      times(9, BAD),
      'Failed',
      4,
    ],
    [
      'Background Analysis',
      'goes on without an end',
      RATE,
      times(99, GOOD),
      'Running',
      99,
    ],
    // "Analysis as a step": no interval, no count: one sample.
    [
      'Analysis as a step',
      'one good sample',
      { ...RATE, interval: undefined },
      times(5, GOOD),
      'Successful',
      1,
    ],
    [
      'Analysis as a step',
      'one bad sample',
      { ...RATE, interval: undefined },
      times(5, BAD),
      'Failed',
      1,
    ],
    [
      'Analysis as a step',
      'count',
      { ...RATE, count: 5 },
      times(9, GOOD),
      'Successful',
      5,
    ],
    [
      'Analysis as a step',
      'before the count',
      { ...RATE, count: 5 },
      times(4, GOOD),
      'Running',
      4,
    ],
    // "Failure Conditions and Failure Limit".
    [
      'Failure Conditions',
      'nine errors',
      {
        interval: '5m',
        failureCondition: 'result >= 10',
        failureLimit: 3,
        count: 4,
      },
      times(4, 9),
      'Successful',
      4,
    ],
    [
      'Failure Conditions',
      'ten errors',
      { interval: '5m', failureCondition: 'result >= 10', failureLimit: 3 },
      times(4, 10),
      'Failed',
      4,
    ],
    // "Only ConsecutiveSuccessLimit applicable": waits for something to come true.
    [
      'Only ConsecutiveSuccessLimit',
      'in the end',
      { ...RATE, failureLimit: -1, consecutiveSuccessLimit: 4 },
      [BAD, BAD, GOOD, GOOD, GOOD, BAD, ...times(6, GOOD)],
      'Successful',
      10,
    ],
    [
      'Only ConsecutiveSuccessLimit',
      'never',
      { ...RATE, failureLimit: -1, consecutiveSuccessLimit: 4 },
      times(50, BAD),
      'Running',
      50,
    ],
    [
      'Only ConsecutiveSuccessLimit',
      'not in time',
      { ...RATE, failureLimit: -1, consecutiveSuccessLimit: 4, count: 6 },
      [BAD, GOOD, GOOD, GOOD, BAD, GOOD],
      'Failed',
      6,
    ],
    // "Both FailureLimit and ConsecutiveSuccessLimit applicable".
    [
      'Both limits',
      'successes first',
      { ...RATE, failureLimit: 3, consecutiveSuccessLimit: 4 },
      [BAD, GOOD, BAD, GOOD, BAD, ...times(9, GOOD)],
      'Successful',
      9,
    ],
    [
      'Both limits',
      'failures first',
      { ...RATE, failureLimit: 3, consecutiveSuccessLimit: 4 },
      [BAD, GOOD, BAD, GOOD, BAD, GOOD, BAD, GOOD],
      'Failed',
      7,
    ],
    [
      'Both limits',
      'neither at the count',
      { ...RATE, failureLimit: 3, consecutiveSuccessLimit: 4, count: 7 },
      [BAD, GOOD, BAD, GOOD, BAD, GOOD, GOOD],
      'Inconclusive',
      7,
    ],
    // "Inconclusive Runs".
    [
      'Inconclusive Runs',
      'between both conditions',
      { successCondition: 'result >= 0.90', failureCondition: 'result < 0.50' },
      [0.7],
      'Inconclusive',
      1,
    ],
    [
      'Inconclusive Runs',
      'at the upper one',
      { successCondition: 'result >= 0.90', failureCondition: 'result < 0.50' },
      [0.9],
      'Successful',
      1,
    ],
    [
      'Inconclusive Runs',
      'below the lower one',
      { successCondition: 'result >= 0.90', failureCondition: 'result < 0.50' },
      [0.49],
      'Failed',
      1,
    ],
    // TestAssessMetricStatusInconclusiveLimit, with the limit 2.
    [
      'InconclusiveLimit',
      'at the limit',
      {
        interval: '1m',
        successCondition: 'result >= 0.90',
        failureCondition: 'result < 0.50',
        inconclusiveLimit: 2,
      },
      times(2, 0.7),
      'Running',
      2,
    ],
    [
      'InconclusiveLimit',
      'beyond the limit',
      {
        interval: '1m',
        successCondition: 'result >= 0.90',
        failureCondition: 'result < 0.50',
        inconclusiveLimit: 2,
      },
      times(9, 0.7),
      'Inconclusive',
      3,
    ],
    // TestAssessMetricStatusConsecutiveErrors: four in a row are borne by default.
    ['ConsecutiveErrors', 'four', RATE, times(4, undefined), 'Running', 4],
    ['ConsecutiveErrors', 'five', RATE, times(9, undefined), 'Error', 5],
    [
      'ConsecutiveErrors',
      'a limit of its own',
      { ...RATE, consecutiveErrorLimit: 1 },
      times(9, undefined),
      'Error',
      2,
    ],
    // TestRunMeasurementsResetConsecutiveErrorCounter.
    [
      'ResetConsecutiveError',
      'a value between',
      RATE,
      [...times(4, undefined), GOOD, ...times(4, undefined)],
      'Running',
      9,
    ],
    // An error is no sample of the count.
    [
      'CountReached',
      'errors are not counted',
      { ...RATE, count: 2 },
      [undefined, GOOD, undefined, GOOD],
      'Successful',
      4,
    ],
    // EvaluateResult without conditions.
    ['EvaluateResult', 'no condition', {}, [0], 'Successful', 1],
  ])('%s, %s', (_, __, metric, samples, phase, taken) => {
    expect(play(metric, samples)).toEqual({ phase, taken });
  });

  const facts = (
    failed: number,
    successful: number,
    consecutiveSuccess: number,
  ): MetricRecord => ({
    ...emptyMetricRecord(),
    failed,
    successful,
    count: failed + successful,
    consecutiveSuccess,
    measurements: [{ phase: 'Failed', startedAt: T, finishedAt: T }],
  });

  /*
   * TestAssessMetricStatusFailureLimitAndConsecutiveSuccessLimit, both limits 4. Its last column is what it says of a
   * run that is told to end; ours is Aborted wherever there is no verdict, where Argo Rollouts says Successful.
   */
  it.each<[number | undefined, MetricRecord, MetricPhase, MetricPhase]>([
    [undefined, facts(3, 4, 3), 'Running', 'Aborted'],
    [undefined, facts(5, 4, 0), 'Failed', 'Failed'],
    [undefined, facts(3, 5, 4), 'Successful', 'Successful'],
    [undefined, facts(5, 5, 4), 'Failed', 'Failed'],
    [10, facts(4, 6, 3), 'Inconclusive', 'Inconclusive'],
    [10, facts(5, 5, 3), 'Failed', 'Failed'],
    [10, facts(4, 6, 4), 'Successful', 'Successful'],
    [10, facts(5, 5, 4), 'Failed', 'Failed'],
    [10, facts(3, 5, 3), 'Running', 'Aborted'],
    [10, facts(5, 3, 3), 'Failed', 'Failed'],
    [10, facts(3, 5, 4), 'Successful', 'Successful'],
    [10, facts(5, 4, 4), 'Failed', 'Failed'],
  ])(
    'with both limits and a count of %p: case %#',
    (count, record, phase, ended) => {
      const metric: AnalysisMetric = {
        name: 'success-rate',
        interval: '60s',
        failureLimit: 4,
        consecutiveSuccessLimit: 4,
        count,
      };
      expect(assessMetric(metric, record)).toBe(phase);
      expect(assessMetric(metric, record, { terminating: true })).toBe(ended);
    },
  );

  it.each<[string, Sample[], MetricPhase]>([
    ['good samples', times(3, GOOD), 'Aborted'],
    ['no sample at all', [], 'Aborted'],
    ['failures beyond the limit', times(4, BAD), 'Failed'],
  ])(
    'that is told to end with %s is %s, where Argo Rollouts has a success unless it failed',
    (_, samples, phase) => {
      expect(play({ ...RATE, failureLimit: 3 }, samples, true).phase).toBe(
        phase,
      );
    },
  );
});

describe('an analysis of Argo Rollouts', () => {
  const ended = (phase: MetricPhase): MetricRecord => ({
    ...emptyMetricRecord(),
    phase,
    measurements: [{ phase: 'Successful', startedAt: T, finishedAt: T }],
  });
  const errors = (name: string, dryRun?: boolean): AnalysisMetric => ({
    name,
    interval: '5m',
    failureCondition: 'result >= 10',
    failureLimit: 3,
    dryRun,
  });

  // analysisStatusOrder of utils/analysis/helpers.go, from the best to the worst.
  const ORDER = ['Successful', 'Inconclusive', 'Error', 'Failed'] as const;

  it.each(
    ORDER.flatMap((a, i) => ORDER.map((b, j) => [a, b, ORDER[Math.max(i, j)]])),
  )('of %s and %s is %s', (a, b, worst) => {
    expect(
      assessAnalysis([errors('a'), errors('b')], {
        a: ended(a),
        b: ended(b),
      }).phase,
    ).toBe(worst);
  });

  // "Dry-Run Mode" and "Dry-Run Summary".
  it.each<[string, boolean, MetricPhase, boolean, MetricPhase, MetricPhase]>([
    ['a dry run that fails', true, 'Failed', false, 'Successful', 'Successful'],
    ['a dry run that errs', true, 'Error', false, 'Successful', 'Successful'],
    [
      'a dry run that is inconclusive',
      true,
      'Inconclusive',
      false,
      'Successful',
      'Successful',
    ],
    [
      'a dry run that passes beside a failure',
      true,
      'Successful',
      false,
      'Failed',
      'Failed',
    ],
    // TestAssessRunStatusWithOnlyDryRunMetrics has a success; here nothing was shown, which is no GO.
    ['dry runs alone', true, 'Failed', true, 'Successful', 'Inconclusive'],
  ])('with %s', (_, dryA, a, dryB, b, phase) => {
    expect(
      assessAnalysis([errors('a', dryA), errors('b', dryB)], {
        a: ended(a),
        b: ended(b),
      }).phase,
    ).toBe(phase);
  });

  it('sums dry runs up apart', () => {
    expect(
      assessAnalysis(
        [errors('4xx', true), errors('5xx', true), errors('latency')],
        {
          '4xx': ended('Failed'),
          '5xx': ended('Successful'),
          latency: ended('Successful'),
        },
      ).dryRunSummary,
    ).toMatchObject({ count: 2, successful: 1, failed: 1 });
  });

  // TestReconcileAnalysisRunTerminateSiblingAfterFail.
  it('ends the others when one has failed', () => {
    const { phase, metrics } = assessAnalysis(
      [errors('failed'), errors('running')],
      {
        failed: ended('Failed'),
        running: { ...ended('Running'), count: 1, successful: 1 },
      },
    );
    expect({ phase, metrics }).toEqual({
      phase: 'Failed',
      metrics: { failed: 'Failed', running: 'Aborted' },
    });
  });
});
