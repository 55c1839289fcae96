import type {
  MetricSeries,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { AnalysisMemory } from '../metricSources';
import type { Watch } from './TrainRecords';
import { parseSubject } from './watches';

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
      const record = (records as Partial<AnalysisMemory>).records?.[
        metric.name
      ];
      return {
        wave: wave.id,
        stage: about.stage,
        metric: metric.name,
        title: metric.title ?? metric.name,
        condition: metric.successCondition ?? metric.failureCondition,
        dryRun: metric.dryRun,
        phase: record?.phase ?? 'Pending',
        samples: (record?.measurements ?? []).map(
          ({ startedAt, value, phase, message }) => ({
            at: startedAt,
            phase,
            ...(typeof value === 'number' && { value }),
            ...(message !== undefined && { message }),
          }),
        ),
      };
    });
  });
}
