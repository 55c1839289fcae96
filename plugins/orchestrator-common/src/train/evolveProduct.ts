import type {
  ProductEvent,
  ProductEventData,
  StepDescription,
} from '../events';
import { evolveCriteria, isCriterionEvent } from '../gates/evolveCriteria';
import type { ActivationState, ProductState, StepState } from '../model';
import type { EventPlace } from '../sweep/decision';
import { evolveNotes } from './evolveNotes';
import { evolveWorkflow } from './evolveWorkflow';

/** Ticks that are kept of a step; the log has all of them. */
const TICKS_KEPT = 200;

/**
 * The state of a product of a train after one more event: the fold of its stream.
 *
 * @param state - state so far; undefined before the first event, which is `product.planned`
 * @returns a new state; the given one is left as it is
 * @public
 */
export function evolveProduct(
  state: ProductState | undefined,
  event: ProductEvent,
  place: EventPlace,
): ProductState {
  if (event.type === 'product.planned') {
    return planned(state, event.data, place);
  }
  if (!state) {
    throw new Error(
      `The stream of a product of run ${place.runId} starts with ${event.type}, not with product.planned`,
    );
  }
  return {
    ...apply(state, event, place.occurredAt),
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function planned(
  state: ProductState | undefined,
  data: ProductEventData['product.planned'],
  place: EventPlace,
): ProductState {
  return {
    criteria: {},
    activations: [],
    createdAt: place.occurredAt,
    ...state,
    ...data,
    runId: place.runId,
    version: place.version,
    updatedAt: place.occurredAt,
  };
}

function apply(
  state: ProductState,
  event: Exclude<ProductEvent, { type: 'product.planned' }>,
  at: string,
): ProductState {
  if (isCriterionEvent(event)) {
    return { ...state, criteria: evolveCriteria(state.criteria, event) };
  }
  switch (event.type) {
    case 'activation.started':
      return withActivation(
        state,
        newActivation(event.data, event.data.round, 'activate', at),
      );
    case 'activation.rollbackStarted':
      return withActivation(state, {
        ...newActivation(
          event.data,
          roundOf(state, event.data.wave),
          'rollback',
          at,
        ),
        reason: event.data.reason,
      });
    case 'activation.finished':
      return patch(state, event.data.wave, ({ round }) => ({
        status: event.data.status,
        round: event.data.round ?? round,
        finishedAt: at,
      }));
    case 'step.started':
      return patchStep(state, event.data, () => ({
        status: 'running',
        workId: event.data.workId,
        startedAt: at,
        finishedAt: undefined,
        workflow: undefined,
      }));
    case 'step.finished':
      return patchStep(state, event.data, () => ({
        status: 'done',
        finishedAt: at,
        workId: undefined,
        retryAt: undefined,
        failure: undefined,
      }));
    case 'step.attemptFailed':
      return patchStep(state, event.data, step => ({
        attemptsUsed: step.attemptsUsed + (event.data.usesAttempt ? 1 : 0),
        failure: event.data.failure,
        retryAt: event.data.retryAt,
      }));
    case 'step.failed':
      return patchStep(state, event.data, () => ({
        status: 'failed',
        failure: event.data.failure,
        finishedAt: at,
        workId: undefined,
        retryAt: undefined,
      }));
    case 'step.retried':
      return reopen(
        patchStep(state, event.data, () => ({
          attemptsUsed: 0,
          failure: undefined,
          retriedBy: event.data.by,
        })),
        event.data.wave,
      );
    case 'step.settled':
      return reopen(
        patchStep(state, event.data, () => ({
          status: 'done',
          settledBy: event.data.by,
          note: event.data.note,
          finishedAt: at,
          failure: undefined,
        })),
        event.data.wave,
      );
    case 'step.workflowRequested':
    case 'step.workflowStarted':
    case 'step.workflowRefused':
    case 'step.workflowEnded':
    case 'step.workflowGivenUp':
    case 'step.workflowCancelled':
      return patch(state, event.data.wave, activation =>
        evolveWorkflow(activation, event),
      );
    case 'notes.drafted':
    case 'notes.edited':
      return { ...state, notes: evolveNotes(state.notes, event, at) };
    case 'runbook.ticked':
      return patchStep(state, event.data, step => ({
        ticks: [...step.ticks, event.data.tick].slice(-TICKS_KEPT),
      }));
    default:
      return assertNever(event);
  }
}

function newActivation(
  { wave, steps }: { wave: string; steps: StepDescription[] },
  round: number,
  direction: ActivationState['direction'],
  at: string,
): ActivationState {
  return {
    wave,
    round,
    status: direction === 'activate' ? 'activating' : 'rollingBack',
    direction,
    startedAt: at,
    steps: steps.map(
      (step): StepState => ({
        ...step,
        status: 'pending',
        attemptsUsed: 0,
        ticks: [],
      }),
    ),
  };
}

function roundOf({ activations }: ProductState, wave: string): number {
  return activations.find(activation => activation.wave === wave)?.round ?? 1;
}

/** What had failed is under way again. */
function reopen(state: ProductState, wave: string): ProductState {
  return patch(state, wave, ({ direction }) => ({
    status: direction === 'activate' ? 'activating' : 'rollingBack',
    finishedAt: undefined,
  }));
}

function withActivation(
  state: ProductState,
  activation: ActivationState,
): ProductState {
  // What is to be ended does not end with the activation that started it.
  const cancels = state.activations.find(
    ({ wave }) => wave === activation.wave,
  )?.cancels;
  return {
    ...state,
    activations: [
      ...state.activations.filter(({ wave }) => wave !== activation.wave),
      { ...activation, ...(cancels && { cancels }) },
    ],
  };
}

function patch(
  state: ProductState,
  wave: string,
  change: (activation: ActivationState) => Partial<ActivationState>,
): ProductState {
  return {
    ...state,
    activations: state.activations.map(activation =>
      activation.wave === wave
        ? { ...activation, ...change(activation) }
        : activation,
    ),
  };
}

function patchStep(
  state: ProductState,
  { wave, step: id }: { wave: string; step: string },
  change: (step: StepState) => Partial<StepState>,
): ProductState {
  return patch(state, wave, ({ steps }) => ({
    steps: steps.map(step =>
      step.id === id ? { ...step, ...change(step) } : step,
    ),
  }));
}

/* istanbul ignore next: only what a newer release has written gets here */
function assertNever(event: never): never {
  throw new Error(
    `Unknown event ${
      (event as { type: string }).type
    }: a newer release wrote it, and only such a one can read it`,
  );
}
