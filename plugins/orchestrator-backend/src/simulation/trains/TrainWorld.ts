import type { Window } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Request } from '../../runs/RunService';
import type { Timer } from '../../runs/timers';
import type { Scenario } from '../Scenario';
import { World } from '../World';
import { TrainInvariants } from './invariants/TrainInvariants';
import { MemoryTrainRecords } from './MemoryTrainRecords';
import type { TrainMutation } from './trainMutations';
import { TrainReplica } from './TrainReplica';
import { trainSettingOf, type TrainSetting } from './TrainSetting';
import { VirtualFlags } from './VirtualFlags';
import { VirtualOutside } from './VirtualOutside';

/** All that there is in the simulation of a train. */
export class TrainWorld extends World<MemoryTrainRecords, TrainReplica> {
  readonly setting: TrainSetting;
  readonly invariants: TrainInvariants;
  readonly flags: VirtualFlags;
  readonly outside: VirtualOutside;
  readonly mutation: TrainMutation;
  #ids = 0;

  constructor(scenario: Scenario, mutation: TrainMutation = {}) {
    super(
      scenario,
      (tables, queue, now) => new MemoryTrainRecords(tables, queue, now),
    );
    this.mutation = mutation;
    this.setting = trainSettingOf(scenario);
    const { flags, freezes, skewsMs } = this.setting;
    this.flags = new VirtualFlags(flags, {
      now: () => this.now(),
      deafToKills: mutation.deafToKills,
    });
    this.invariants = new TrainInvariants({
      tables: this.database.tables,
      flags: this.flags,
      freezes,
      clock: this.agenda,
      clockToleranceMs: 2 * Math.max(0, ...skewsMs.map(Math.abs)),
    });
    this.outside = new VirtualOutside({
      interventions: this.interventions,
      latency: this.latency,
      flags: this.flags,
      observer: this.invariants,
      forgetsIds: mutation.forgetsIds,
    });
    this.start(skewsMs, options => new TrainReplica(this, options));
  }

  /** Windows of the portal, as the processes know them. */
  get operatorWindows(): Window[] {
    return this.mutation.forgetsWindows ? [] : this.setting.operatorWindows;
  }

  wake(): void {
    this.replicas.forEach(replica => replica.poke());
  }

  /** Ids must be the same in each replay, too. */
  newId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  protected fire(
    replica: TrainReplica,
    records: MemoryTrainRecords,
    timer: Timer,
    request: Request,
  ): Promise<unknown> {
    return replica.service.wake(records, timer.runId, request);
  }
}
