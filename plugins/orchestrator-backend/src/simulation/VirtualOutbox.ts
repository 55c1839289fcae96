import type { Change } from './JournaledMap';
import type { World } from './World';

const DELIVERY_MS = 200;
const RETRY_MS = 20_000;

/** Delivers what is in the outbox: at least once, with an id by which a receiver drops repeats. */
export class VirtualOutbox {
  /** Ids that the receiver has got. */
  readonly delivered = new Set<string>();
  readonly #world: World;
  #isPlanned = false;

  constructor(world: World) {
    this.#world = world;
  }

  afterCommit(changes: Change[]): void {
    const { outbox } = this.#world.database.tables;
    if (changes.some(({ map }) => (map as unknown) === outbox)) {
      this.#plan(DELIVERY_MS);
    }
  }

  #plan(delayMs: number): void {
    const { tables } = this.#world.database;
    if (this.#isPlanned || tables.outbox.size === 0) {
      return;
    }
    this.#isPlanned = true;
    this.#world.agenda.after(delayMs, 'outbox', async () => {
      await this.#world.someReplica()?.step('delivers', () => this.#deliver());
      this.#isPlanned = false;
      this.#plan(RETRY_MS);
    });
  }

  #deliver(): void {
    const { database, interventions, invariants } = this.#world;
    for (const row of [...database.tables.outbox.values()]) {
      this.delivered.add(row.id);
      invariants.delivered(row);
      if (!interventions.happens('outboxRepeated')) {
        database.write(() => database.tables.outbox.delete(row.id));
      }
    }
  }
}
