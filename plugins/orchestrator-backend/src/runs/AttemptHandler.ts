import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Failure,
  RunState,
  TargetOutcome,
  TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import {
  FailureError,
  type AttemptContext,
  type TargetExecutor,
} from '@backstage-orchestrator/plugin-orchestrator-node';
import type { Knex } from 'knex';
import { isoNow, type Clock } from '../clock';
import type { AttemptPacing, AttemptPermit } from '../pacing';
import type { ArtifactStore } from '../store/ArtifactStore';
import { readRun, readTarget } from '../store/reads';
import {
  UNOBSERVED,
  type AttemptEnd,
  type AttemptObserver,
} from '../work/AttemptObserver';
import type { WorkHandler } from '../work/WorkHandler';
import type { Claim, Settlement, WorkTransport } from '../work/WorkTransport';
import { ClaimLostError } from './completeTargets';
import { failureOf } from './failureOf';
import { workItself, type RequestOfClaim } from './requestOfClaim';
import type { RunService } from './RunService';

/** A paused run is looked at again so often. */
const PAUSED_RECHECK_MS = 3_000;
/** Lines of a log beyond this are dropped, with a word that they were. */
const MAX_LOG_LINES = 20_000;
/** Room for the word that lines were dropped. */
const DROPPED_NOTE_BYTES = 100;

/** A worker that died left it behind, and the run was cancelled meanwhile. */
const CANCELLED: Failure = {
  class: 'cancelled',
  code: 'runCancelled',
  message: 'The run was cancelled before the work began',
};

/** What a gate that failed counts as among the failures. */
const GATE_FAILED: Failure = {
  class: 'permanent',
  code: 'gateFailed',
  message: 'A gate failed',
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
  pacing: AttemptPacing;
  attempts?: AttemptObserver;
  /** On whose behalf what came of a claim is told. */
  requestOf?: RequestOfClaim;
  workerId: string;
}

/** Brings a claim to an executor, and what comes of it back as a command. */
export class AttemptHandler implements WorkHandler {
  readonly #options: AttemptHandlerOptions;
  readonly #requestOf: RequestOfClaim;

  constructor(options: AttemptHandlerOptions) {
    this.#options = options;
    this.#requestOf = options.requestOf ?? workItself;
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
    const stage = stageOf(kind);
    const { permit, notBefore } = await this.#options.pacing.enter({
      run,
      target,
      workId: id,
      stage,
    });
    if (!permit) {
      await this.#settle({ claim, kind: 'retry', runAt: notBefore });
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
      writes: permit,
      artifacts: produced,
      log: line => lines.push(`${isoNow(clock)} ${line}`),
    };
    const outcome = await this.#attempt(stage, context, run);
    await this.#release(permit);
    if (signal.aborted) {
      // The claim is lost or handed back: whoever has it next does the work again.
      throw new ClaimLostError(claim);
    }
    const log =
      lines.length > 0
        ? await produced.put(logText(lines, artifacts.maxBytes), 'text/plain')
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
      request: this.#requestOf(claim),
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
      request: this.#requestOf(claim),
    });
  }

  async #attempt(
    stage: TargetStage,
    context: AttemptContext,
    run: RunState,
  ): Promise<TargetOutcome> {
    const { executor, attempts = UNOBSERVED } = this.#options;
    try {
      return await attempts.observe(
        { stage, signal: context.signal },
        () => executor[stage](context),
        endOf,
      );
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

  /** What can't be released counts as used when it is not renewed any more. */
  async #release(permit: AttemptPermit): Promise<void> {
    try {
      await permit.release();
    } catch (error) {
      this.#options.logger.warn(
        `A permit to write to a code host could not be given back: ${error}`,
      );
    }
  }

  async #settle(settlement: Settlement): Promise<void> {
    const { database, transport } = this.#options;
    await database.transaction(trx => transport.settle(trx, [settlement]));
  }
}

function endOf(outcome: TargetOutcome): AttemptEnd {
  switch (outcome.type) {
    case 'gatesFailed':
      return { outcome: outcome.type, failure: GATE_FAILED };
    case 'failed':
      return { outcome: outcome.type, failure: outcome.failure };
    default:
      return { outcome: outcome.type };
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

function logText(lines: string[], maxBytes: number): string {
  let room = maxBytes - DROPPED_NOTE_BYTES;
  const kept = lines.slice(0, MAX_LOG_LINES).filter(line => {
    room -= Buffer.byteLength(line) + 1;
    return room >= 0;
  });
  const dropped = lines.length - kept.length;
  return `${kept.join('\n')}${
    dropped > 0 ? `\n(${dropped} more lines were dropped)` : ''
  }\n`;
}
