import {
  emptyMetricRecord,
  trainMetricSchema,
  type TrainMetric,
  type MetricScope,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { TestClock } from '../testing';
import {
  analysisResult,
  AnalysisSampler,
  dueMetrics,
  emptyAnalysisMemory,
  nextSampleAt,
  recordSample,
  type AnalysisInput,
} from './AnalysisSampler';
import type { MetricSample } from './sample';

const START = '2030-01-01T00:00:00.000Z';
const signal = new AbortController().signal;
const scope: MetricScope = {
  train: { id: 't', name: 't', title: 'T', owner: 'o', departure: START },
  products: [],
  milestones: {},
  wave: { id: 'pilot', title: 'Pilot' },
};

function metric(name: string, more: Record<string, unknown> = {}): TrainMetric {
  return trainMetricSchema.parse({
    name,
    successCondition: 'result[0] < 1',
    prometheus: { query: name },
    ...more,
  });
}

/** Reads from lists, a value a sample. */
function sampling(answers: Record<string, unknown[]>) {
  const clock = new TestClock(START);
  const asked: string[] = [];
  const sampler = new AnalysisSampler({
    clock,
    reader: {
      measure: async ({ name }): Promise<MetricSample> => {
        asked.push(name);
        const value = answers[name].shift();
        const evidence = [{ title: name, url: `https://example.com/${name}` }];
        return value instanceof Error
          ? { error: value.message, evidence }
          : { value, evidence };
      },
    },
  });
  const run = async (input: Omit<AnalysisInput, 'memory' | 'startedAt'>) => {
    let memory = emptyAnalysisMemory();
    const phases: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      const progress = await sampler.sample(
        { ...input, memory, startedAt: START },
        () => scope,
        signal,
      );
      memory = progress.memory;
      phases.push(progress.assessment.phase);
      if (progress.nextAt === undefined) {
        return { progress, phases };
      }
      clock.advance(Date.parse(progress.nextAt) - clock.now().getTime());
    }
    throw new Error('it does not end');
  };
  return { clock, asked, sampler, run };
}

describe('AnalysisSampler', () => {
  it('samples each metric at its interval until all have their verdict', async () => {
    const { asked, run } = sampling({ a: [[0], [0], [0]], b: [[0]] });
    const metrics = [metric('a', { interval: '30s', count: 3 }), metric('b')];
    const { progress, phases } = await run({ metrics });
    expect(asked).toEqual(['a', 'b', 'a', 'a']);
    expect(phases).toEqual(['Running', 'Running', 'Successful']);
    expect(
      progress.memory.records.a.measurements.map(({ startedAt }) => startedAt),
    ).toEqual([
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T00:00:30.000Z',
      '2030-01-01T00:01:00.000Z',
    ]);
    const samples = { successful: 1, failed: 0, inconclusive: 0, error: 0 };
    const figure = {
      status: 'Successful',
      value: '[0]',
      asked: 'passes when result[0] < 1',
    };
    expect(analysisResult(metrics, progress)).toEqual({
      status: 'pass',
      measured: {
        figures: [
          { name: 'a', ...figure, samples: { ...samples, successful: 3 } },
          { name: 'b', ...figure, samples },
        ],
      },
      summary: 'All metrics are Successful: a, b.',
      evidence: [
        { title: 'a', url: 'https://example.com/a' },
        { title: 'b', url: 'https://example.com/b' },
      ],
      facts: {
        phase: 'Successful',
        metrics: { a: 'Successful', b: 'Successful' },
      },
    });
  });

  it('ends with the first failure, and keeps the others as aborted', async () => {
    const { run } = sampling({ a: [[0]], b: [[2]] });
    const metrics = [metric('a', { interval: '30s' }), metric('b')];
    const { progress } = await run({ metrics });
    expect(progress.memory.records.a.phase).toBe('Aborted');
    expect(analysisResult(metrics, progress)).toMatchObject({
      status: 'fail',
      summary: 'Failed because of b.',
    });
  });

  it.each<[string, unknown[], Record<string, unknown>, string]>([
    ['no data', [[]], {}, 'inconclusive'],
    ['no data that is a success', [[]], { onNoData: 'success' }, 'pass'],
    [
      'errors in a row',
      [1, 2, 3, 4, 5].map(n => new Error(`no answer ${n}`)),
      {},
      'error',
    ],
    ['an error that goes away', [new Error('no answer'), [0]], {}, 'pass'],
  ])('makes a result of %s', async (_, answers, more, status) => {
    const { run } = sampling({ a: answers });
    const metrics = [metric('a', more)];
    const { progress } = await run({ metrics });
    expect(analysisResult(metrics, progress).status).toBe(status);
  });

  it('keeps why a sample is an error, and tries again after 10 s', async () => {
    const { sampler } = sampling({ a: [new Error('no answer')] });
    const { memory, nextAt } = await sampler.sample(
      {
        metrics: [metric('a', { interval: '1h' })],
        memory: emptyAnalysisMemory(),
        startedAt: START,
      },
      () => scope,
      signal,
    );
    expect(memory.records.a.measurements).toEqual([
      {
        phase: 'Error',
        message: 'no answer',
        startedAt: START,
        finishedAt: START,
      },
    ]);
    expect(nextAt).toBe('2030-01-01T00:00:10.000Z');
  });

  it('goes on after a verdict only where it is told to', () => {
    const failed = {
      ...emptyMetricRecord(),
      phase: 'Failed' as const,
      measurements: [{ phase: 'Failed' as const, startedAt: START }],
    };
    const input: AnalysisInput = {
      metrics: [metric('a', { interval: '30s' })],
      memory: { records: { a: failed }, evidence: {} },
      startedAt: START,
    };
    const later = '2030-01-01T01:00:00.000Z';
    expect(nextSampleAt(input)).toBeUndefined();
    expect(dueMetrics(input, later)).toEqual([]);
    const on = { ...input, afterVerdict: true };
    expect(nextSampleAt(on)).toBe('2030-01-01T00:00:30.000Z');
    expect(dueMetrics(on, later)).toHaveLength(1);
    expect(dueMetrics(on, START)).toEqual([]);
  });

  it('knows a metric by its own name alone', async () => {
    const { run } = sampling({ constructor: [[0]] });
    const { progress } = await run({ metrics: [metric('constructor')] });
    expect(progress.assessment.phase).toBe('Successful');
  });
});

