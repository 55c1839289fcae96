import type {
  MetricRecord,
  MetricSeries,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Watch } from './TrainRecords';
import { parseSubject } from './watches';

/** What is kept of the measurements of a wave, by the name of the metric. */
export type MetricRecords = Record<string, MetricRecord>;

/** The samples of the metrics of waves, as charts show them. */
export function metricSeries(
  train: TrainState,
  watches: Watch[],
  only?: string,
): MetricSeries[] {
  return watches.flatMap(({ subject, records }) => {
    const about = parseSubject(subject);
    const wave =
      about.kind === 'wave' &&
      train.manifest.spec.waves.find(({ id }) => id === about.wave);
    if (!wave || (only !== undefined && only !== wave.id)) {
      return [];
    }
    return wave.analysis[about.stage].map((metric): MetricSeries => {
      const record = (records as MetricRecords)[metric.name];
      return {
        wave: wave.id,
        stage: about.stage,
        metric: metric.name,
        title: metric.title ?? metric.name,
        condition: metric.successCondition ?? metric.failureCondition,
        dryRun: metric.dryRun,
        phase: record?.phase ?? 'Pending',
        samples: (record?.measurements ?? []).map(
          ({ startedAt, value, phase }) => ({
            at: startedAt,
            phase,
            ...(typeof value === 'number' && { value }),
          }),
        ),
      };
    });
  });
}
