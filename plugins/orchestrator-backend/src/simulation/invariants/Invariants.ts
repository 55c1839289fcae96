import type { RunState } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { Claim } from '../../work/WorkTransport';
import type { Agenda } from '../Agenda';
import type { Change } from '../JournaledMap';
import type { MemoryEvent, MemoryTables, OutboxRow } from '../MemoryTables';
import type { Pacing } from '../Scenario';
import type { VirtualCodeHost } from '../VirtualCodeHost';
import type { Attempt } from '../VirtualWork';
import { ClaimInvariants } from './ClaimInvariants';
import { PacingInvariants } from './PacingInvariants';
import { RolloutInvariants } from './RolloutInvariants';
import { Shadow } from './Shadow';
import { StorageInvariants } from './StorageInvariants';

/** What was found to be wrong. */
export interface Violation {
  invariant: string;
  message: string;
  /** True time, ISO 8601. */
  at: string;
}

/** Reports that something must not be. */
export type Report = (invariant: string, message: string) => void;

/** What the invariants look at. */
export interface Observed {
  tables: MemoryTables;
  host: VirtualCodeHost;
  pacing: Pacing;
  clock: Pick<Agenda, 'now'>;
  /** Two replicas may differ by so much about what time it is. */
  clockToleranceMs: number;
}

/** What one transaction has done. */
export interface Committed {
  changes: Change[];
  events: MemoryEvent[];
}

/**
 * What must be true after every step, found out from the log and from what happens outside, never by asking the code
 * that is on trial.
 */
export class Invariants {
  violation: Violation | undefined;
  readonly #observed: Observed;
  readonly #shadows = new Map<string, Shadow>();
  readonly #storage: StorageInvariants;
  readonly #rollout: RolloutInvariants;
  readonly #claims: ClaimInvariants;
  readonly #pacing: PacingInvariants;
  #hostRevision = 0;

  constructor(observed: Observed) {
    this.#observed = observed;
    const report: Report = (invariant, message) =>
      this.violated(invariant, message);
    this.#storage = new StorageInvariants(observed, report);
    this.#rollout = new RolloutInvariants(report);
    this.#claims = new ClaimInvariants(observed, report);
    this.#pacing = new PacingInvariants(observed, report);
  }

  /** The first violation is kept: what follows it may be its consequence. */
  violated(invariant: string, message: string): void {
    this.violation ??= {
      invariant,
      message,
      at: new Date(this.#observed.clock.now).toISOString(),
    };
  }

  afterCommit(changes: Change[]): void {
    const { tables } = this.#observed;
    const committed: Committed = {
      changes,
      events: changes.flatMap(({ map, key }) =>
        (map as unknown) === tables.events ? tables.events.get(key) ?? [] : [],
      ),
    };
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
    this.#claims.afterCommit(committed);
    this.#storage.afterCommit(committed, runId => this.#shadowOf(runId));
    for (const runId of before.keys()) {
      this.#rollout.afterCommit(this.#shadowOf(runId), committed.events);
    }
  }

  /** A worker was given an item. */
  granted(claim: Claim): void {
    this.#claims.granted(claim);
  }

  /** A write to the code host is about to go out. */
  beforeWrite(attempt: Attempt): void {
    this.#pacing.beforeWrite(attempt);
  }

  /** A message of the outbox has reached its receiver. */
  delivered(row: OutboxRow): void {
    this.#storage.delivered(row);
  }

  /** Somebody was told that a command was carried out: the log must have it for ever. */
  acknowledged(what: string, runId: string, version: number): void {
    const length = this.#observed.tables.streams.get(`run/${runId}`) ?? 0;
    if (length < version) {
      this.violated(
        'acknowledgedIsKept',
        `${what} was acknowledged at version ${version} of ${runId}, and the log ends at ${length}`,
      );
    }
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

  /** Everything has come to rest. */
  atEnd(): void {
    this.#storage.atEnd();
  }

  #shadowOf(runId: string): Shadow {
    const shadow = this.#shadows.get(runId) ?? new Shadow();
    this.#shadows.set(runId, shadow);
    return shadow;
  }
}
