import {
  SYSTEM_ACTOR,
  type RunCommand,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from '../runs/RunRecords';
import type { Timer } from '../runs/timers';
import { Agenda } from './Agenda';
import { Deliveries } from './Deliveries';
import { Interventions } from './Interventions';
import { Invariants } from './invariants/Invariants';
import { MemoryDatabase } from './MemoryDatabase';
import { MemoryRunRecords } from './MemoryRunRecords';
import type { QueueRow } from './MemoryTables';
import type { Mutation } from './mutations';
import { Random } from './Random';
import { settingOf, START, type Scenario, type Setting } from './Scenario';
import { VirtualCodeHost } from './VirtualCodeHost';
import { VirtualOutbox } from './VirtualOutbox';
import { VirtualPacer } from './VirtualPacer';
import { VirtualReplica } from './VirtualReplica';
import { VirtualTimers } from './VirtualTimers';
import { VirtualWork } from './VirtualWork';

/** A lease of the queue. */
export const LEASE_MS = 30_000;

/** All that there is in the simulation of a sweep. */
export class World {
  readonly agenda = new Agenda(START);
  readonly setting: Setting;
  readonly interventions: Interventions;
  readonly invariants: Invariants;
  readonly database: MemoryDatabase<RunRecords>;
  readonly host: VirtualCodeHost;
  readonly work: VirtualWork;
  readonly deliveries: Deliveries;
  readonly timers: VirtualTimers<RunRecords, VirtualReplica>;
  readonly outbox: VirtualOutbox;
  readonly replicas: VirtualReplica[];
  /** For how long things take: no fault hangs on it. */
  readonly latency: Random;
  readonly mutation: Mutation;
  #suffixes = 0;
  #nowMs = NaN;
  #nowText = '';

  constructor(scenario: Scenario, mutation: Mutation = {}) {
    const { seed } = scenario;
    this.mutation = mutation;
    this.setting = settingOf(scenario);
    this.interventions = new Interventions({
      seed,
      kinds: scenario.faults,
      only: scenario.only,
    });
    this.latency = new Random(seed, 'latency');
    this.deliveries = new Deliveries(this);
    this.database = new MemoryDatabase<RunRecords>({
      leaseMs: LEASE_MS,
      records: (tables, queue, now) => new MemoryRunRecords(tables, queue, now),
      now: () => this.now(),
      onCommit: changes => {
        this.invariants.afterCommit(changes);
        this.timers.afterCommit(changes);
        this.outbox.afterCommit(changes);
      },
    });
    this.host = mutation.host?.() ?? new VirtualCodeHost();
    this.invariants = new Invariants({
      tables: this.database.tables,
      host: this.host,
      pacing: this.setting.pacing,
      clock: this.agenda,
      clockToleranceMs: 2 * Math.max(0, ...this.setting.skewsMs.map(Math.abs)),
    });
    mutation.tables?.(this.database);
    this.work = new VirtualWork({
      host: this.host,
      pacer: new VirtualPacer(
        mutation.pacing?.(this.setting.pacing) ?? this.setting.pacing,
      ),
      interventions: this.interventions,
      now: () => this.now(),
      onWrite: attempt => this.invariants.beforeWrite(attempt),
    });
    this.timers = new VirtualTimers(this, (replica, records, timer) =>
      replica.runs.within(records, timer.runId, commandOf(timer), {
        actor: SYSTEM_ACTOR,
        requestId: timer.id,
      }),
    );
    this.outbox = new VirtualOutbox(this);
    this.replicas = this.setting.skewsMs.map(
      (skewMs, index) =>
        new VirtualReplica(this, { name: `replica-${index + 1}`, skewMs }),
    );
    this.replicas.forEach(replica => replica.start());
  }

  /** True time, ISO 8601. */
  now(): string {
    if (this.agenda.now !== this.#nowMs) {
      this.#nowMs = this.agenda.now;
      this.#nowText = new Date(this.#nowMs).toISOString();
    }
    return this.#nowText;
  }

  /** Some replica that is there to be asked; undefined while all are down. */
  someReplica(): VirtualReplica | undefined {
    const up = this.replicas.filter(replica => replica.isUp);
    return up.length === 0 ? undefined : this.latency.pick(up);
  }

  /** There may be work. */
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

  decorate(records: RunRecords): RunRecords {
    return this.mutation.records?.(records) ?? records;
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
