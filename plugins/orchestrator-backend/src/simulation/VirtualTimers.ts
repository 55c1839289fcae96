import type { RunRecords } from '../runs/RunRecords';
import type { Timer } from '../runs/timers';
import type { Agenda } from './Agenda';
import type { Deliveries } from './Deliveries';
import type { Change } from './JournaledMap';
import type { MemoryDatabase } from './MemoryDatabase';
import type { VirtualProcess } from './VirtualProcess';

/** A timer that could not be fired is tried again so soon. */
const RETRY_MS = 15_000;

type TimerRecords = Pick<RunRecords, 'settle' | 'clearTimer'>;

/** What timers look at. */
interface TimerWorld<
  TRecords extends TimerRecords,
  TReplica extends VirtualProcess<TRecords>,
> {
  agenda: Agenda;
  database: MemoryDatabase<TRecords>;
  deliveries: Deliveries;
  someReplica(): TReplica | undefined;
  wake(): void;
}

/** Fires timers once they are due: who removes the row fires, in the same transaction. */
export class VirtualTimers<
  TRecords extends TimerRecords,
  TReplica extends VirtualProcess<TRecords>,
> {
  readonly #world: TimerWorld<TRecords, TReplica>;
  readonly #onDue: (
    replica: TReplica,
    records: TRecords,
    timer: Timer,
  ) => Promise<unknown>;

  /** @param onDue - does what the timer is for, in the transaction that removes it */
  constructor(
    world: TimerWorld<TRecords, TReplica>,
    onDue: (
      replica: TReplica,
      records: TRecords,
      timer: Timer,
    ) => Promise<unknown>,
  ) {
    this.#world = world;
    this.#onDue = onDue;
  }

  afterCommit(changes: Change[]): void {
    const { timers } = this.#world.database.tables;
    for (const { map, key } of changes) {
      const timer = timers.get(key);
      if ((map as unknown) === timers && timer) {
        this.#watch(timer);
      }
    }
  }

  #watch(timer: Timer): void {
    const { agenda, deliveries } = this.#world;
    agenda.at(Date.parse(timer.dueAt), `timer ${timer.id}`, () => {
      if (!this.#isSet(timer)) {
        return undefined;
      }
      agenda.after(RETRY_MS, `timer ${timer.id} again`, () =>
        this.#watch(timer),
      );
      return deliveries.hand(`timer ${timer.id}`, () => {
        const replica = this.#world.someReplica();
        return replica?.step('fires', () => this.#fire(replica, timer));
      });
    });
  }

  async #fire(replica: TReplica, timer: Timer): Promise<void> {
    if (timer.dueAt > replica.now()) {
      return;
    }
    await replica.transaction(async records => {
      if (this.#isSet(timer)) {
        await records.clearTimer(timer.id);
        await this.#onDue(replica, records, timer);
      }
    });
    this.#world.wake();
  }

  #isSet(timer: Timer): boolean {
    return this.#world.database.tables.timers.get(timer.id) === timer;
  }
}
