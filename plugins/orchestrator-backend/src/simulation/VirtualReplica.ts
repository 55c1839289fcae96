import {
  SYSTEM_ACTOR,
  type TargetOutcome,
  type TargetStage,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Completion } from '../runs/completeTargets';
import type { RunDatabase, RunRecords } from '../runs/RunRecords';
import { RunService } from '../runs/RunService';
import type { Claim } from '../work/WorkTransport';
import { targetKey } from './MemoryTables';
import { VirtualProcess } from './VirtualProcess';
import type { Attempt, Progress } from './VirtualWork';
import type { SweepWorld } from './SweepWorld';

const PAUSED_RECHECK_MS = 30_000;

/** What becomes of work that was left behind in a run that was cancelled meanwhile. */
const CANCELLED: TargetOutcome = {
  type: 'failed',
  failure: {
    class: 'cancelled',
    code: 'runCancelled',
    message: 'The run was cancelled',
  },
};

/** An attempt in the hands of this replica. */
interface Running extends Attempt {
  claim: Claim;
}

/** A process of the backend that runs sweeps: the real command handling. */
export class VirtualReplica extends VirtualProcess<RunRecords> {
  runs!: RunService;
  readonly #world: SweepWorld;
  readonly #skewMs: number;
  #running = new Map<string, Running>();
  #results: Completion[] = [];

  constructor(world: SweepWorld, options: { name: string; skewMs: number }) {
    super(world, options);
    this.#world = world;
    this.#skewMs = options.skewMs;
  }

  protected boot(database: RunDatabase, random: () => number): void {
    this.runs = new RunService({
      database,
      clock: this.clock,
      random,
      newSuffix: () => this.#world.newSuffix(),
      onCommitted: () => this.#world.wake(),
    });
  }

  protected held(): Claim[] {
    return [...this.#running.values()].map(({ claim }) => claim);
  }

  protected lose({ item }: Claim): void {
    this.#running.delete(item.id);
  }

  protected forget(): void {
    this.#running = new Map();
    this.#results = [];
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
      this.#goOnToReport(this.#hold({ claim, run, target, kind }), CANCELLED);
      return undefined;
    }
    const running = this.#hold({ claim, run, target, kind });
    this.#goOn(running, 'looks', () => this.#world.work.look(running));
    return undefined;
  }

  #hold({
    claim,
    run,
    target,
    kind,
  }: Pick<Running, 'claim' | 'run' | 'target'> & { kind: string }): Running {
    const running: Running = {
      claim,
      run,
      target,
      stage: kind.replace('target.', '') as TargetStage,
      startedAt: this.#world.agenda.now,
    };
    this.#running.set(claim.item.id, running);
    return running;
  }

  /** The next step of an attempt, if its claim is not known to be lost by then. */
  #goOn(running: Running, what: string, step: () => Progress): void {
    const { interventions, latency } = this.#world;
    const tookMs =
      latency.int(200, 8_000) +
      (interventions.happens('slowHost') ? 90_000 : 0);
    const { id } = running.claim.item;
    this.after(tookMs, `${what} for ${id}`, () =>
      this.#running.get(id) === running
        ? this.#take(running, step())
        : undefined,
    );
  }

  #take(running: Running, progress: Progress): Promise<void> | undefined {
    const { claim } = running;
    switch (progress.kind) {
      case 'write':
        this.#goOn(running, 'writes', () =>
          this.#world.work.write(running, progress.write),
        );
        return undefined;
      case 'later':
        this.#running.delete(claim.item.id);
        return this.settle({
          claim,
          kind: 'retry',
          runAt: progress.notBefore,
        });
      default:
        this.#goOnToReport(running, progress.outcome);
        return undefined;
    }
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
