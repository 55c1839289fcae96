import type {
  ActivationState,
  Runbook,
  StepState,
  TrainProduct,
} from '@backstage-orchestrator/plugin-orchestrator-common';

/** A step of a runbook with where it stands. */
export interface RunbookItem {
  id: string;
  title: string;
  instructions: string;
  timer?: string;
  /** The newest word on it. */
  tick?: StepState['ticks'][number];
  done: boolean;
}

/** The runbook that is to be followed in an activation, or was. */
export interface FollowedRunbook {
  /** The step of the activation that it belongs to. */
  step: StepState;
  runbook?: Runbook;
  items: RunbookItem[];
  /** The one to do now; undefined when nothing is to be done. */
  current?: RunbookItem;
  /** Since when the current one is under way. */
  since?: string;
}

/**
 * The manual step of an activation that a person is asked for, as a runbook of one or more items.
 *
 * @param asked - step of the activation that the address names; without it, the one under way
 */
export function runbookOf(
  activation: ActivationState,
  product: TrainProduct,
  asked?: string,
): FollowedRunbook | undefined {
  const manual = activation.steps.filter(({ kind }) => kind === 'manual');
  const step =
    manual.find(({ status }) => status === 'running') ??
    manual.find(({ id }) => id === asked);
  if (!step) {
    return undefined;
  }
  const runbook = product.runbooks.find(({ id }) => id === step.runbook?.id);
  const items = step.runbook
    ? step.runbook.steps.map(id => {
        const described = runbook?.steps.find(one => one.id === id);
        const ticks = step.ticks.filter(tick => tick.step === id);
        return {
          id,
          title: described?.title ?? id,
          instructions: described?.instructions ?? '',
          ...(described?.timer !== undefined && { timer: described.timer }),
          ...(ticks.length > 0 && { tick: ticks[ticks.length - 1] }),
          done: ticks.some(({ result }) => result === 'done'),
        };
      })
    : [withoutRunbook(activation, product, step)];
  const current =
    step.status === 'running' ? items.find(({ done }) => !done) : undefined;
  const before = step.ticks.filter(({ result }) => result === 'done');
  return {
    step,
    runbook,
    items,
    current,
    since: current && (before[before.length - 1]?.at ?? step.startedAt),
  };
}

/** A manual step with instructions alone is a runbook of one item. */
function withoutRunbook(
  activation: ActivationState,
  product: TrainProduct,
  step: StepState,
): RunbookItem {
  const planned = (
    activation.direction === 'activate' ? product.activation : product.rollback
  ).find(({ id }) => id === step.id);
  return {
    id: step.id,
    title: step.title,
    instructions: planned?.manual?.instructions ?? '',
    timer: planned?.timeout,
    done: step.status === 'done',
  };
}
