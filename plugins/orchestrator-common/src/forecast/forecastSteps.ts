import { trainStepKind, type TrainProduct, type TrainStep } from '../manifest';
import type { StepState } from '../model';
import { parseDuration } from '../pacing';
import type { ForecastStep } from './trainTypes';

/** A step of the activation of a product, before anything is done. */
export function forecastStep(
  { runbooks }: Pick<TrainProduct, 'runbooks'>,
  step: TrainStep,
): ForecastStep {
  const runbook = runbooks.find(({ id }) => id === step.manual?.runbook);
  if (!runbook) {
    return { kind: trainStepKind(step) };
  }
  const timers = runbook.steps.flatMap(({ timer }) => timer ?? []);
  return {
    kind: 'runbook',
    ...(timers.length === runbook.steps.length && {
      timersMs: timers.reduce((sum, timer) => sum + parseDuration(timer), 0),
    }),
  };
}

/** Steps that are not done of an activation that is under way. */
export function stepsLeft(
  product: TrainProduct,
  states: StepState[],
): ForecastStep[] {
  return product.activation.flatMap(step => {
    const state = states.find(({ id }) => id === step.id);
    return state?.status === 'done'
      ? []
      : {
          ...forecastStep(product, step),
          ...(state?.status === 'running' && { since: state.startedAt }),
        };
  });
}
