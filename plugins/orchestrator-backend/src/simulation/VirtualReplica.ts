import {
  SYSTEM_ACTOR,
  type RunState,
  type TargetOutcome,
  type TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Pacer, WindowCalendar, type AttemptPermit } from '../pacing';
import {
  RENEW_INTERVAL_MS,
  type AttemptStart,
  type Entry,
} from '../pacing/Pacer';
import type { Completion } from '../runs/completeTargets';
import type { RunDatabase, RunRecords } from '../runs/RunRecords';
import { RunService } from '../runs/RunService';
import type { Claim } from '../work/WorkTransport';
import { SerializationFailure } from './MemoryDatabase';
import { targetKey } from './MemoryTables';
import { SILENT } from './silent';
import type { SweepWorld } from './SweepWorld';
import { VirtualProcess } from './VirtualProcess';
import type { Progress } from './VirtualWork';

const PAUSED_RECHECK_MS = 30_000;
/** Its own clock may say that it is not time yet when that of the database says that it is. */
const LEAST_WAIT_MS = 1_000;

/** What becomes of work that was left behind in a run that was cancelled meanwhile. */
const CANCELLED: TargetOutcome = {
  type: 'failed',
  failure: {
    class: 'cancelled',
    code: 'runCancelled',
    message: 'The run was cancelled',
  },
};

/** An attempt in the hands of this replica; without a permit there is nothing to do but to report it. */
interface Running {
  claim: Claim;
  permit?: AttemptPermit;
  /** True time, in milliseconds. */
  startedAt: number;
}

/** A process of the backend that runs sweeps: the real command handling, and the real pacing. */
export class VirtualReplica extends VirtualProcess<RunRecords> {
  runs!: RunService;
  pacer!: Pacer;
  readonly #world: SweepWorld;
  readonly #skewMs: number;
  #running = new Map<string, Running>();
  #results: Completion[] = [];
  #isRenewing = false;

  constructor(world: SweepWorld, options: { name: string; skewMs: number }) {
    super(world, options);
    this.#world = world;
    this.#skewMs = options.skewMs;
  }

  /** Keeps the permits of this process alive. */
  holdsPermit(): void {
    if (this.#isRenewing) {
      return;
    }
    this.#isRenewing = true;
    this.after(RENEW_INTERVAL_MS, 'renews its permits', async () => {
      this.#isRenewing = false;
      await this.pacer.renew();
      if (this.#running.size > 0) {
        this.holdsPermit();
      }
    });
  }

  protected boot(database: RunDatabase, random: () => number): void {
    const { host, pacing, ledger, sleeping } = this.#world;
    const calendar = new WindowCalendar(pacing.windows);
    this.pacer = new Pacer({
      clock: this.clock,
      logger: SILENT,
      limits: pacing.limits,
      ledger,
      sleeping,
      calendar,
      codeHosts: new Map([[host.type, host]]),
      random,
    });
    this.runs = new RunService({
      database,
      clock: this.clock,
      random,
      windowOf: (run: RunState, at: string) => calendar.stateOf(run, at),
      newSuffix: () => this.#world.newSuffix(),
      onCommitted: () => this.#world.wake(),
    });
  }

  protected held(): Claim[] {
    return [...this.#running.values()].map(({ claim }) => claim);
  }

  /** The attempt ends where it is, and then gives its permit back. */
  protected lose({ item }: Claim): void {
    const running = this.#running.get(item.id);
    this.#running.delete(item.id);
    if (running?.permit) {
      this.after(this.#world.latency.int(1, 400), 'breaks off', () =>
        release(running),
      );
    }
  }

  protected forget(): void {
    this.#running = new Map();
    this.#results = [];
    this.#isRenewing = false;
  }

  protected begin(claim: Claim): Promise<void> | undefined {
    const { tables } = this.#world.database;
    const { runId, targetId = '', id, kind } = claim.item;
    const run = tables.runs.get(runId);
    const target = tables.targets.get(targetKey(runId, targetId));
    if (!run || target?.workId !== id) {
      return this.settle({ claim, kind: 'done' });
    }
    if (run.status === 'paused' && !this.#world.mutation.worksWhilePaused) {
      return this.later(claim, PAUSED_RECHECK_MS);
    }
    if (run.status === 'cancelled' && kind !== 'target.rollback') {
      this.#goOnToReport(this.#hold(claim), CANCELLED);
      return undefined;
    }
    const stage = kind.replace('target.', '') as TargetStage;
    return this.#enter(claim, { run, target, stage, workId: id });
  }

  async #enter(claim: Claim, start: AttemptStart): Promise<void> {
    let entry: Entry;
    try {
      entry = await this.pacer.enter(start);
    } catch (error) {
      await this.afterFailure(claim, error);
      return;
    }
    const { permit, notBefore } = entry;
    if (!permit) {
      const waitMs = Date.parse(notBefore) - this.#world.agenda.now;
      await this.later(claim, Math.max(LEAST_WAIT_MS, waitMs));
      return;
    }
    this.holdsPermit();
    const running = this.#hold(claim, permit);
    const { startedAt } = running;
    const attempt = { ...start, permit, startedAt, now: () => this.now() };
    this.#goOn(running, 'looks', () => this.#world.work.look(attempt));
  }

  #hold(claim: Claim, permit?: AttemptPermit): Running {
    const startedAt = this.#world.agenda.now;
    const running: Running = { claim, permit, startedAt };
    this.#running.set(claim.item.id, running);
    return running;
  }

  /** The next step of an attempt, if its claim is not known to be lost by then. */
  #goOn(running: Running, what: string, step: () => Promise<Progress>): void {
    const { interventions, latency } = this.#world;
    const tookMs =
      latency.int(200, 8_000) +
      (interventions.happens('slowHost') ? 90_000 : 0);
    const { id } = running.claim.item;
    this.after(tookMs, `${what} for ${id}`, async () => {
      if (this.#running.get(id) !== running) {
        return;
      }
      const progress = await step();
      if (progress.kind === 'step') {
        this.#goOn(running, progress.what, progress.step);
      } else {
        this.#goOnToReport(running, progress.outcome);
      }
    });
  }

  #goOnToReport(running: Running, outcome: TargetOutcome): void {
    const { claim, startedAt } = running;
    this.#results.push({
      claim,
      outcome,
      facts: {
        startedAt: new Date(startedAt + this.#skewMs).toISOString(),
        finishedAt: this.now(),
        worker: `${this.name}#${claim.attempt}`,
      },
      request: { actor: SYSTEM_ACTOR, requestId: claim.item.id },
    });
    // What is ready by then is reported at once, so that several results meet in one commit.
    this.after(this.#world.latency.int(1, 400), 'reports', () =>
      this.#report(),
    );
  }

  async #report(): Promise<void> {
    const completions = this.#results.filter(
      ({ claim }) => this.#running.get(claim.item.id)?.claim === claim,
    );
    this.#results = [];
    await Promise.all(
      completions.map(async completion => {
        const { claim } = completion;
        try {
          await release(this.#running.get(claim.item.id));
          await this.runs.complete(completion);
        } catch (error) {
          await this.afterFailure(claim, error);
        } finally {
          if (this.#running.get(claim.item.id)?.claim === claim) {
            this.#running.delete(claim.item.id);
          }
          this.poke();
        }
      }),
    );
  }
}

/** What can't be released counts as used when it is not renewed any more. */
async function release(running: Running | undefined): Promise<void> {
  try {
    await running?.permit?.release();
  } catch (error) {
    if (!(error instanceof SerializationFailure)) {
      throw error;
    }
  }
}
