import { emptyMetricRecord } from './measurements';
import { assessMetric, isVerdict, wantedCount } from './phases';
import type { AnalysisMetric, MetricPhase, MetricRecord } from './types';

const some = [
  { phase: 'Successful' as const, startedAt: 't', finishedAt: 't' },
];
const record = (facts: Partial<MetricRecord>): MetricRecord => ({
  ...emptyMetricRecord(),
  measurements: some,
  ...facts,
});
const unbounded: AnalysisMetric = { name: 'm', interval: '1m' };

describe('wantedCount', () => {
  it.each([
    [{ count: 4, interval: '1m' }, 4],
    [{ count: 1 }, 1],
    [{}, 1],
    [{ interval: '1m' }, undefined],
  ])('is of %p: %p', (metric, wanted) => {
    expect(wantedCount({ name: 'm', ...metric })).toBe(wanted);
  });
});

describe('isVerdict', () => {
  it.each([
    [undefined, false],
    ['Pending', false],
    ['Running', false],
    ['Successful', true],
    ['Failed', true],
    ['Inconclusive', true],
    ['Error', true],
    ['Aborted', true],
  ] as const)('is of %s: %p', (phase, verdict) => {
    expect(isVerdict(phase)).toBe(verdict);
  });
});

describe('assessMetric', () => {
  it.each<
    [string, Partial<AnalysisMetric>, Partial<MetricRecord>, MetricPhase]
  >([
    ['keeps a verdict', {}, { phase: 'Successful', failed: 9 }, 'Successful'],
    ['keeps Aborted', {}, { phase: 'Aborted', successful: 9 }, 'Aborted'],
    [
      'assesses a Running one anew',
      {},
      { phase: 'Running', failed: 1 },
      'Failed',
    ],
    ['is Pending without a measurement', {}, { measurements: [] }, 'Pending'],
    [
      'is Running while a measurement is, even beyond a limit',
      {},
      { measurements: [{ phase: 'Running', startedAt: 't' }], failed: 9 },
      'Running',
    ],
    ['is Failed by one failure by default', {}, { failed: 1 }, 'Failed'],
    [
      'bears as many failures as its limit',
      { failureLimit: 2 },
      { failed: 2 },
      'Running',
    ],
    ['is Failed by one more', { failureLimit: 2 }, { failed: 3 }, 'Failed'],
    [
      'bears all failures with the limit off',
      { failureLimit: -1 },
      { failed: 99 },
      'Running',
    ],
    [
      'is Inconclusive by one inconclusive by default',
      {},
      { inconclusive: 1 },
      'Inconclusive',
    ],
    [
      'bears as many inconclusives as its limit',
      { inconclusiveLimit: 1 },
      { inconclusive: 1 },
      'Running',
    ],
    [
      'is Inconclusive by one more',
      { inconclusiveLimit: 1 },
      { inconclusive: 2 },
      'Inconclusive',
    ],
    [
      'bears four errors in a row by default',
      {},
      { consecutiveError: 4 },
      'Running',
    ],
    ['is Error by the fifth', {}, { consecutiveError: 5 }, 'Error'],
    [
      'is Error by the first with a limit of 0',
      { consecutiveErrorLimit: 0 },
      { consecutiveError: 1 },
      'Error',
    ],
    [
      'is Inconclusive where failures exceed their limit, too',
      {},
      { failed: 1, inconclusive: 1 },
      'Inconclusive',
    ],
    [
      'is Error where all limits are exceeded',
      {},
      { failed: 1, inconclusive: 1, consecutiveError: 5 },
      'Error',
    ],
    [
      'is Error where failures exceed their limit, too',
      {},
      { failed: 1, consecutiveError: 5 },
      'Error',
    ],
    [
      'is Successful by its successes in a row',
      { consecutiveSuccessLimit: 3 },
      { consecutiveSuccess: 3 },
      'Successful',
    ],
    [
      'is Running one success before',
      { consecutiveSuccessLimit: 3 },
      { consecutiveSuccess: 2 },
      'Running',
    ],
    [
      'is Running with a success limit of 0, which is off',
      { consecutiveSuccessLimit: 0 },
      { consecutiveSuccess: 9 },
      'Running',
    ],
    [
      'is Failed by a limit before its successes in a row count',
      { consecutiveSuccessLimit: 1 },
      { failed: 1, consecutiveSuccess: 1 },
      'Failed',
    ],
    [
      'is Running before its count is reached',
      { count: 3 },
      { count: 2, successful: 2 },
      'Running',
    ],
    [
      'is Inconclusive at its count with both limits on',
      { count: 3, consecutiveSuccessLimit: 3, failureLimit: 0 },
      { count: 3, consecutiveSuccess: 2 },
      'Inconclusive',
    ],
    [
      'is Failed at its count with the success limit alone',
      { count: 3, consecutiveSuccessLimit: 3, failureLimit: -1 },
      { count: 3 },
      'Failed',
    ],
    [
      'is Successful at its count with the failure limit alone',
      { count: 3, failureLimit: 1 },
      { count: 3, failed: 1 },
      'Successful',
    ],
    [
      'is Inconclusive at its count with no limit at all',
      { count: 3, failureLimit: -1 },
      { count: 3 },
      'Inconclusive',
    ],
    [
      'is Successful by its successes in a row before the count decides',
      { count: 3, consecutiveSuccessLimit: 3 },
      { count: 3, consecutiveSuccess: 3 },
      'Successful',
    ],
    [
      'is Running without an end with an interval alone',
      {},
      { count: 999, successful: 999 },
      'Running',
    ],
  ])('%s', (_, metric, facts, phase) => {
    expect(assessMetric({ ...unbounded, ...metric }, record(facts))).toBe(
      phase,
    );
  });

  it('is Successful after the only sample when neither count nor interval is set', () => {
    expect(assessMetric({ name: 'm' }, record({ count: 1 }))).toBe(
      'Successful',
    );
  });

  it.each<[string, Partial<MetricRecord>, MetricPhase]>([
    ['no measurement', { measurements: [] }, 'Aborted'],
    [
      'one under way',
      { measurements: [{ phase: 'Running', startedAt: 't' }] },
      'Aborted',
    ],
    ['only successes, but not enough', { count: 9, successful: 9 }, 'Aborted'],
    ['a limit exceeded', { failed: 1 }, 'Failed'],
    ['a verdict', { phase: 'Successful' }, 'Successful'],
  ])('terminated with %s it is %s', (_, facts, phase) => {
    expect(assessMetric(unbounded, record(facts), { terminating: true })).toBe(
      phase,
    );
  });
});
