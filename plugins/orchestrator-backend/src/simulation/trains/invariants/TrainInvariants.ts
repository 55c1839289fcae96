import type { StepContext } from '../../../trains/StepHandler';
import type { Claim } from '../../../work/WorkTransport';
import { Invariants, type Observed } from '../../invariants/Invariants';
import type { Change } from '../../JournaledMap';
import type { MemoryEvent, OutboxRow } from '../../MemoryTables';
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
export interface ObservedTrain extends Observed {
  flags: VirtualFlags;
  freezes: Freeze[];
}

/** What must be true of a train after every step. */
export class TrainInvariants extends Invariants implements OutsideObserver {
  readonly #ledger = new Ledger();
  readonly #evidence = new Evidence(this.#ledger);
  readonly #gates: GateInvariants;
  readonly #journey: JourneyInvariants;
  readonly #rollback: RollbackInvariants;
  readonly #outside: OutsideInvariants;
  readonly #storage: TrainStorageInvariants;

  constructor(observed: ObservedTrain) {
    super(observed);
    const { tables, flags, freezes } = observed;
    this.#gates = new GateInvariants(this.report);
    this.#journey = new JourneyInvariants(freezes, this.report);
    this.#rollback = new RollbackInvariants(this.report);
    this.#outside = new OutsideInvariants(flags, this.report);
    this.#storage = new TrainStorageInvariants(tables, this.report);
  }

  afterCommit(changes: Change[]): void {
    const events = this.eventsOf(changes);
    this.claims.afterCommit({ changes, events: [] });
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

  /** A result was recorded, and its claim ended. */
  settled(claim: Claim): void {
    this.claims.settled(claim);
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

  delivered(row: OutboxRow): void {
    this.#storage.delivered(row);
  }

  afterStep(): void {
    this.#outside.afterStep();
  }

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
