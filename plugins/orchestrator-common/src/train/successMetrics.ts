import { milestoneAt } from '../calendar';
import type { SuccessMetric } from '../manifest';
import type { SuccessResult, TrainState } from '../model';
import { trainCalendar } from './planTrain';
import { hasLeft } from './trainContext';

/**
 * When a success metric is due to be measured: its offset, counted from the planned departure.
 *
 * @returns ISO 8601, UTC
 * @public
 */
export function successDueAt(
  { manifest, plan }: Pick<TrainState, 'manifest' | 'plan'>,
  { measure }: Pick<SuccessMetric, 'measure'>,
): string {
  return milestoneAt(
    { at: measure },
    plan.departure,
    trainCalendar(manifest.spec),
  );
}

/**
 * Success metrics that have neither a value nor somebody's word on why there is none; what is about a product that has
 * left the train is asked no more.
 *
 * @public
 */
export function openSuccessMetrics(
  state: Pick<TrainState, 'manifest' | 'passengers' | 'success'>,
): SuccessMetric[] {
  return state.manifest.spec.success.filter(
    ({ id, product }) =>
      !hasLeft(state, product) &&
      !state.success.some(result => result.id === id && isAnswer(result)),
  );
}

/** A failed try to measure is no answer. */
export function isAnswer({ value, note }: SuccessResult): boolean {
  return value !== undefined || note !== undefined;
}

/**
 * Success metrics that are still to be measured by themselves, each with the instant from which on it is due; only
 * while the train is closed, which is when they are reported.
 */
export function successToMeasure(
  state: TrainState,
): { id: string; dueAt: string }[] {
  return state.phase === 'closing'
    ? openSuccessMetrics(state)
        .filter(({ query }) => query !== undefined)
        .map(metric => ({ id: metric.id, dueAt: successDueAt(state, metric) }))
    : [];
}

/**
 * Why a success metric can't be measured now; undefined where it can.
 *
 * @public
 */
export function measureObstacle(
  { manifest, phase, departedAt }: TrainState,
  id: string,
): string | undefined {
  const metric = manifest.spec.success.find(one => one.id === id);
  if (!metric) {
    return `The train has no success metric ${id}`;
  }
  if (metric.query === undefined) {
    return `“${metric.title}” has no query: a person records its value`;
  }
  return departedAt === undefined
    ? `The train is ${phase}: there is nothing to measure before it has departed`
    : undefined;
}

/**
 * Success metrics by their kind, the kinds as they first come.
 *
 * @public
 */
export function successByKind(
  metrics: readonly SuccessMetric[],
): SuccessMetric[] {
  const kinds = [...new Set(metrics.map(({ kind }) => kind))];
  return kinds.flatMap(kind => metrics.filter(one => one.kind === kind));
}
