import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  SYSTEM_ACTOR,
  type Failure,
  type RunState,
  type TargetOutcome,
  type TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type AttemptContext,
  type TargetExecutor,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { ArtifactStore } from '../store/ArtifactStore';
import { readRun, readTarget } from '../store/reads';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim, Settlement, WorkTransport } from '../work/WorkTransport';
import { ClaimLostError } from './completeTargets';
import type { RunService } from './RunService';

/** A paused run is looked at again so often. */
const PAUSED_RECHECK_MS = 3_000;
/** Lines of a log beyond this are dropped, with a word that they were. */
const MAX_LOG_LINES = 20_000;

/** A worker that died left it behind, and the run was cancelled meanwhile. */
const CANCELLED: Failure = {
  class: 'cancelled',
  code: 'runCancelled',
  message: 'The run was cancelled before the work began',
};

/** What an attempt needs. */
export interface AttemptHandlerOptions {
  database: Knex;
  clock: Clock;
  logger: LoggerService;
  runs: RunService;
  transport: WorkTransport;
  artifacts: ArtifactStore;
  executor: TargetExecutor;
  workerId: string;
}

/** Brings a claim to an executor, and what comes of it back as a command. */
export class AttemptHandler implements WorkHandler {
  readonly #options: AttemptHandlerOptions;

  constructor(options: AttemptHandlerOptions) {
    this.#options = options;
  }

  async execute(claim: Claim, signal: AbortSignal): Promise<void> {
    const { database, clock, artifacts, runs } = this.#options;
    const { runId, targetId = '', id, kind } = claim.item;
    const run = await readRun(database, runId);
    const target = await readTarget(database, runId, targetId);
    if (!run || !target || target.workId !== id) {
      await this.#settle({ claim, kind: 'done' });
      return;
    }
    if (run.status === 'paused') {
      await this.#settle({
        claim,
        kind: 'retry',
        runAt: new Date(
          clock.now().getTime() + PAUSED_RECHECK_MS,
        ).toISOString(),
      });
      return;
    }
    if (run.status === 'cancelled' && kind !== 'target.rollback') {
      await this.#refuse(claim, CANCELLED);
      return;
    }
    const startedAt = isoNow(clock);
    const lines: string[] = [];
    const produced = artifacts.forAttempt();
    const context: AttemptContext = {
      run,
      target,
      attempt: claim.attempt,
      signal,
      artifacts: produced,
      log: line => lines.push(`${isoNow(clock)} ${line}`),
    };
    const outcome = await this.#attempt(stageOf(kind), context, run);
    if (signal.aborted) {
      // The claim is lost or handed back: whoever has it next does the work again.
      throw new ClaimLostError(claim);
    }
    const log =
      lines.length > 0
        ? await produced.put(logText(lines), 'text/plain')
        : undefined;
    await runs.complete({
      claim,
      outcome,
      facts: {
        startedAt,
        finishedAt: isoNow(clock),
        worker: this.#options.workerId,
        log,
      },
      artifacts: produced.rows,
      request: { actor: SYSTEM_ACTOR, requestId: id },
    });
  }

  /** Gives an item up that took its worker down again and again. */
  abandon(claim: Claim, reason: string): Promise<void> {
    return this.#refuse(claim, {
      class: 'permanent',
      code: 'abandoned',
      message: reason,
    });
  }

  /** Ends an item without an attempt. */
  async #refuse(claim: Claim, failure: Failure): Promise<void> {
    const now = isoNow(this.#options.clock);
    await this.#options.runs.complete({
      claim,
      outcome: { type: 'failed', failure },
      facts: {
        startedAt: now,
        finishedAt: now,
        worker: this.#options.workerId,
      },
      request: { actor: SYSTEM_ACTOR, requestId: claim.item.id },
    });
  }

  async #attempt(
    stage: TargetStage,
    context: AttemptContext,
    run: RunState,
  ): Promise<TargetOutcome> {
    try {
      return await this.#options.executor[stage](context);
    } catch (error) {
      const failure = failureOf(error);
      context.log(`${failure.code}: ${failure.message}`);
      if (!(error instanceof FailureError) && !context.signal.aborted) {
        this.#options.logger.error(
          `Work on ${context.target.entityRef} of run ${run.id} ended unexpectedly`,
          error instanceof Error ? error : new Error(String(error)),
        );
      }
      return { type: 'failed', failure };
    }
  }

  async #settle(settlement: Settlement): Promise<void> {
    const { database, transport } = this.#options;
    await database.transaction(trx => transport.settle(trx, [settlement]));
  }
}

function stageOf(kind: string): TargetStage {
  switch (kind) {
    case 'target.dryRun':
      return 'dryRun';
    case 'target.apply':
      return 'apply';
    case 'target.rollback':
      return 'rollback';
    default:
      throw new Error(`Unknown kind of work: ${kind}`);
  }
}

/** What is not known to be hopeless is worth another try. */
function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) {
    return error.failure;
  }
  return {
    class: 'transient',
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
  };
}

function logText(lines: string[]): string {
  const kept = lines.slice(0, MAX_LOG_LINES);
  const dropped = lines.length - kept.length;
  return `${kept.join('\n')}${
    dropped > 0 ? `\n(${dropped} more lines were dropped)` : ''
  }\n`;
}