describe('recordSample', () => {
  const times = { startedAt: START, finishedAt: START };
  const record = (
    one: TrainMetric,
    value: unknown,
    before = emptyMetricRecord(),
  ) => recordSample(one, before, { value, evidence: [] }, times);

  it('keeps the newest 500 measurements, and counts all', () => {
    let kept = emptyMetricRecord();
    const one = metric('a', { interval: '1s' });
    for (let index = 0; index < 510; index += 1) {
      kept = record(one, [index / 1_000], kept);
    }
    expect(kept.measurements).toHaveLength(500);
    expect(kept.measurements[0].value).toEqual([0.01]);
    expect(kept.successful).toBe(510);
  });

  it.each<[unknown, unknown]>([
    [
      [0, NaN, Infinity, -Infinity],
      [0, 'NaN', '+Inf', '-Inf'],
    ],
    [
      Array.from({ length: 30 }, () => 0),
      [...Array.from({ length: 20 }, () => 0), '… 30 in all'],
    ],
    [['x'.repeat(300)], [`${'x'.repeat(200)}…`]],
    [{ a: { b: null } }, { a: { b: null } }],
    [
      Object.fromEntries(
        Array.from({ length: 20 }, (_, key) => [
          `k${key}`,
          Array.from({ length: 20 }, () => 'y'.repeat(20)),
        ]),
      ),
      'A value of 9351 characters, which is not kept',
    ],
  ])('stores %j so that it can be kept', (value, stored) => {
    expect(record(metric('a'), value).measurements[0].value).toEqual(stored);
  });

  it('lets conditions read the scope', () => {
    const one = metric('a', { successCondition: 'wave.id == "pilot"' });
    expect(
      recordSample(
        one,
        emptyMetricRecord(),
        { value: 1, evidence: [] },
        times,
        {
          ...scope,
        },
      ).phase,
    ).toBe('Successful');
  });

  it.each<[Record<string, unknown>, unknown, string]>([
    [{ objective: 99 }, { severity: 'none' }, 'Successful'],
    [{ objective: 99 }, { severity: 'page' }, 'Failed'],
    [{ objective: 99 }, { severity: 'ticket' }, 'Inconclusive'],
    [{ objective: 99 }, undefined, 'Inconclusive'],
    [{ canary: 'a' }, { worse: false }, 'Successful'],
    [{ canary: 'a' }, { worse: true }, 'Failed'],
  ])('judges %j by itself: %j', (spec, value, phase) => {
    const source =
      'objective' in spec
        ? { burnRate: { ...spec, errorRatio: 'x' } }
        : { comparison: { ...spec, baseline: 'b' } };
    const one = trainMetricSchema.parse({ name: 'a', ...source });
    expect(record(one, value).phase).toBe(phase);
  });
});
