import type { StepContext } from '../../../trains/StepHandler';
import type { Claim } from '../../../work/WorkTransport';
import type { Agenda } from '../../Agenda';
import { ClaimInvariants } from '../../invariants/ClaimInvariants';
import type { Report, Violation } from '../../invariants/Invariants';
import type { Change } from '../../JournaledMap';
import type { MemoryEvent, MemoryTables, OutboxRow } from '../../MemoryTables';
import type { Freeze } from '../TrainSetting';
import type { VirtualFlags } from '../VirtualFlags';
import type { OutsideObserver, Receipt } from '../VirtualOutside';
import { Evidence } from './Evidence';
import { GateInvariants } from './GateInvariants';
import { JourneyInvariants } from './JourneyInvariants';
import { Ledger } from './Ledger';
import type { Moment } from './Moment';
import { OutsideInvariants } from './OutsideInvariants';
import { RollbackInvariants } from './RollbackInvariants';
import { TrainStorageInvariants } from './TrainStorageInvariants';

/** What the invariants of trains look at. */
export interface ObservedTrain {
  tables: MemoryTables;
  flags: VirtualFlags;
  freezes: Freeze[];
  clock: Pick<Agenda, 'now'>;
  /** Two replicas may differ by so much about what time it is. */
  clockToleranceMs: number;
}

/**
 * What must be true of a train after every step, found out from the log and from what reaches the outside, never by
 * asking the code that is on trial.
 */
export class TrainInvariants implements OutsideObserver {
  violation: Violation | undefined;
  readonly #observed: ObservedTrain;
  readonly #ledger = new Ledger();
  readonly #evidence = new Evidence(this.#ledger);
  readonly #gates: GateInvariants;
  readonly #journey: JourneyInvariants;
  readonly #rollback: RollbackInvariants;
  readonly #outside: OutsideInvariants;
  readonly #storage: TrainStorageInvariants;
  readonly #claims: ClaimInvariants;

  constructor(observed: ObservedTrain) {
    this.#observed = observed;
    const report: Report = (invariant, message) =>
      this.violated(invariant, message);
    this.#gates = new GateInvariants(report);
    this.#journey = new JourneyInvariants(observed.freezes, report);
    this.#rollback = new RollbackInvariants(report);
    this.#outside = new OutsideInvariants(observed.flags, report);
    this.#storage = new TrainStorageInvariants(observed.tables, report);
    this.#claims = new ClaimInvariants(observed, report);
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
    const events = changes.flatMap(({ map, key }) =>
      (map as unknown) === tables.events ? tables.events.get(key) ?? [] : [],
    );
    this.#claims.afterCommit({ changes, events: [] });
    if (events.length === 0) {
      return;
    }
    const now = events[0].cause.occurredAt;
    const saw = this.#views(events, now);
    const wasPaused = this.#ledger.paused;
    const stoodStill = this.#standing();
    for (const event of events) {
      this.#journey.beforeEvent(this.#ledger, event);
      this.#ledger.apply(event, saw);
    }
    const moment: Moment = {
      ledger: this.#ledger,
      evidence: this.#evidence,
      events,
      now,
      stayedPaused:
        wasPaused && !events.some(({ type }) => type === 'train.resumed'),
      stoodStill: new Set(
        [...this.#standing()].filter(
          id => stoodStill.has(id) && !events.some(goesOn(id)),
        ),
      ),
    };
    this.#gates.afterCommit(moment);
    this.#journey.afterCommit(moment);
    this.#rollback.afterCommit(moment);
    this.#outside.afterCommit(moment);
    this.#storage.afterCommit(moment);
  }

  granted(claim: Claim): void {
    this.#claims.granted(claim);
  }

  /** A result was recorded, and its claim ended. */
  settled(claim: Claim): void {
    this.#claims.settled(claim);
  }

  stepBegins(context: StepContext): void {
    this.#outside.stepBegins(this.#ledger, context);
  }

  received(receipt: Receipt): void {
    this.#outside.received(this.#ledger, receipt);
  }

  killed(key: string): void {
    this.#outside.killed(key);
  }

  revived(key: string): void {
    this.#outside.revived(key);
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

  afterStep(): void {
    this.#outside.afterStep();
  }

  /** Everything has come to rest. */
  atEnd(): void {
    this.#storage.atEnd();
  }

  /** Waves that activate nothing now. */
  #standing(): Set<string> {
    return new Set(
      [...this.#ledger.waves].flatMap(([id, { status }]) =>
        status === 'activating' ? [] : id,
      ),
    );
  }

  /** What signers have before their eyes: all as it was before their transaction. */
  #views(
    events: MemoryEvent[],
    now: string,
  ): (gate: string, part?: string) => string {
    const views = new Map<string, string>();
    for (const { type, stream, data } of events) {
      const [kind, , id] = stream.split('/');
      if (type === 'gate.signed') {
        views.set(`${id} undefined`, this.#evidence.seen(id, now));
      } else if (type === 'criterion.signed') {
        const { gate } = data as { gate: string };
        const part = kind === 'gate' ? 'train' : id;
        views.set(`${gate} ${part}`, this.#evidence.seen(gate, now, part));
      }
    }
    return (gate, part) => views.get(`${gate} ${part}`) ?? '';
  }
}

/** Whether an event lets a wave go on. */
function goesOn(wave: string): (event: MemoryEvent) => boolean {
  return ({ type, data }) =>
    ['wave.started', 'wave.resumed', 'wave.verdictGiven'].includes(type) &&
    (data as { id: string }).id === wave;
}
