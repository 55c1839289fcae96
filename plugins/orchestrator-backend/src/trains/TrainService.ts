import { randomUUID } from 'node:crypto';
import {
  carryOver,
  changeDigest,
  ENDED_PHASES,
  type GateCommand,
  type NewTrain,
  type ProductCommand,
  type ProductState,
  type TrainCommand,
  type TrainManifest,
  type TrainState,
  type Window,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import {
  UNOBSERVED_COMMANDS,
  type CommandObserver,
  type CommandSubject,
} from '../runs/CommandObserver';
import type { Request } from '../runs/RunService';
import { randomSuffix } from '../runs/randomSuffix';
import { ClaimLostError } from '../runs/completeTargets';
import type { StoredArtifact } from '../store/ArtifactStore';
import type { Claim } from '../work/WorkTransport';
import { PlannedAlreadyError } from './PlannedAlreadyError';
import type { TrainDatabase, TrainRecords, Watch } from './TrainRecords';
import { TrainTransaction, type TrainRules } from './TrainTransaction';
import type { WatchSubject } from './watches';

/** A step that may not be done now is looked at again after so long. */
const HELD_RECHECK_MS = 15_000;

/** A train to be created. */
export interface CreateTrainRequest
  extends Request,
    Pick<NewTrain, 'plan' | 'source' | 'followUps'> {
  manifest: TrainManifest;
  /** A second request with the same key gets the first one's train. */
  idempotencyKey?: string;
}

/** What somebody who looked has found, and when to look again. */
export interface WatchResult {
  /** Decides what is recorded; what it throws is thrown on, and nothing is recorded. */
  record(transaction: TrainTransaction): void;
  records: unknown;
  /** Absent: nothing more is to be looked at. */
  nextAt?: string;
  artifacts?: StoredArtifact[];
}

/** Carries out commands on trains: the only way in which their state changes. */
export class TrainService {
  readonly #database: TrainDatabase;
  readonly #clock: Clock;
  readonly #rules: TrainRules;
  readonly #newSuffix: () => string;
  readonly #onCommitted: () => void;
  readonly #commands: CommandObserver;
  readonly #onConflict: () => void;

  constructor(options: {
    database: TrainDatabase;
    clock: Clock;
    random?(): number;
    /** Ids of pieces of work. */
    newId?(): string;
    /** Tells the trains of one name apart. */
    newSuffix?(): string;
    /** Windows of the portal, for every run. */
    operatorWindows?: Window[];
    /** Called after each transaction that may have written events. */
    onCommitted?(): void;
    commands?: CommandObserver;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#rules = {
      random: options.random ?? Math.random,
      newId: options.newId ?? randomUUID,
      operatorWindows: options.operatorWindows ?? [],
    };
    this.#newSuffix = options.newSuffix ?? randomSuffix;
    this.#onCommitted = () => options.onCommitted?.();
    this.#commands = options.commands ?? UNOBSERVED_COMMANDS;
    this.#onConflict = () => this.#commands.conflict();
  }

  /**
   * Creates a train with its products and gates: all of it, or nothing.
   *
   * @returns its id
   * @throws PlannedAlreadyError for a departure of a schedule that has its train
   */
  async create(request: CreateTrainRequest): Promise<string> {
    const { manifest, idempotencyKey, actor } = request;
    const id = `${manifest.metadata.name}-${this.#newSuffix()}`;
    return this.#transact('train.create', { run: id }, async records => {
      const transaction = this.#begin(records, id, request);
      if (idempotencyKey !== undefined) {
        const earlier = await records.takeRequestKey(
          `${actor.ref} ${idempotencyKey}`,
          id,
          transaction.now,
        );
        if (earlier !== undefined) {
          return earlier;
        }
      }
      const { departure } = request.plan;
      const twin =
        manifest.spec.schedule &&
        (await records.plannedFor(manifest.metadata.name, departure));
      if (twin !== undefined) {
        throw new PlannedAlreadyError(manifest.metadata.name, departure, twin);
      }
      transaction.begin({
        id,
        manifest,
        source: request.source,
        changeDigest: changeDigest(manifest),
        createdBy: actor,
        plan: request.plan,
        followUps: request.followUps,
      });
      await transaction.finish();
      return id;
    });
  }

  command(
    id: string,
    command: TrainCommand,
    request: Request,
  ): Promise<TrainState> {
    const name = `train.${command.type}`;
    return this.#execute(name, { run: id }, request, async transaction => {
      await transaction.catchUp();
      transaction.command(command);
    });
  }

  /**
   * Carries out a command that ends a train, and hands what it leaves to do over to the next one: both, or nothing.
   *
   * @param heir - id of the next train of its name
   */
  async end(
    id: string,
    command: Extract<TrainCommand, { type: 'close' | 'cancel' }>,
    heir: string,
    request: Request,
  ): Promise<TrainState> {
    const name = `train.${command.type}`;
    return this.#transact(name, { run: id }, async records => {
      const transaction = this.#begin(records, id, request);
      await transaction.load();
      await transaction.catchUp();
      const next = this.#begin(records, heir, request);
      await next.load();
      const followUps = carryOver(transaction.train);
      if (followUps.length > 0 && !ENDED_PHASES.includes(next.train.phase)) {
        followUps.forEach(followUp =>
          next.command({ type: 'addFollowUp', followUp }),
        );
        transaction.command({
          type: 'carryFollowUps',
          ids: followUps.map(followUp => followUp.id),
          to: heir,
          by: request.actor.ref,
        });
        await next.finish();
      }
      transaction.command(command);
      return transaction.finish();
    });
  }

  commandProduct(
    id: string,
    product: string,
    command: ProductCommand,
    request: Request,
  ): Promise<TrainState> {
    const about = { run: id, target: product };
    const name = `product.${command.type}`;
    return this.#execute(name, about, request, transaction => {
      transaction.commandProduct(product, command);
    });
  }

  commandGate(
    id: string,
    gate: string,
    command: GateCommand,
    request: Request,
  ): Promise<TrainState> {
    const name = `gate.${command.type}`;
    return this.#execute(name, { run: id }, request, transaction =>
      transaction.commandGate(gate, command),
    );
  }

  /** Has evidence looked at again. */
  refresh(
    id: string,
    subject: WatchSubject,
    request: Request,
  ): Promise<TrainState> {
    return this.#execute('train.refresh', { run: id }, request, transaction =>
      transaction.refresh(subject),
    );
  }

  /** Carries out a command within a transaction that the caller has begun. */
  async within(
    records: TrainRecords,
    id: string,
    command: TrainCommand,
    request: Request,
  ): Promise<void> {
    const name = `train.${command.type}`;
    await this.#commands.observe(name, { run: id }, async () => {
      const transaction = this.#begin(records, id, request);
      await transaction.load();
      transaction.command(command);
      await transaction.finish();
    });
  }

  /** Does what follows from the clock, within a transaction that the caller has begun. */
  async wake(
    records: TrainRecords,
    id: string,
    request: Request,
  ): Promise<void> {
    await this.#commands.observe('train.wake', { run: id }, async () => {
      const transaction = this.#begin(records, id, request);
      await transaction.load();
      await transaction.finish();
    });
  }

  /** Does what follows by itself, and puts back what was lost of the queue. */
  async resume(id: string, request: Request): Promise<void> {
    await this.#execute('train.catchUp', { run: id }, request, () => {});
  }

  /**
   * Records what a step came to, and ends its claim or has it come again: together or not at all.
   *
   * @returns when it comes again, if it does; ISO 8601
   * @throws ClaimLostError when somebody else has the claim by now
   */
  async completeStep(
    claim: Claim,
    command: Extract<ProductCommand, { type: 'completeStep' }>,
    request: Request,
  ): Promise<string | undefined> {
    const { targetId = '' } = claim.item;
    return this.#settling(
      'train.completeStep',
      claim,
      request,
      async transaction => {
        if (!waitsForStep(transaction.parts.products.get(targetId), command)) {
          return undefined;
        }
        const events = transaction.commandProduct(targetId, command);
        const retried = events.find(
          event => event.type === 'step.attemptFailed',
        );
        return retried?.data.retryAt;
      },
    );
  }

  /** Has the item of a step come again: what it waits for goes on elsewhere. */
  async deferStep(
    claim: Claim,
    runAt: string,
    request: Request,
  ): Promise<void> {
    await this.#settling('train.deferStep', claim, request, async () => runAt);
  }

  /** Records what came of ending a workflow, and ends the claim. */
  async completeCancel(
    claim: Claim,
    cancel: Omit<Extract<ProductCommand, { type: 'reportCancel' }>, 'type'>,
    request: Request,
  ): Promise<void> {
    const { targetId = '' } = claim.item;
    const { wave, workId, outcome } = cancel;
    await this.#settling(
      'train.completeCancel',
      claim,
      request,
      async transaction => {
        const waits = transaction.parts.products
          .get(targetId)
          ?.activations.find(activation => activation.wave === wave)
          ?.cancels?.some(
            one => one.workId === workId && one.outcome === undefined,
          );
        if (waits) {
          transaction.commandProduct(targetId, {
            type: 'reportCancel',
            wave,
            workId,
            outcome,
          });
        }
        return undefined;
      },
    );
  }

  /** Gives back a step that may not be done now, unused. */
  async postponeStep(claim: Claim, request: Request): Promise<void> {
    await this.#settling(
      'train.postponeStep',
      claim,
      request,
      async ({ now }) =>
        new Date(Date.parse(now) + HELD_RECHECK_MS).toISOString(),
    );
  }

  /**
   * Writes down that a message is about to be handed to its channels, before any of it is.
   *
   * @returns `taken` by who asks, who is the only one; `takenBefore`, so that nobody knows what went out; `unwanted`
   *   by now
   */
  async handOver(
    id: string,
    communication: { id: string; workId: string },
    request: Request,
  ): Promise<'taken' | 'takenBefore' | 'unwanted'> {
    let outcome: 'taken' | 'takenBefore' | 'unwanted' = 'unwanted';
    const name = 'train.handOver';
    await this.#execute(name, { run: id }, request, transaction => {
      const { phase, communications } = transaction.train;
      const known = communications.find(one => one.id === communication.id);
      if (
        ENDED_PHASES.includes(phase) ||
        known?.status !== 'sending' ||
        known.workId !== communication.workId
      ) {
        outcome = 'unwanted';
      } else if (known.handedOver) {
        outcome = 'takenBefore';
      } else {
        transaction.command({ type: 'handOver', ...communication });
        outcome = 'taken';
      }
    });
    return outcome;
  }

  /** Records whether a message went out, and ends the claim. */
  async completeSending(
    claim: Claim,
    command: Extract<TrainCommand, { type: 'reportSending' }>,
    request: Request,
  ): Promise<void> {
    await this.#settling(
      'train.completeSending',
      claim,
      request,
      async transaction => {
        const known = transaction.train.communications.find(
          ({ id, workId }) => id === command.id && workId === command.workId,
        );
        if (known?.status === 'sending') {
          transaction.command(command);
        }
        return undefined;
      },
    );
  }

  /** Records what a look has found, and says when the item comes again. */
  async completeWatch(
    claim: Claim,
    subject: string,
    result: WatchResult,
    request: Request,
  ): Promise<void> {
    await this.#settling(
      'train.completeWatch',
      claim,
      request,
      async transaction => {
        const watch = transaction.watch(subject);
        if (watch?.workId !== claim.item.id) {
          return undefined;
        }
        if (ENDED_PHASES.includes(transaction.train.phase)) {
          // It came to its end while somebody looked: nothing more is recorded, and nobody looks again.
          transaction.setWatch({ ...watch, nextAt: undefined });
          return undefined;
        }
        result.record(transaction);
        const goesOn = await transaction.wants(subject);
        const nextAt = goesOn ? result.nextAt : undefined;
        transaction.setWatch({ ...watch, records: result.records, nextAt });
        if (result.artifacts) {
          await transaction.records.saveArtifacts(
            transaction.train.id,
            result.artifacts,
          );
        }
        return nextAt;
      },
    );
  }

  /** A watch as it is now, for who is about to look. */
  async readWatch(
    id: string,
    subject: string,
  ): Promise<{ watch: Watch; train: TrainState } | undefined> {
    return this.#database.transaction(async records => {
      const train = await records.loadTrain(id);
      const watch = (await records.loadWatches(id)).find(
        one => one.subject === subject,
      );
      return train && watch && { train, watch };
    });
  }

  /** Changes a train and ends a claim; `work` says when the item comes again, if it does, which is returned. */
  async #settling(
    name: string,
    claim: Claim,
    request: Request,
    work: (transaction: TrainTransaction) => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const { runId: run, targetId: target } = claim.item;
    let runAt: string | undefined;
    await this.#execute(name, { run, target }, request, async transaction => {
      runAt = await work(transaction);
      const [lost] = await transaction.records.settle([
        runAt === undefined
          ? { claim, kind: 'done' }
          : { claim, kind: 'retry', runAt },
      ]);
      if (lost) {
        // Undoes all that the transaction has done.
        throw new ClaimLostError(claim);
      }
    });
    return runAt;
  }

  #execute(
    name: string,
    about: CommandSubject & { run: string },
    request: Request,
    work: (transaction: TrainTransaction) => unknown,
  ): Promise<TrainState> {
    return this.#transact(name, about, async records => {
      const transaction = this.#begin(records, about.run, request);
      await transaction.load();
      await work(transaction);
      return transaction.finish();
    });
  }

  /** @param name - of the command, for whoever observes */
  async #transact<T>(
    name: string,
    about: CommandSubject,
    work: (records: TrainRecords) => Promise<T>,
  ): Promise<T> {
    const result = await this.#commands.observe(name, about, () =>
      this.#database.transaction(work, this.#onConflict),
    );
    this.#onCommitted();
    return result;
  }

  #begin(
    records: TrainRecords,
    trainId: string,
    { actor, requestId }: Request,
  ): TrainTransaction {
    return new TrainTransaction(records, {
      trainId,
      cause: { actor, requestId, occurredAt: isoNow(this.#clock) },
      rules: this.#rules,
    });
  }
}

/** Whether a step is still the one that a worker was given. */
function waitsForStep(
  product: ProductState | undefined,
  command: { wave: string; step: string; workId: string },
): boolean {
  return (
    product?.activations
      .find(({ wave }) => wave === command.wave)
      ?.steps.some(
        ({ id, status, workId }) =>
          id === command.step &&
          status === 'running' &&
          workId === command.workId,
      ) ?? false
  );
}
