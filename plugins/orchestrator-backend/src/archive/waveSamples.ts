import type { TrainState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { AnalysisMemory } from '../metricSources';
import type { TrainWatchRow } from '../trains/rows';
import type { Watch } from '../trains/TrainRecords';
import { formatSubject, parseSubject } from '../trains/watches';
import { refuse } from './readRunFile';
import type { RunFileSamples } from './runFile';

/** What stands for the worker of samples that nobody goes on with. */
const NO_WORK = 'imported';

/**
 * The samples of a train's waves as they go into a file: those of waves and metrics that its manifest still has, which
 * are the ones that charts show.
 */
export function samplesOfWatches(
  train: TrainState,
  watches: Watch[],
): RunFileSamples[] {
  return watches.flatMap(({ subject, records }): RunFileSamples[] => {
    const about = parseSubject(subject);
    if (about.kind !== 'wave') {
      return [];
    }
    const { wave, round, stage } = about;
    const known = metricsOf(train, wave, stage);
    // A watch that nothing was measured for yet has no records.
    const measured = (records as Partial<AnalysisMemory>).records ?? {};
    const metrics = Object.entries(measured).filter(([name]) =>
      known?.includes(name),
    );
    return metrics.length > 0
      ? [{ wave, round, stage, metrics: Object.fromEntries(metrics) }]
      : [];
  });
}

/**
 * Checks samples of a file against the train that comes of its events.
 *
 * @param line - line of the file that they are in
 * @throws InputError where the train has no such wave, round or metric
 */
export function checkSamples(
  train: TrainState,
  { wave, round, stage, metrics }: RunFileSamples,
  line: number,
): void {
  const known = metricsOf(train, wave, stage);
  const state = train.waves.find(({ id }) => id === wave);
  if (!known || !state) {
    throw refuse(line, `samples of the wave ${wave}`, 'a wave of the train');
  }
  if (round > state.round) {
    throw refuse(
      line,
      `samples of round ${round} of the wave ${wave}`,
      `a round up to ${state.round}`,
    );
  }
  const stranger = Object.keys(metrics).find(name => !known.includes(name));
  if (stranger !== undefined) {
    throw refuse(
      line,
      `samples of ${stranger} in the analysis ${stage} the wave ${wave}`,
      known.join(', ') || 'no metric, as it has none',
    );
  }
}

/** The row of an analysis that is over: it is shown, and nothing is measured any more. */
export function rowOfSamples(
  runId: string,
  { wave, round, stage, metrics }: RunFileSamples,
): TrainWatchRow {
  return {
    run_id: runId,
    subject: formatSubject({ kind: 'wave', wave, round, stage }),
    work_id: NO_WORK,
    next_at: null,
    records: JSON.stringify({ records: metrics }),
  };
}

function metricsOf(
  train: TrainState,
  wave: string,
  stage: RunFileSamples['stage'],
): string[] | undefined {
  return train.manifest.spec.waves
    .find(({ id }) => id === wave)
    ?.analysis[stage].map(({ name }) => name);
}
