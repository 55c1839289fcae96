import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  TRAIN_STEP_KINDS,
  type Failure,
  type ProductState,
  type Segment,
  type TrainProduct,
  type TrainState,
  type TrainStep,
  type WorkflowCancel,
  type WorkflowReport,
  type WorkflowRun,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { FailureError } from '@backstage-orchestrator/plugin-orchestrator-node';
import { ClaimLostError } from '../runs/completeTargets';
import { failureOf } from '../runs/failureOf';
import { workItself, type RequestOfClaim } from '../runs/requestOfClaim';
import { UNOBSERVED, type AttemptObserver } from '../work/AttemptObserver';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim } from '../work/WorkTransport';
import { cancelOf, stepOf, type FoundCancel } from './stepOfWork';
import type { TrainDatabase } from './TrainRecords';
import type { TrainService } from './TrainService';

/** What a look came to that found the work going on elsewhere. */
const WAITS = 'waits';

/** A step of an activation or a rollback that is to be done. */
export interface StepContext {
  /** What its workflow is known to have come to, for a step that starts one. */
  workflow?: WorkflowRun;
  /**
   * Writes down how far its workflow is, before or after anything is sent.
   *
   * @throws ConflictError where the step has moved on: a rollback has begun, or somebody else has taken over
   */
  report(report: WorkflowReport): Promise<void>;
  train: TrainState;
  product: TrainProduct;
  step: TrainStep;
  wave: { id: string; title: string; segment: Segment };
  /** Names the piece of work: the same for every attempt at it. */
  workId: string;
  signal: AbortSignal;
}

/** What a step waits for goes on elsewhere: it is looked at again then, and no worker is held until then. */
export interface StepWait {
  /** ISO 8601 */
  until: string;
}

/**
 * Does one kind of step. It may be called again after a crash, and must then have the same effect once more.
 *
 * @returns nothing once it is done
 * @throws FailureError, so that retries follow its class
 */
export type StepExecutor = (context: StepContext) => Promise<StepWait | void>;

/** A workflow whose step was given up. */
export interface GivenUpWorkflow {
  workflow: WorkflowRun;
  trainId: string;
  product: Pick<ProductState, 'id' | 'owner'>;
  /** Names the piece of work that ends it. */
  workId: string;
}

/**
 * Ends a workflow whose step was given up.
 *
 * @returns what came of it, or when to try again
 */
export type WorkflowCanceller = (
  given: GivenUpWorkflow,
  signal: AbortSignal,
) => Promise<NonNullable<WorkflowCancel['outcome']> | StepWait>;

/** The kinds of steps that are work: a manual one waits for a person. */
export type AutomaticStepKind = Exclude<
  (typeof TRAIN_STEP_KINDS)[number],
  'manual'
>;

/** What is told of steps. */
type StepService = Pick<
  TrainService,
  | 'completeStep'
  | 'postponeStep'
  | 'deferStep'
  | 'completeCancel'
  | 'commandProduct'
>;

/** Brings a step to its executor, and what comes of it back as a command. */
export class StepHandler implements WorkHandler {
  readonly #trains: Pick<TrainDatabase, 'readTrain' | 'readProducts'>;
  readonly #service: StepService;
  readonly #executors: Record<AutomaticStepKind, StepExecutor>;
  readonly #cancelWorkflow: WorkflowCanceller;
  readonly #leaveQueue: (workId: string) => Promise<void>;
  readonly #logger: LoggerService;
  readonly #attempts: AttemptObserver;
  readonly #requestOf: RequestOfClaim;

  constructor(options: {
    trains: Pick<TrainDatabase, 'readTrain' | 'readProducts'>;
    service: StepService;
    executors: Record<AutomaticStepKind, StepExecutor>;
    cancelWorkflow: WorkflowCanceller;
    /** Gives up the turn at a code host of a step that won't come for it. */
    leaveQueue(workId: string): Promise<void>;
    logger: LoggerService;
    attempts?: AttemptObserver;
    /** On whose behalf what came of a claim is told. */
    requestOf?: RequestOfClaim;
  }) {
    this.#trains = options.trains;
    this.#service = options.service;
    this.#executors = options.executors;
    this.#cancelWorkflow = options.cancelWorkflow;
    this.#leaveQueue = options.leaveQueue;
    this.#logger = options.logger;
    this.#attempts = options.attempts ?? UNOBSERVED;
    this.#requestOf = options.requestOf ?? workItself;
  }

