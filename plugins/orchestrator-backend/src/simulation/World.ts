import { SYSTEM_ACTOR } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { RunRecords } from '../runs/RunRecords';
import type { Request } from '../runs/RunService';
import type { Timer } from '../runs/timers';
import { Agenda } from './Agenda';
import { Deliveries } from './Deliveries';
import { Interventions } from './Interventions';
import type { Invariants } from './invariants/Invariants';
import { MemoryDatabase, type MemoryDatabaseOptions } from './MemoryDatabase';
import { Random } from './Random';
import { START, type Scenario } from './Scenario';
import { VirtualOutbox } from './VirtualOutbox';
import type { VirtualProcess } from './VirtualProcess';
import { VirtualTimers } from './VirtualTimers';

/** A lease of the queue. */
const LEASE_MS = 30_000;

/** What there is in each simulation: time, faults, and a database that several processes share. */
export abstract class World<
  TRecords extends Pick<RunRecords, 'settle' | 'clearTimer'>,
  TReplica extends VirtualProcess<TRecords>,
> {
  readonly agenda = new Agenda(START);
  readonly interventions: Interventions;
  /** For how long things take: no fault hangs on it. */
  readonly latency: Random;
  readonly deliveries: Deliveries;
  readonly database: MemoryDatabase<TRecords>;
  readonly timers: VirtualTimers<TRecords, TReplica>;
  readonly outbox: VirtualOutbox;
  readonly replicas: TReplica[] = [];
  abstract readonly invariants: Invariants;
  abstract readonly mutation: { records?(records: TRecords): TRecords };
  #nowMs = NaN;
  #nowText = '';

  constructor(
    { seed, faults, only }: Scenario,
    records: MemoryDatabaseOptions<TRecords>['records'],
  ) {
    this.interventions = new Interventions({ seed, kinds: faults, only });
    this.latency = new Random(seed, 'latency');
    this.deliveries = new Deliveries(this);
    this.database = new MemoryDatabase<TRecords>({
      leaseMs: LEASE_MS,
      records,
      now: () => this.now(),
      onCommit: changes => {
        this.invariants.afterCommit(changes);
        this.timers.afterCommit(changes);
        this.outbox.afterCommit(changes);
      },
    });
    this.timers = new VirtualTimers(this, (replica, found, timer) =>
      this.fire(replica, found, timer, {
        actor: SYSTEM_ACTOR,
        requestId: timer.id,
      }),
    );
    this.outbox = new VirtualOutbox(this);
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
  someReplica(): TReplica | undefined {
    const up = this.replicas.filter(replica => replica.isUp);
    return up.length === 0 ? undefined : this.latency.pick(up);
  }

  decorate(records: TRecords): TRecords {
    return this.mutation.records?.(records) ?? records;
  }

  /** There may be work. */
  abstract wake(): void;

  /** Does what a timer is for, in the transaction that removes it. */
  protected abstract fire(
    replica: TReplica,
    records: TRecords,
    timer: Timer,
    request: Request,
  ): Promise<unknown>;

  /** Starts the processes, each with a clock of its own, once all else is there. */
  protected start(
    skewsMs: number[],
    replicaOf: (options: { name: string; skewMs: number }) => TReplica,
  ): void {
    skewsMs.forEach((skewMs, index) =>
      this.replicas.push(replicaOf({ name: `replica-${index + 1}`, skewMs })),
    );
    this.replicas.forEach(replica => replica.start());
  }
}
