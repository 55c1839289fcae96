import type { RunRecords } from '../runs/RunRecords';
import type { Request } from '../runs/RunService';
import type { Timer } from '../runs/timers';
import { fireTimer } from '../runs/fireTimer';
import { IDLE_RUNS } from '../pacing/decideTurn';
import { SweepInvariants } from './invariants/SweepInvariants';
import { MemoryRunRecords } from './MemoryRunRecords';
import type { QueueRow } from './MemoryTables';
import type { Mutation } from './mutations';
import { OtherRun } from './OtherRun';
import {
  settingOf,
  type Pacing,
  type Scenario,
  type Setting,
} from './Scenario';
import { VirtualCodeHost } from './VirtualCodeHost';
import { VirtualLedger } from './VirtualLedger';
import { VirtualReplica } from './VirtualReplica';
import { VirtualSleepingHosts } from './VirtualSleepingHosts';
import { VirtualWork } from './VirtualWork';
import { World } from './World';

/** All that there is in the simulation of a sweep. */
export class SweepWorld extends World<RunRecords, VirtualReplica> {
  readonly setting: Setting;
  readonly invariants: SweepInvariants;
  readonly host: VirtualCodeHost;
  readonly work: VirtualWork;
  /** What writes are held to. */
  readonly pacing: Pacing;
  readonly sleeping: VirtualSleepingHosts;
  readonly ledger: VirtualLedger;
  readonly mutation: Mutation;
  readonly otherRun: OtherRun;
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
      interventions: this.interventions,
      now: () => this.now(),
      watch: this.invariants,
    });
    this.pacing = mutation.pacing?.(pacing) ?? pacing;
    const now = () => new Date(this.agenda.now);
    this.sleeping = mutation.sleeping?.(now) ?? new VirtualSleepingHosts(now);
    this.ledger = new VirtualLedger({
      limits: this.pacing.limits,
      sleeping: this.sleeping,
      now,
      isIdle: runId =>
        IDLE_RUNS.includes(this.database.tables.runs.get(runId)?.status ?? ''),
      happens: fault => this.interventions.happens(fault),
      sight: mutation.sight,
    });
    this.otherRun = new OtherRun(this, scenario.seed);
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
    const { clock, runs } = replica;
    return fireTimer(records, timer, { clock, runs }, request);
  }
}

function isReady({ state }: QueueRow): boolean {
  return state === 'ready';
}
