import fc from 'fast-check';
import { analysisConsequence, assessAnalysis } from './analyses';
import { emptyMetricRecord } from './measurements';
import type { AnalysisMetric, MetricPhase, MetricRecord } from './types';

const metric = (name: string, dryRun?: boolean): AnalysisMetric => ({
  name,
  interval: '1m',
  ...(dryRun && { dryRun }),
});
const withPhase = (phase: MetricPhase): MetricRecord => ({
  ...emptyMetricRecord(),
  phase,
  measurements:
    phase === 'Pending'
      ? []
      : [{ phase: 'Successful', startedAt: 't', finishedAt: 't' }],
});
const assess = (phases: Record<string, MetricPhase>, dry: string[] = []) =>
  assessAnalysis(
    Object.keys(phases).map(name => metric(name, dry.includes(name))),
    Object.fromEntries(
      Object.entries(phases).map(([name, phase]) => [name, withPhase(phase)]),
    ),
  );

describe('assessAnalysis', () => {
  it.each<[MetricPhase[], MetricPhase]>([
    [['Successful', 'Successful'], 'Successful'],
    [['Successful', 'Running'], 'Running'],
    [['Successful', 'Pending'], 'Running'],
    [['Pending', 'Running'], 'Running'],
    [['Successful', 'Inconclusive'], 'Inconclusive'],
    [['Inconclusive', 'Error'], 'Error'],
    [['Error', 'Failed'], 'Failed'],
    [['Failed', 'Error', 'Inconclusive', 'Successful'], 'Failed'],
    [['Successful', 'Aborted'], 'Aborted'],
    [['Aborted', 'Inconclusive'], 'Inconclusive'],
  ])('makes of %p %s, in either order', (phases, overall) => {
    const named = (list: MetricPhase[]) =>
      Object.fromEntries(list.map((phase, i) => [`m${i}`, phase]));
    expect(assess(named(phases)).phase).toBe(overall);
    expect(assess(named([...phases].reverse())).phase).toBe(overall);
  });

  it.each(['Failed', 'Error', 'Inconclusive'] as const)(
    'terminates the others when one metric ends %s',
    phase => {
      expect(
        assess(
          { bad: phase, busy: 'Running', waiting: 'Pending', dry: 'Running' },
          ['dry'],
        ),
      ).toEqual({
        phase,
        message: `${phase} because of bad.`,
        dryRunSummary: {
          count: 1,
          successful: 0,
          failed: 0,
          inconclusive: 0,
          error: 0,
          aborted: 1,
        },
        metrics: {
          bad: phase,
          busy: 'Aborted',
          waiting: 'Aborted',
          dry: 'Aborted',
        },
      });
    },
  );

  it('terminates the others by a verdict that only now comes out', () => {
    const result = assessAnalysis([metric('a'), metric('b')], {
      a: { ...withPhase('Running'), failed: 1 },
    });
    expect(result.metrics).toEqual({ a: 'Failed', b: 'Aborted' });
  });

  it('doesn’t terminate the others by a dry run, and sums it up apart', () => {
    const result = assess({ dry: 'Failed', busy: 'Running' }, ['dry']);
    expect(result.phase).toBe('Running');
    expect(result.message).toBe('Waiting for busy.');
    expect(result.dryRunSummary).toMatchObject({ count: 1, failed: 1 });
  });

  it('doesn’t wait for a dry run', () => {
    expect(
      assess({ dry: 'Running', done: 'Successful' }, ['dry']),
    ).toMatchObject({
      phase: 'Successful',
      message: 'All metrics are Successful: done.',
      dryRunSummary: { count: 1, successful: 0 },
    });
  });

  it('takes dry runs alone for no evidence', () => {
    expect(assess({ dry: 'Successful' }, ['dry'])).toMatchObject({
      phase: 'Inconclusive',
      message: 'All metrics are dry runs, so that nothing was shown.',
    });
    expect(assess({ dry: 'Running' }, ['dry']).phase).toBe('Running');
  });

  it('is Aborted when it is told to end before there is a verdict, never Successful', () => {
    const result = assessAnalysis(
      [metric('a'), metric('b')],
      { a: withPhase('Successful') },
      { terminating: true },
    );
    expect(result).toMatchObject({
      phase: 'Aborted',
      message: 'Aborted because of b.',
      metrics: { a: 'Successful', b: 'Aborted' },
    });
  });

  it('takes a metric without a record, whatever its name, as Pending', () => {
    expect(assessAnalysis([metric('toString')], {})).toMatchObject({
      phase: 'Running',
      metrics: { toString: 'Pending' },
    });
  });

  it('refuses to judge without metrics', () => {
    expect(() => assessAnalysis([], {})).toThrow(
      'metrics: found none, accepted is at least one',
    );
  });

  it('never lets a dry run change the phase', () => {
    const phase = fc.constantFrom<MetricPhase>(
      'Pending',
      'Running',
      'Successful',
      'Failed',
      'Inconclusive',
      'Error',
      'Aborted',
    );
    fc.assert(
      fc.property(
        fc.array(phase, { minLength: 1, maxLength: 5 }),
        fc.array(phase, { maxLength: 5 }),
        (binding, dryRuns) => {
          const named = (prefix: string, list: MetricPhase[]) =>
            Object.fromEntries(list.map((p, i) => [`${prefix}${i}`, p]));
          const dry = named('dry', dryRuns);
          expect(
            assess({ ...dry, ...named('m', binding) }, Object.keys(dry)).phase,
          ).toBe(assess(named('m', binding)).phase);
        },
      ),
    );
  });
});

describe('analysisConsequence', () => {
  it.each([
    ['Pending', 'wait'],
    ['Running', 'wait'],
    ['Successful', 'proceed'],
    ['Inconclusive', 'pause'],
    ['Aborted', 'pause'],
    ['Failed', 'halt'],
    ['Error', 'halt'],
  ] as const)('of %s is to %s', (phase, consequence) => {
    expect(analysisConsequence(phase)).toBe(consequence);
  });
});
