import type { RunCommand } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from '../runs/RunRecords';
import type { Request } from '../runs/RunService';
import type { Timer } from '../runs/timers';
import { SweepInvariants } from './invariants/SweepInvariants';
import { MemoryRunRecords } from './MemoryRunRecords';
import type { QueueRow } from './MemoryTables';
import type { Mutation } from './mutations';
import { settingOf, type Scenario, type Setting } from './Scenario';
import { VirtualCodeHost } from './VirtualCodeHost';
import { VirtualPacer } from './VirtualPacer';
import { VirtualReplica } from './VirtualReplica';
import { VirtualWork } from './VirtualWork';
import { World } from './World';

/** All that there is in the simulation of a sweep. */
export class SweepWorld extends World<RunRecords, VirtualReplica> {
  readonly setting: Setting;
  readonly invariants: SweepInvariants;
  readonly host: VirtualCodeHost;
  readonly work: VirtualWork;
  readonly mutation: Mutation;
  #suffixes = 0;

  constructor(scenario: Scenario, mutation: Mutation = {}) {
    super(
      scenario,
      (tables, queue, now) => new MemoryRunRecords(tables, queue, now),
    );
    this.mutation = mutation;
    this.setting = settingOf(scenario);
    const { pacing, skewsMs } = this.setting;
    this.host = mutation.host?.() ?? new VirtualCodeHost();
    this.invariants = new SweepInvariants({
      tables: this.database.tables,
      host: this.host,
      pacing,
      clock: this.agenda,
      clockToleranceMs: 2 * Math.max(0, ...skewsMs.map(Math.abs)),
    });
    mutation.tables?.(this.database);
    this.work = new VirtualWork({
      host: this.host,
      pacer: new VirtualPacer(mutation.pacing?.(pacing) ?? pacing),
      interventions: this.interventions,
      now: () => this.now(),
      onWrite: attempt => this.invariants.beforeWrite(attempt),
    });
    this.start(skewsMs, options => new VirtualReplica(this, options));
  }

  wake(): void {
    if (![...this.database.tables.queue.values()].some(isReady)) {
      return;
    }
    for (const replica of this.replicas) {
      replica.poke();
    }
  }

  /** Telling runs apart must be the same in each replay, too. */
  newSuffix(): string {
    this.#suffixes += 1;
    return `run${this.#suffixes}`;
  }

  protected fire(
    replica: VirtualReplica,
    records: RunRecords,
    timer: Timer,
    request: Request,
  ): Promise<unknown> {
    return replica.runs.within(records, timer.runId, commandOf(timer), request);
  }
}

function isReady({ state }: QueueRow): boolean {
  return state === 'ready';
}

function commandOf({
  payload,
}: Timer): Extract<RunCommand, { type: 'finishSoak' | 'expireApproval' }> {
  return payload.approvalId === undefined
    ? { type: 'finishSoak', batch: payload.batch ?? 0 }
    : { type: 'expireApproval', approvalId: payload.approvalId };
}
