import { METRICS, type MetricDefinition } from './metricDefinitions';
import { Metrics } from './Metrics';
import { RecordedMetrics } from './__testUtils__/RecordedMetrics';

describe('the metrics', () => {
  it.each(Object.values<MetricDefinition>(METRICS))(
    '$name keeps to the conventions of OpenTelemetry',
    ({ name, kind, unit, labels, buckets, description }) => {
      expect(name).toMatch(/^orchestrator(\.[a-z][a-z_]*)+$/);
      expect(name).not.toMatch(/_?(seconds|total|count)$/);
      expect(unit).toMatch(/^(s|\{[a-z]+\})$/);
      expect(description).toMatch(/^[A-Z0-9].*[^.]$/);
      expect(labels).not.toContain('run');
      expect(labels).not.toContain('target');
      expect(buckets !== undefined).toBe(kind === 'histogram');
    },
  );

  it('are instruments of the kind and unit that they are declared with', () => {
    const recorded = new RecordedMetrics();
    const metrics = new Metrics(recorded.service);
    metrics.observe('queueDepth', () => {});
    expect(recorded.instruments.get('orchestrator.attempts')).toEqual({
      kind: 'counter',
      unit: '{attempt}',
    });
    expect(recorded.instruments.get('orchestrator.attempt.duration')).toEqual({
      kind: 'histogram',
      unit: 's',
    });
    expect(recorded.instruments.get('orchestrator.queue.depth')).toEqual({
      kind: 'gauge',
      unit: '{item}',
    });
  });

  it('have durations in seconds', () => {
    const recorded = new RecordedMetrics();
    new Metrics(recorded.service).duration('startDelay', 1500, { lane: 'git' });
    expect(recorded.of('orchestrator.queue.start.delay')).toEqual([
      { value: 1.5, attributes: { lane: 'git' } },
    ]);
  });

  it('keep the values of an attribute from growing without end', () => {
    const recorded = new RecordedMetrics();
    const metrics = new Metrics(recorded.service);
    for (let index = 0; index < 500; index += 1) {
      metrics.add('failures', {
        stage: 'apply',
        class: 'permanent',
        code: `code${index}`,
      });
    }
    const codes = new Set(
      recorded
        .of('orchestrator.failures')
        .map(({ attributes }) => String(attributes.code)),
    );
    expect(codes.size).toBe(101);
    expect(codes).toContain('other');
  });
});
