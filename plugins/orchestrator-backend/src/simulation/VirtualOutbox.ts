import type { Agenda } from './Agenda';
import type { Interventions } from './Interventions';
import type { Change } from './JournaledMap';
import type { MemoryDatabase } from './MemoryDatabase';
import type { OutboxRow } from './MemoryTables';

const DELIVERY_MS = 200;
const RETRY_MS = 20_000;

/** What the outbox looks at. */
interface OutboxWorld {
  agenda: Agenda;
  interventions: Interventions;
  database: Pick<MemoryDatabase<unknown>, 'tables' | 'write'>;
  invariants: { delivered(row: OutboxRow): void };
  someReplica():
    | { step(what: string, task: () => void): Promise<void> | undefined }
    | undefined;
}

/** Delivers what is in the outbox: at least once, with an id by which a receiver drops repeats. */
export class VirtualOutbox {
  /** Ids that the receiver has got. */
  readonly delivered = new Set<string>();
  readonly #world: OutboxWorld;
  #isPlanned = false;

  constructor(world: OutboxWorld) {
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
    const rows = interventions.reordered([...database.tables.outbox.values()]);
    for (const row of rows) {
      this.delivered.add(row.id);
      invariants.delivered(row);
      if (!interventions.happens('outboxRepeated')) {
        database.write(() => database.tables.outbox.delete(row.id));
      }
    }
  }
}