  async execute(claim: Claim, signal: AbortSignal): Promise<void> {
    const { found, cancel } = await this.#find(claim);
    if (cancel) {
      await this.#cancel(claim, cancel, signal);
      return;
    }
    if (!found) {
      // A rollback has begun meanwhile, or a person has settled it: the claim ends without an effect.
      await this.#complete(claim, { wave: '', step: '' }, { type: 'done' });
      return;
    }
    const { context, place } = found;
    // A workflow that was started goes on whatever we do: how it ends is found out.
    if (found.held && context.workflow === undefined) {
      await this.#leaveQueue(claim.item.id);
      await this.#service.postponeStep(claim, this.#requestOf(claim));
      return;
    }
    const { failure, wait } = await this.#run({
      ...context,
      signal,
      report: report => this.#report(claim, place, report),
    });
    if (signal.aborted) {
      throw new ClaimLostError(claim);
    }
    const until = wait?.until ?? waitsOn(found.failure, failure);
    if (until !== undefined) {
      await this.#service.deferStep(claim, until, this.#requestOf(claim));
      return;
    }
    await this.#complete(
      claim,
      place,
      failure ? { type: 'failed', failure } : { type: 'done' },
    );
  }

  /** Gives a step up that took its worker down again and again. */
  async abandon(claim: Claim, reason: string): Promise<void> {
    const { found, cancel } = await this.#find(claim);
    if (cancel) {
      await this.#completeCancel(claim, cancel, 'unknown');
      return;
    }
    await this.#complete(claim, found?.place ?? { wave: '', step: '' }, {
      type: 'failed',
      failure: { class: 'permanent', code: 'abandoned', message: reason },
    });
  }

  async #cancel(
    claim: Claim,
    cancel: FoundCancel,
    signal: AbortSignal,
  ): Promise<void> {
    const { product, workId, workflow } = cancel;
    const outcome = await this.#attempts.observe(
      { stage: 'step.cancelWorkflow', signal },
      () =>
        this.#cancelWorkflow(
          { workflow, trainId: claim.item.runId, product, workId },
          signal,
        ),
      result => ({ outcome: typeof result === 'string' ? result : WAITS }),
    );
    if (signal.aborted) {
      throw new ClaimLostError(claim);
    }
    if (typeof outcome !== 'string') {
      await this.#service.deferStep(
        claim,
        outcome.until,
        this.#requestOf(claim),
      );
      return;
    }
    await this.#completeCancel(claim, cancel, outcome);
  }

  async #completeCancel(
    claim: Claim,
    { wave, workId }: FoundCancel,
    outcome: NonNullable<WorkflowCancel['outcome']>,
  ): Promise<void> {
    await this.#service.completeCancel(
      claim,
      { wave, workId, outcome },
      this.#requestOf(claim),
    );
    await this.#leaveQueue(workId);
  }

  async #report(
    claim: Claim,
    place: { wave: string; step: string },
    report: WorkflowReport,
  ): Promise<void> {
    const { runId, targetId = '', id: workId } = claim.item;
    await this.#service.commandProduct(
      runId,
      targetId,
      { type: 'reportWorkflow', ...place, workId, report },
      this.#requestOf(claim),
    );
  }

  async #run(
    context: StepContext,
  ): Promise<{ failure?: Failure; wait?: StepWait }> {
    const kind = TRAIN_STEP_KINDS.find(
      candidate => context.step[candidate] !== undefined,
    );
    try {
      if (kind === undefined || kind === 'manual') {
        throw new Error(`A ${kind} step is not for a worker`);
      }
      const wait = await this.#attempts.observe(
        { stage: `step.${kind}`, signal: context.signal },
        async () => this.#executors[kind](context),
        result => ({ outcome: result ? WAITS : 'done' }),
      );
      return wait ? { wait } : {};
    } catch (error) {
      if (!(error instanceof FailureError) && !context.signal.aborted) {
        this.#logger.error(
          `Step ${context.step.id} of ${context.product.id} in train ${context.train.id} ended unexpectedly`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
      return { failure: failureOf(error) };
    }
  }

  async #find(claim: Claim) {
    const { runId, targetId, id: workId } = claim.item;
    const train = await this.#trains.readTrain(runId);
    const state = (await this.#trains.readProducts(runId)).find(
      ({ id }) => id === targetId,
    );
    return {
      found: train && state && stepOf(train, state, workId),
      cancel: state && cancelOf(state, workId),
    };
  }

  /** A step that does not come again won't come for a turn that it may have been given. */
  async #complete(
    claim: Claim,
    place: { wave: string; step: string },
    outcome: { type: 'done' } | { type: 'failed'; failure: Failure },
  ): Promise<void> {
    const { id: workId } = claim.item;
    const comesAgainAt = await this.#service.completeStep(
      claim,
      { type: 'completeStep', ...place, workId, outcome },
      this.#requestOf(claim),
    );
    if (comesAgainAt === undefined) {
      await this.#leaveQueue(workId);
    }
  }
}

/** Until when a step waits for what it is known to wait for: that it still does is no news. */
function waitsOn(
  known: Failure | undefined,
  { class: kind, code, message, retryAfter }: Partial<Failure> = {},
): string | undefined {
  return kind === 'rateLimited' &&
    code === known?.code &&
    message === known?.message
    ? retryAfter
    : undefined;
}
