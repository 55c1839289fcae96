import type { ProductEvent, StepDescription } from '../events';
import {
  decideCriterion,
  isCriterionCommand,
  type CriterionContext,
} from '../gates';
import { trainStepKind, type TrainProduct, type TrainStep } from '../manifest';
import type {
  ActivationState,
  Failure,
  ProductState,
  StepState,
} from '../model';
import { afterFailure, type RetryPolicy } from '../pacing';
import { accept, reject, type Decision } from '../sweep/decision';
import { decideNotes } from './decideNotes';
import type { ProductCommand } from './productCommands';
import type { WaveOfSteps } from './trainContext';
import { giveUp, reportCancel, reportWorkflow } from './decideWorkflow';

/** What decisions about a product may look at beside its state. @public */
export interface ProductContext {
  now: string;
  random: () => number;
  /** A new id for a piece of work. */
  newId: () => string;
  retry: RetryPolicy;
  /** The product as the manifest has it. */
  product: TrainProduct;
  /** For commands about steps: the wave that they belong to. */
  wave?: WaveOfSteps;
  /** Who a note may be for: ids of waves, and personas. */
  segments: readonly string[];
  /** For commands about a criterion. */
  criterion?: CriterionContext;
}

/**
 * Decides what a command does to a product of a train.
 *
 * @remarks Steps go one after the other; the next one starts with the end of the one before.
 * @public
 */
export function decideProduct(
  state: ProductState,
  command: ProductCommand,
  context: ProductContext,
): Decision<ProductEvent> {
  if (isCriterionCommand(command)) {
    return context.criterion
      ? (decideCriterion(
          state.criteria,
          command,
          context.criterion,
        ) as Decision<ProductEvent>)
      : reject('invalid', `The train has no gate ${command.gate}`);
  }
  if (command.type === 'draftNotes' || command.type === 'editNotes') {
    return decideNotes(state, command, context);
  }
  const activation = state.activations.find(
    ({ wave }) => wave === command.wave,
  );
  switch (command.type) {
    case 'activate':
      return activate(state, activation, command, context);
    case 'rollBack':
      return rollBack(activation, command, context);
    case 'completeStep':
      return complete(activation, command, context);
    case 'reportWorkflow':
      return reportWorkflow(activation, command);
    case 'reportCancel':
      return reportCancel(activation, command);
    case 'finishManualStep':
      return finishManual(activation, command, context);
    case 'tickRunbook':
      return tickRunbook(activation, command, context);
    case 'retryStep':
    case 'settleStep':
      return repair(activation, command, context);
    default:
      return assertNever(command);
  }
}

type Of<T extends ProductCommand['type']> = Extract<
  ProductCommand,
  { type: T }
>;

function activate(
  state: ProductState,
  activation: ActivationState | undefined,
  { wave, round }: Of<'activate'>,
  context: ProductContext,
): Decision<ProductEvent> {
  if (activation?.status === 'activating') {
    return accept<ProductEvent>(...goOn(activation, context));
  }
  if (context.wave && (context.wave.held || context.wave.round !== round)) {
    // It comes too late: the wave has moved on.
    return accept<ProductEvent>();
  }
  if (activation && !['rolledBack', 'failed'].includes(activation.status)) {
    return activation.status === 'active'
      ? accept<ProductEvent>()
      : reject('conflict', `${state.title} is ${activation.status} in ${wave}`);
  }
  const steps = describe(context.product.activation, context.product);
  return accept<ProductEvent>(
    { type: 'activation.started', data: { wave, round, steps } },
    started(wave, steps[0], context),
  );
}

/** Always possible, in whatever state the activation is: a rollback never waits. Rule: semantics, section 4. */
function rollBack(
  activation: ActivationState | undefined,
  { wave, reason }: Of<'rollBack'>,
  context: ProductContext,
): Decision<ProductEvent> {
  if (
    !activation ||
    ['rollingBack', 'rolledBack', 'rollbackFailed'].includes(activation.status)
  ) {
    return accept<ProductEvent>();
  }
  const steps = describe(context.product.rollback, context.product);
  return accept<ProductEvent>(
    ...activation.steps.flatMap(step => giveUp(activation, step, context)),
    { type: 'activation.rollbackStarted', data: { wave, reason, steps } },
    started(wave, steps[0], context),
  );
}

function complete(
  activation: ActivationState | undefined,
  { wave, step: id, workId, outcome }: Of<'completeStep'>,
  context: ProductContext,
): Decision<ProductEvent> {
  const step = activation?.steps.find(candidate => candidate.id === id);
  // The fence: a rollback has begun meanwhile, or another attempt has taken over.
  if (!activation || step?.status !== 'running' || step.workId !== workId) {
    return reject('stale', 'The step has moved on: this result comes too late');
  }
  if (outcome.type === 'done') {
    return accept<ProductEvent>(
      { type: 'step.finished', data: { wave, step: id } },
      ...afterStep(activation, id, context),
    );
  }
  return failStep(activation, step, outcome.failure, context);
}

function failStep(
  activation: ActivationState,
  step: StepState,
  failure: Failure,
  context: ProductContext,
): Decision<ProductEvent> {
  const { wave, direction } = activation;
  const { retry, now, random } = context;
  const next = afterFailure(retry, failure, step.attemptsUsed + 1, now, random);
  return next.kind === 'retry'
    ? accept<ProductEvent>({
        type: 'step.attemptFailed',
        data: {
          wave,
          step: step.id,
          failure,
          retryAt: next.at,
          usesAttempt: next.usesAttempt,
        },
      })
    : accept<ProductEvent>(
        { type: 'step.failed', data: { wave, step: step.id, failure } },
        {
          type: 'activation.finished',
          data: {
            wave,
            status: direction === 'activate' ? 'failed' : 'rollbackFailed',
            round: context.wave?.round,
          },
        },
        ...giveUp(activation, step, context),
      );
}

