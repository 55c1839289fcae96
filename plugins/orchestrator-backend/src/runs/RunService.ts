import { randomBytes } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import {
  changeDigest,
  createRun,
  IN_FLIGHT_STATUSES,
  planRollout,
  type Actor,
  type AttemptFacts,
  type Change,
  type RunCommand,
  type RunState,
  type SweepManifest,
  type TargetCommand,
  type TargetDescription,
  type TargetOutcome,
  type TargetState,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { EventCause } from '../store/EventLog';
import { isSqlite } from '../store/openDatabase';
import { WHOLE_RUN } from '../store/projections';
import { readRolloutTargets } from '../store/reads';
import type { RunRow, TargetRow } from '../store/rows';
import type { Claim, WorkTransport } from '../work/WorkTransport';
import { RunTransaction, type RunTransactionTools } from './RunTransaction';
import { inTransaction } from './inTransaction';

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

/** The claim of a worker was lost meanwhile: what it brings is refused and rolled back. */
export class ClaimLostError extends Error {
  constructor(claim: Claim) {
    super(`The claim on ${claim.item.id} was lost: its result is refused`);
    this.name = 'ClaimLostError';
  }
}

const ID_ALPHABET = 'abcdefghjkmnpqrstvwxyz0123456789';

/** Carries out commands on runs: the only way in which their state changes. */
export class RunService {
  readonly #database: Knex;
  readonly #tools: RunTransactionTools;
  readonly #clock: Clock;
  readonly #onCommitted: () => void;

  constructor(options: {
    database: Knex;
    clock: Clock;
    tools: RunTransactionTools;
    /** Called after each transaction that may have written events. */
    onCommitted?(): void;
  }) {
    this.#database = options.database;
    this.#tools = options.tools;
    this.#clock = options.clock;
    this.#onCommitted = () => options.onCommitted?.();
  }

  get transport(): WorkTransport {
    return this.#tools.transport;
  }

  /** Creates a run with its targets: all of it, or nothing. */
  async create(request: CreateRunRequest): Promise<string> {
    const { manifest, source, dryRun, targets, idempotencyKey } = request;
    const id = `${manifest.metadata.name}-${randomSuffix()}`;
    const created = await inTransaction(this.#database, async trx => {
      const cause = this.#cause(request);
      if (idempotencyKey !== undefined) {
        const key = `${request.actor.ref} ${idempotencyKey}`;
        const inserted = await trx('request_keys')
          .insert({ key, run_id: id, created_at: cause.occurredAt })
          .onConflict('key')
          .ignore()
          .returning('run_id');
        if (inserted.length === 0) {
          const earlier: { run_id: string } = await trx('request_keys')
            .where({ key })
            .first('run_id');
          return earlier.run_id;
        }
      }
      const digest = changeDigest(manifest);
      await refuseSecondRun(trx, digest);
      const transaction = new RunTransaction(trx, this.#tools, cause, id);
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
    });
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
      const targets = await readRolloutTargets(transaction.trx, runId);
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
      const rows = await transaction
        .trx<TargetRow>('targets')
        .where('run_id', runId)
        .whereIn('status', IN_FLIGHT_STATUSES)
        .select('state');
      const inFlight = rows.map(row => JSON.parse(row.state) as TargetState);
      const workIds = inFlight
        .map(target => target.workId)
        .filter((id): id is string => id !== undefined);
      const removed = new Set(
        await this.transport.cancel(transaction.trx, workIds),
      );
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
      for (const id of ids) {
        await transaction.commandTarget(
          id,
          command(await transaction.target(id)),
        );
      }
    });
  }

  /**
   * Records what an attempt came to and ends its claim, together or not at all.
   *
   * @throws ClaimLostError when somebody else has the claim by now
   */
  async complete(
    claim: Claim,
    outcome: TargetOutcome,
    facts: AttemptFacts,
    request: Request,
  ): Promise<void> {
    const { runId, targetId = '', id: workId } = claim.item;
    await this.#execute(runId, request, async transaction => {
      const decision = await transaction.tryTarget(targetId, {
        type: 'complete',
        workId,
        outcome,
        facts,
      });
      // A result that the target does not wait for ends the claim all the same: the item has nothing left to do.
      const retried = decision.events?.find(
        event => event.type === 'target.attemptFailed',
      );
      const lost = await this.transport.settle(transaction.trx, [
        retried
          ? { claim, kind: 'retry', runAt: retried.data.retryAt }
          : { claim, kind: 'done' },
      ]);
      if (lost.length > 0) {
        throw new ClaimLostError(claim);
      }
      await joinRollout(transaction, targetId);
    });
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

  /** Runs something else on a run, within a transaction that the caller has begun. */
  async within(
    trx: Knex.Transaction,
    runId: string,
    command: Exclude<RunCommand, { type: 'start' | 'cancel' }>,
    request: Request,
  ): Promise<void> {
    const transaction = new RunTransaction(
      trx,
      this.#tools,
      this.#cause(request),
      runId,
    );
    await transaction.load();
    await transaction.command(command);
    await transaction.finish();
  }

  async #execute(
    runId: string,
    request: Request,
    work: (transaction: RunTransaction) => Promise<unknown>,
  ): Promise<RunState> {
    const run = await inTransaction(this.#database, async trx => {
      const transaction = new RunTransaction(
        trx,
        this.#tools,
        this.#cause(request),
        runId,
      );
      await transaction.load();
      await work(transaction);
      return (await transaction.finish()).run;
    });
    this.#onCommitted();
    return run;
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
  trx: Knex.Transaction,
  digest: string,
): Promise<void> {
  // Two requests at the same time must not both find nothing.
  if (!isSqlite(trx)) {
    await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [digest]);
  }
  const earlier = await trx<RunRow>('runs')
    .where('change_digest', digest)
    .andWhere(where =>
      where.whereNotIn('status', ['finished', 'cancelled']).orWhereIn(
        'id',
        trx('target_counts')
          .where('batch', WHOLE_RUN)
          .whereIn('status', ['open', 'reverting', ...IN_FLIGHT_STATUSES])
          .andWhere('count', '>', 0)
          .select('run_id'),
      ),
    )
    .first('id', 'status');
  if (earlier) {
    throw new ConflictError(
      `The same sweep is there already as run ${earlier.id}, which is ${earlier.status} and may have open changes: ` +
        'go on with that one, or cancel it and roll it back first',
    );
  }
}

/** A target that got its diff only after the rollout had been planned goes with the last batch. */
async function joinRollout(
  transaction: RunTransaction,
  targetId: string,
): Promise<void> {
  const target = await transaction.target(targetId);
  const { batches } = transaction.run;
  const last = batches.at(-1);
  if (last && target.status === 'ready' && target.batch === undefined) {
    await transaction.commandTarget(targetId, {
      type: 'batch',
      batch: last.index,
      position: last.size,
      waitsFor: [],
    });
  }
}

/** Eight characters that can be read aloud: 40 bits are enough to tell the runs of one name apart. */
function randomSuffix(): string {
  return [...randomBytes(8)]
    .map(byte => ID_ALPHABET[byte % ID_ALPHABET.length])
    .join('');
}
