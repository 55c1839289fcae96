import { ConflictError } from '@backstage/errors';
import {
  changeDigest,
  createRun,
  IN_FLIGHT_STATUSES,
  planRollout,
  type Actor,
  type Change,
  type RunCommand,
  type RunState,
  type SweepManifest,
  type TargetCommand,
  type TargetDescription,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { isoNow, type Clock } from '../clock';
import type { EventCause } from '../store/EventLog';
import { completeTargets, type Completion } from './completeTargets';
import { GroupCommit } from './GroupCommit';
import { randomSuffix } from './randomSuffix';
import type { RunDatabase, RunRecords } from './RunRecords';
import { RunTransaction, type RunRules } from './RunTransaction';

/** Who asks, and by which request. */
export interface Request {
  actor: Actor;
  requestId: string;
}

/** A run to be created. */
export interface CreateRunRequest extends Request {
  manifest: SweepManifest;
  source?: string;
  dryRun: boolean;
  targets: TargetDescription[];
  /** A second request with the same key gets the first one's run. */
  idempotencyKey?: string;
}

/** A command for several targets, with the number that it applied to. */
type TargetCommandOf = (target: TargetState) => TargetCommand;

/** Carries out commands on runs: the only way in which their state changes. */
export class RunService {
  readonly #database: RunDatabase;
  readonly #clock: Clock;
  readonly #rules: RunRules;
  readonly #newSuffix: () => string;
  readonly #onCommitted: () => void;
  readonly #onConflict: () => void;
  readonly #completions = new GroupCommit<Completion>({
    commit: (runId, completions) => this.#complete(runId, completions),
    identify: ({ claim }) => claim.item.targetId ?? claim.item.id,
  });

  constructor(
    options: RunRules & {
      database: RunDatabase;
      clock: Clock;
      /** Tells the runs of one name apart. */
      newSuffix?(): string;
      /** Called after each transaction that may have written events. */
      onCommitted?(): void;
      /** Called when a transaction is begun again because another one was in its way. */
      onConflict?(): void;
    },
  ) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#rules = options;
    this.#newSuffix = () => options.newSuffix?.() ?? randomSuffix();
    this.#onCommitted = () => options.onCommitted?.();
    this.#onConflict = () => options.onConflict?.();
  }

  /** Creates a run with its targets: all of it, or nothing. */
  async create(request: CreateRunRequest): Promise<string> {
    const { manifest, source, dryRun, targets, idempotencyKey } = request;
    const id = `${manifest.metadata.name}-${this.#newSuffix()}`;
    const created = await this.#database.transaction(async records => {
      const cause = this.#cause(request);
      if (idempotencyKey !== undefined) {
        const earlier = await records.takeRequestKey(
          `${request.actor.ref} ${idempotencyKey}`,
          id,
          cause.occurredAt,
        );
        if (earlier !== undefined) {
          return earlier;
        }
      }
      const digest = changeDigest(manifest);
      await refuseSecondRun(records, digest);
      const transaction = this.#begin(records, id, cause);
      transaction.begin(
        createRun({
          id,
          manifest,
          source,
          changeDigest: digest,
          createdBy: request.actor,
          dryRun,
          targets,
        }),
      );
      await transaction.finish();
      return id;
    }, this.#onConflict);
    this.#onCommitted();
    return created;
  }

  /** Carries out a command on a run. */
  command(
    runId: string,
    command: Exclude<RunCommand, { type: 'start' | 'cancel' }>,
    request: Request,
  ): Promise<RunState> {
    return this.#execute(runId, request, transaction =>
      transaction.command(command),
    );
  }

  /** Divides the targets that have a diff up into batches and lets the first one begin. */
  start(runId: string, by: string, request: Request): Promise<RunState> {
    return this.#execute(runId, request, async transaction => {
      const targets = await transaction.records.allTargets(runId, ['ready']);
      const plan = planRollout(transaction.run.manifest, targets);
      await transaction.command({ type: 'start', by, batches: plan.batches });
      transaction.know(targets);
      for (const { id, batch, position, waitsFor } of plan.places) {
        await transaction.commandTarget(id, {
          type: 'batch',
          batch,
          position,
          waitsFor,
        });
      }
    });
  }

  /** Starts nothing more; what nobody works on yet is taken back, what is under way ends by itself. */
  cancel(
    runId: string,
    by: string,
    reason: string | undefined,
    request: Request,
  ): Promise<RunState> {
    return this.#execute(runId, request, async transaction => {
      await transaction.command({ type: 'cancel', by, reason });
      const inFlight = await transaction.records.allTargets(
        runId,
        IN_FLIGHT_STATUSES,
      );
      const workIds = inFlight
        .map(target => target.workId)
        .filter((id): id is string => id !== undefined);
      const removed = new Set(await transaction.records.cancel(workIds));
      for (const target of inFlight.filter(candidate =>
        removed.has(candidate.workId ?? ''),
      )) {
        await transaction.commandTarget(target.id, { type: 'cancel', by });
      }
    });
  }

  /** Carries out a command on named targets: on all of them, or on none. */
  commandTargets(
    runId: string,
    ids: string[],
    command: TargetCommandOf,
    request: Request,
  ): Promise<RunState> {
    return this.#execute(runId, request, async transaction => {
      await transaction.command({ type: 'reopen', by: request.actor.ref });
      await transaction.loadTargets(ids);
      for (const id of ids) {
        await transaction.commandTarget(
          id,
          command(await transaction.target(id)),
        );
      }
    });
  }

  /**
   * Records what an attempt came to and ends its claim, together or not at all. What comes while another result of the
   * run is being recorded is recorded with the next ones, in one transaction.
   *
   * @throws ClaimLostError when somebody else has the claim by now
   */
  complete(completion: Completion): Promise<void> {
    return this.#completions.submit(completion.claim.item.runId, completion);
  }

  /** Records how a change looks on its code host. */
  async observe(
    runId: string,
    targetId: string,
    change: Change,
    by: string | undefined,
    request: Request,
  ): Promise<void> {
    await this.#execute(runId, request, async transaction => {
      await transaction.commandTarget(targetId, {
        type: 'observe',
        change,
        by,
      });
    });
  }

  /** Carries out a command on a run, within a transaction that the caller has begun. */
  async within(
    records: RunRecords,
    runId: string,
    command: Exclude<RunCommand, { type: 'start' | 'cancel' }>,
    request: Request,
  ): Promise<void> {
    const transaction = this.#begin(records, runId, this.#cause(request));
    await transaction.load();
    await transaction.command(command);
    await transaction.finish();
  }

  async #complete(
    runId: string,
    completions: Completion[],
  ): Promise<(Error | undefined)[]> {
    const errors = await this.#database.transaction(records => {
      const causes = completions.map(({ request }) => this.#cause(request));
      return completeTargets(
        this.#begin(records, runId, causes[0]),
        completions,
        causes,
      );
    }, this.#onConflict);
    this.#onCommitted();
    return errors;
  }

  async #execute(
    runId: string,
    request: Request,
    work: (transaction: RunTransaction) => Promise<unknown>,
  ): Promise<RunState> {
    const run = await this.#database.transaction(async records => {
      const transaction = this.#begin(records, runId, this.#cause(request));
      await transaction.load();
      await work(transaction);
      return transaction.finish();
    }, this.#onConflict);
    this.#onCommitted();
    return run;
  }

  #begin(
    records: RunRecords,
    runId: string,
    cause: EventCause,
  ): RunTransaction {
    return new RunTransaction(records, { runId, cause, rules: this.#rules });
  }

  #cause(request: Request): EventCause {
    return {
      actor: request.actor,
      requestId: request.requestId,
      occurredAt: isoNow(this.#clock),
    };
  }
}

/**
 * The same sweep again, while it is under way or has open changes, would open a second change for its targets.
 *
 * @throws ConflictError that names the run
 */
async function refuseSecondRun(
  records: RunRecords,
  digest: string,
): Promise<void> {
  const earlier = await records.findSameSweep(digest);
  if (earlier) {
    throw new ConflictError(
      `The same sweep is there already as run ${earlier.id}, which is ${earlier.status} and may have open changes: ` +
        'go on with that one, or cancel it and roll it back first',
    );
  }
}
