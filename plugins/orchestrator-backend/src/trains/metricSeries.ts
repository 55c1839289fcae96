import type {
  MetricSeries,
  TrainState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { withConditions, type AnalysisMemory } from '../metricSources';
import { metricFigures } from './metricFigures';
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
      const { successCondition, failureCondition } = withConditions(metric);
      const measurements = record?.measurements ?? [];
      const { figures, values } = metricFigures(
        metric,
        measurements.map(({ value }) => value),
      );
      return {
        wave: wave.id,
        round: about.round,
        stage: about.stage,
        metric: metric.name,
        title: metric.title ?? metric.name,
        ...(successCondition !== undefined && { successCondition }),
        ...(failureCondition !== undefined && { failureCondition }),
        dryRun: metric.dryRun,
        phase: record?.phase ?? 'Pending',
        figures,
        samples: measurements.map(({ startedAt, phase, message }, index) => ({
          at: startedAt,
          phase,
          values: values[index],
          ...(message !== undefined && { message }),
        })),
      };
    });
  });
}
