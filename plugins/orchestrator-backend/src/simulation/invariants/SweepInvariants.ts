import type { RunState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { SingleWrite } from '../../pacing';
import type { Change } from '../JournaledMap';
import type { OutboxRow } from '../MemoryTables';
import type { Pacing } from '../Scenario';
import type { VirtualCodeHost } from '../VirtualCodeHost';
import type { Attempt, HostWatch } from '../VirtualWork';
import { Invariants, type Observed } from './Invariants';
import { PacingInvariants } from './PacingInvariants';
import { RolloutInvariants } from './RolloutInvariants';
import { Shadow } from './Shadow';
import { StorageInvariants } from './StorageInvariants';

/** What the invariants of sweeps look at. */
export interface ObservedSweep extends Observed {
  host: VirtualCodeHost;
  pacing: Pacing;
}

/** What must be true of a sweep after every step. */
export class SweepInvariants extends Invariants implements HostWatch {
  readonly #observed: ObservedSweep;
  readonly #shadows = new Map<string, Shadow>();
  readonly #storage: StorageInvariants;
  readonly #rollout: RolloutInvariants;
  readonly #pacing: PacingInvariants;
  #hostRevision = 0;

  constructor(observed: ObservedSweep) {
    super(observed);
    this.#observed = observed;
    this.#storage = new StorageInvariants(observed.tables, this.report);
    this.#rollout = new RolloutInvariants(this.report);
    this.#pacing = new PacingInvariants(observed, this.report);
  }

  afterCommit(changes: Change[]): void {
    const committed = { changes, events: this.eventsOf(changes) };
    const before = new Map<string, RunState | undefined>();
    for (const event of committed.events) {
      const shadow = this.#shadowOf(event.runId);
      if (!before.has(event.runId)) {
        before.set(event.runId, shadow.run);
      }
      this.#rollout.beforeEvent(shadow, event);
      shadow.apply(event);
      this.#rollout.afterEvent(shadow, event);
      this.#pacing.afterEvent(event, this.#observed.clock.now);
    }
    this.claims.afterCommit(committed);
    this.#storage.afterCommit(committed, runId => this.#shadowOf(runId));
    for (const runId of before.keys()) {
      this.#rollout.afterCommit(this.#shadowOf(runId), committed.events);
    }
  }

  beforeRead(attempt: Attempt): void {
    this.#pacing.beforeRead(attempt);
  }

  /** A write to the code host is about to go out. */
  beforeWrite(attempt: Attempt, requests: number): void {
    this.#pacing.beforeWrite(attempt, requests);
  }

  /** A write of another run is about to go out. */
  otherWrite(permit: object, write: SingleWrite): void {
    this.#pacing.sent(permit, write, write.requests);
  }

  askedToWait(until: number): void {
    this.#pacing.askedToWait(until);
  }

  delivered(row: OutboxRow): void {
    this.#storage.delivered(row);
  }

  /** Outside of the log: the code host. */
  afterStep(): void {
    if (this.#observed.host.revision === this.#hostRevision) {
      return;
    }
    this.#hostRevision = this.#observed.host.revision;
    const open = new Set<string>();
    for (const { change, runId, targetId, kind } of this.#observed.host
      .changes) {
      if (change.state === 'open') {
        const key = `${runId} ${targetId} ${kind}`;
        if (open.has(key)) {
          this.violated('oneOpenChange', `${targetId} has two open changes`);
        }
        open.add(key);
      }
    }
  }

  atEnd(): void {
    this.#storage.atEnd();
  }

  #shadowOf(runId: string): Shadow {
    const shadow = this.#shadows.get(runId) ?? new Shadow();
    this.#shadows.set(runId, shadow);
    return shadow;
  }
}
