import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ENDED_PHASES,
  SYSTEM_ACTOR,
  TRAIN_STEP_KINDS,
  type Failure,
  type ProductState,
  type Segment,
  type StepState,
  type TrainProduct,
  type TrainState,
  type TrainStep,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { ClaimLostError } from '../runs/completeTargets';
import { failureOf } from '../runs/failureOf';
import type { Request } from '../runs/RunService';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim } from '../work/WorkTransport';
import type { TrainDatabase } from './TrainRecords';
import type { TrainService } from './TrainService';

/** A step of an activation or a rollback that is to be done. */
export interface StepContext {
  train: TrainState;
  product: TrainProduct;
  step: TrainStep;
  wave: { id: string; title: string; segment: Segment };
  /** Names the piece of work: the same for every attempt at it. */
  workId: string;
  signal: AbortSignal;
}

/**
 * Does one kind of step. It may be called again after a crash, and must then have the same effect once more.
 *
 * @throws FailureError, so that retries follow its class
 */
export type StepExecutor = (context: StepContext) => Promise<void>;

/** The kinds of steps that are work: a manual one waits for a person. */
export type AutomaticStepKind = Exclude<
  (typeof TRAIN_STEP_KINDS)[number],
  'manual'
>;

/** Brings a step to its executor, and what comes of it back as a command. */
export class StepHandler implements WorkHandler {
  readonly #trains: Pick<TrainDatabase, 'readTrain' | 'readProducts'>;
  readonly #service: Pick<TrainService, 'completeStep' | 'postponeStep'>;
  readonly #executors: Record<AutomaticStepKind, StepExecutor>;
  readonly #logger: LoggerService;

  constructor(options: {
    trains: Pick<TrainDatabase, 'readTrain' | 'readProducts'>;
    service: Pick<TrainService, 'completeStep' | 'postponeStep'>;
    executors: Record<AutomaticStepKind, StepExecutor>;
    logger: LoggerService;
  }) {
    this.#trains = options.trains;
    this.#service = options.service;
    this.#executors = options.executors;
    this.#logger = options.logger;
  }

  async execute(claim: Claim, signal: AbortSignal): Promise<void> {
    const found = await this.#find(claim);
    if (!found) {
      // A rollback has begun meanwhile, or a person has settled it: the claim ends without an effect.
      await this.#complete(claim, { wave: '', step: '' }, { type: 'done' });
      return;
    }
    const { context, place } = found;
    if (found.held) {
      await this.#service.postponeStep(claim, requestOf(claim));
      return;
    }
    const failure = await this.#run({ ...context, signal });
    if (signal.aborted) {
      throw new ClaimLostError(claim);
    }
    await this.#complete(
      claim,
      place,
      failure ? { type: 'failed', failure } : { type: 'done' },
    );
  }

  /** Gives a step up that took its worker down again and again. */
  async abandon(claim: Claim, reason: string): Promise<void> {
    const found = await this.#find(claim);
    await this.#complete(claim, found?.place ?? { wave: '', step: '' }, {
      type: 'failed',
      failure: { class: 'permanent', code: 'abandoned', message: reason },
    });
  }

  async #run(context: StepContext): Promise<Failure | undefined> {
    const kind = TRAIN_STEP_KINDS.find(
      candidate => context.step[candidate] !== undefined,
    );
    try {
      if (kind === undefined || kind === 'manual') {
        throw new Error(`A ${kind} step is not for a worker`);
      }
      await this.#executors[kind](context);
      return undefined;
    } catch (error) {
      if (!(error instanceof FailureError) && !context.signal.aborted) {
        this.#logger.error(
          `Step ${context.step.id} of ${context.product.id} in train ${context.train.id} ended unexpectedly`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
      return failureOf(error);
    }
  }

  async #find(claim: Claim) {
    const { runId, targetId, id: workId } = claim.item;
    const train = await this.#trains.readTrain(runId);
    const state = (await this.#trains.readProducts(runId)).find(
      ({ id }) => id === targetId,
    );
    return train && state && stepOf(train, state, workId);
  }

  #complete(
    claim: Claim,
    place: { wave: string; step: string },
    outcome: { type: 'done' } | { type: 'failed'; failure: Failure },
  ): Promise<void> {
    return this.#service.completeStep(
      claim,
      { type: 'completeStep', ...place, workId: claim.item.id, outcome },
      requestOf(claim),
    );
  }
}

function requestOf({ item }: Claim): Request {
  return { actor: SYSTEM_ACTOR, requestId: item.id };
}

/** Whether a halt or a pause has come since a step was begun; what a person asks for in spite of it is done. */
function isHeld(
  { waves, pause }: TrainState,
  waveId: string,
  { retriedBy }: StepState,
): boolean {
  const wave = waves.find(({ id }) => id === waveId);
  return (
    retriedBy === undefined &&
    (pause !== undefined || wave?.status === 'halted')
  );
}

/** The step that a piece of work is about, as long as it is. */
function stepOf(train: TrainState, state: ProductState, workId: string) {
  if (ENDED_PHASES.includes(train.phase)) {
    return undefined;
  }
  const product = train.manifest.spec.products.find(
    ({ id }) => id === state.id,
  );
  for (const { wave: waveId, direction, steps } of state.activations) {
    const running = steps.find(
      ({ status, workId: own }) => status === 'running' && own === workId,
    );
    const wave = train.manifest.spec.waves.find(({ id }) => id === waveId);
    const step = product?.[
      direction === 'activate' ? 'activation' : 'rollback'
    ].find(({ id }) => id === running?.id);
    if (running && wave && product && step) {
      return {
        place: { wave: waveId, step: running.id },
        held: direction === 'activate' && isHeld(train, waveId, running),
        context: {
          train,
          product,
          step,
          wave: {
            id: waveId,
            title: wave.title ?? waveId,
            segment: wave.segment,
          },
          workId,
        },
      };
    }
  }
  return undefined;
}