function finishManual(
  activation: ActivationState | undefined,
  { wave, step: id, result, by, note }: Of<'finishManualStep'>,
  context: ProductContext,
): Decision<ProductEvent> {
  const step = manualStep(activation, id);
  if (!activation || !step) {
    return reject('conflict', `No manual step ${id} is to be done now`);
  }
  if (step.runbook) {
    return reject(
      'invalid',
      `${step.title} is done when every step of its runbook is ticked`,
    );
  }
  return result === 'done'
    ? accept<ProductEvent>(
        { type: 'step.settled', data: { wave, step: id, by, note } },
        ...afterStep(activation, id, context),
      )
    : failStep(activation, step, failedBy(by, note), context);
}

function tickRunbook(
  activation: ActivationState | undefined,
  { wave, step: id, runbookStep, result, by, onCall, note }: Of<'tickRunbook'>,
  context: ProductContext,
): Decision<ProductEvent> {
  const step = manualStep(activation, id);
  if (!activation || !step?.runbook) {
    return reject('conflict', `No runbook is to be followed in ${id} now`);
  }
  const { steps } = step.runbook;
  const done = step.ticks
    .filter(tick => tick.result === 'done')
    .map(tick => tick.step);
  const next = steps.find(candidate => !done.includes(candidate));
  if (runbookStep !== next) {
    return reject(
      'conflict',
      done.includes(runbookStep)
        ? `${runbookStep} is ticked already`
        : `The next step is ${next}: a runbook goes one step at a time`,
    );
  }
  const tick = {
    step: runbookStep,
    result,
    by,
    at: context.now,
    onCall,
    ...(note !== undefined && { note }),
  };
  const ticked: ProductEvent = {
    type: 'runbook.ticked',
    data: { wave, step: id, tick },
  };
  if (result === 'failed') {
    const failed = failStep(
      activation,
      step,
      failedBy(by, note ?? runbookStep),
      context,
    );
    return accept<ProductEvent>(ticked, ...(failed.events ?? []));
  }
  return result === 'done' && done.length + 1 === steps.length
    ? accept<ProductEvent>(
        ticked,
        { type: 'step.finished', data: { wave, step: id } },
        ...afterStep(activation, id, context),
      )
    : accept<ProductEvent>(ticked);
}

/** A step that failed for good waits for a person, in an activation as in a rollback. */
function repair(
  activation: ActivationState | undefined,
  command: Of<'retryStep'> | Of<'settleStep'>,
  context: ProductContext,
): Decision<ProductEvent> {
  const step = activation?.steps.find(({ status }) => status === 'failed');
  if (!activation || !step) {
    return reject('conflict', 'No step has failed');
  }
  const { wave, by } = command;
  if (command.type === 'retryStep') {
    return accept<ProductEvent>(
      { type: 'step.retried', data: { wave, step: step.id, by } },
      started(wave, step, context),
    );
  }
  return command.note.trim() === ''
    ? reject('invalid', 'Say what was done, so that others can rely on it')
    : accept<ProductEvent>(
        {
          type: 'step.settled',
          data: { wave, step: step.id, by, note: command.note },
        },
        ...afterStep(activation, step.id, context),
      );
}

/** The step that was held back, if one was. */
function goOn(
  { wave, steps }: ActivationState,
  context: ProductContext,
): ProductEvent[] {
  const current = steps.find(({ status }) => status !== 'done');
  return current?.status === 'pending' && !context.wave?.held
    ? [started(wave, current, context)]
    : [];
}

/** The next step, or the end. */
function afterStep(
  { wave, direction, steps }: ActivationState,
  id: string,
  context: ProductContext,
): ProductEvent[] {
  const next = steps[steps.findIndex(step => step.id === id) + 1];
  if (next && direction === 'activate' && context.wave?.held) {
    return [];
  }
  return next
    ? [started(wave, next, context)]
    : [
        {
          type: 'activation.finished',
          data: {
            wave,
            status: direction === 'activate' ? 'active' : 'rolledBack',
            round: context.wave?.round,
          },
        },
      ];
}

function started(
  wave: string,
  { id, kind }: Pick<StepDescription, 'id' | 'kind'>,
  { newId }: ProductContext,
): ProductEvent {
  return {
    type: 'step.started',
    // A manual step is a row that waits for a person, not a piece of work.
    data: { wave, step: id, ...(kind !== 'manual' && { workId: newId() }) },
  };
}

function describe(
  steps: TrainStep[],
  product: TrainProduct,
): StepDescription[] {
  return steps.map(step => {
    const runbook = product.runbooks.find(
      ({ id }) => id === step.manual?.runbook,
    );
    return {
      id: step.id,
      title: step.title ?? step.id,
      kind: trainStepKind(step),
      ...(runbook && {
        runbook: { id: runbook.id, steps: runbook.steps.map(({ id }) => id) },
      }),
    };
  });
}

function manualStep(
  activation: ActivationState | undefined,
  id: string,
): StepState | undefined {
  return activation?.steps.find(
    step =>
      step.id === id && step.kind === 'manual' && step.status === 'running',
  );
}

function failedBy(by: string, note: string): Failure {
  return {
    class: 'permanent',
    code: 'failedByHand',
    message: `${by}: ${note}`,
  };
}

/* istanbul ignore next: the compiler shows that it is never reached */
function assertNever(value: never): never {
  throw new Error(`Unknown command ${JSON.stringify(value)}`);
}
