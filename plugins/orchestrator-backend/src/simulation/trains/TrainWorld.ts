import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import { Agenda } from '../Agenda';
import { Deliveries } from '../Deliveries';
import { Interventions } from '../Interventions';
import { MemoryDatabase } from '../MemoryDatabase';
import { Random } from '../Random';
import { START, type Scenario } from '../Scenario';
import { VirtualOutbox } from '../VirtualOutbox';
import { VirtualTimers } from '../VirtualTimers';
import { LEASE_MS } from '../World';
import { TrainInvariants } from './invariants/TrainInvariants';
import { MemoryTrainRecords } from './MemoryTrainRecords';
import type { TrainMutation } from './trainMutations';
import { TrainReplica } from './TrainReplica';
import { trainSettingOf, type TrainSetting } from './TrainSetting';
import { VirtualFlags } from './VirtualFlags';
import { VirtualOutside } from './VirtualOutside';

/** All that there is in the simulation of a train. */
export class TrainWorld {
  readonly agenda = new Agenda(START);
  readonly setting: TrainSetting;
  readonly interventions: Interventions;
  readonly invariants: TrainInvariants;
  readonly database: MemoryDatabase<MemoryTrainRecords>;
  readonly deliveries: Deliveries;
  readonly flags: VirtualFlags;
  readonly outside: VirtualOutside;
  readonly timers: VirtualTimers<MemoryTrainRecords, TrainReplica>;
  readonly outbox: VirtualOutbox;
  readonly replicas: TrainReplica[];
  /** For how long things take: no fault hangs on it. */
  readonly latency: Random;
  readonly mutation: TrainMutation;
  #ids = 0;

  constructor(scenario: Scenario, mutation: TrainMutation = {}) {
    const { seed } = scenario;
    this.mutation = mutation;
    this.setting = trainSettingOf(scenario);
    this.interventions = new Interventions({
      seed,
      kinds: scenario.faults,
      only: scenario.only,
    });
    this.latency = new Random(seed, 'latency');
    this.deliveries = new Deliveries(this);
    this.database = new MemoryDatabase<MemoryTrainRecords>({
      leaseMs: LEASE_MS,
      now: () => this.now(),
      records: (tables, queue, now) =>
        new MemoryTrainRecords(tables, queue, now),
      onCommit: changes => {
        this.invariants.afterCommit(changes);
        this.timers.afterCommit(changes);
        this.outbox.afterCommit(changes);
      },
    });
    this.flags = new VirtualFlags(this.setting.flags, {
      now: () => this.now(),
      deafToKills: mutation.deafToKills,
    });
    this.invariants = new TrainInvariants({
      tables: this.database.tables,
      flags: this.flags,
      freezes: this.setting.freezes,
      clock: this.agenda,
      clockToleranceMs: 2 * Math.max(0, ...this.setting.skewsMs.map(Math.abs)),
    });
    this.outside = new VirtualOutside({
      interventions: this.interventions,
      latency: this.latency,
      flags: this.flags,
      observer: this.invariants,
      forgetsIds: mutation.forgetsIds,
    });
    this.timers = new VirtualTimers(this, (replica, records, timer) =>
      replica.service.wake(records, timer.runId, {
        actor: SYSTEM_ACTOR,
        requestId: timer.id,
      }),
    );
    this.outbox = new VirtualOutbox(this);
    this.replicas = this.setting.skewsMs.map(
      (skewMs, index) =>
        new TrainReplica(this, { name: `replica-${index + 1}`, skewMs }),
    );
    this.replicas.forEach(replica => replica.start());
  }

  /** True time, ISO 8601. */
  now(): string {
    return new Date(this.agenda.now).toISOString();
  }

  /** Some replica that is there to be asked; undefined while all are down. */
  someReplica(): TrainReplica | undefined {
    const up = this.replicas.filter(replica => replica.isUp);
    return up.length === 0 ? undefined : this.latency.pick(up);
  }

  /** There may be work. */
  wake(): void {
    this.replicas.forEach(replica => replica.poke());
  }

  /** Ids must be the same in each replay, too. */
  newId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  decorate(records: MemoryTrainRecords): MemoryTrainRecords {
    return this.mutation.records?.(records) ?? records;
  }
}
