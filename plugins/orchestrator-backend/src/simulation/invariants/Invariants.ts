import type { Claim } from '../../work/WorkTransport';
import type { Agenda } from '../Agenda';
import type { Change } from '../JournaledMap';
import type { MemoryEvent, MemoryTables, OutboxRow } from '../MemoryTables';
import { ClaimInvariants } from './ClaimInvariants';

/** What was found to be wrong. */
export interface Violation {
  invariant: string;
  message: string;
  /** True time, ISO 8601. */
  at: string;
}

/** Reports that something must not be. */
export type Report = (invariant: string, message: string) => void;

/** What all invariants look at. */
export interface Observed {
  tables: MemoryTables;
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
export abstract class Invariants {
  violation: Violation | undefined;
  protected readonly claims: ClaimInvariants;
  protected readonly report: Report = (invariant, message) =>
    this.violated(invariant, message);
  readonly #observed: Observed;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.claims = new ClaimInvariants(observed, this.report);
  }

  /** The first violation is kept: what follows it may be its consequence. */
  violated(invariant: string, message: string): void {
    this.violation ??= {
      invariant,
      message,
      at: new Date(this.#observed.clock.now).toISOString(),
    };
  }

  /** A worker was given an item. */
  granted(claim: Claim): void {
    this.claims.granted(claim);
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

  /** A transaction has changed this. */
  abstract afterCommit(changes: Change[]): void;

  /** A message of the outbox has reached its receiver. */
  abstract delivered(row: OutboxRow): void;

  /** Outside of the log. */
  abstract afterStep(): void;

  /** Everything has come to rest. */
  abstract atEnd(): void;

  /** The events among what a transaction has changed. */
  protected eventsOf(changes: Change[]): MemoryEvent[] {
    const { events } = this.#observed.tables;
    return changes.flatMap(({ map, key }) =>
      (map as unknown) === events ? events.get(key) ?? [] : [],
    );
  }
}
