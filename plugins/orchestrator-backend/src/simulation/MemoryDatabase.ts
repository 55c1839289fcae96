import { retryConflicts } from '../runs/inTransaction';
import type { Change } from './JournaledMap';
import { MemoryTables } from './MemoryTables';
import { MemoryWorkQueue } from './MemoryWorkQueue';

/** What a transaction meets when it wants to commit. */
export interface TransactionFate<TRecords> {
  /** May throw, so that everything is undone. */
  beforeCommit?(): void;
  /** May throw, though everything is kept. */
  afterCommit?(): void;
  /** Puts something between the commands and the records. */
  decorate?(records: TRecords): TRecords;
}

/** The database ended a transaction because of another one: code of PostgreSQL's serialization failure. */
export class SerializationFailure extends Error {
  readonly code = '40001';
}

/** Settings of the memory; `now` is the true time, ISO 8601. */
export interface MemoryDatabaseOptions<TRecords> {
  leaseMs?: number;
  /** What a transaction reads and writes, by the clock of whoever has begun it. */
  records(
    tables: MemoryTables,
    queue: MemoryWorkQueue,
    now: () => string,
  ): TRecords;
  now(): string;
  /** Called with what each transaction has changed, right after its commit. */
  onCommit?(changes: Change[]): void;
}

/** The plugin's database in memory, one transaction at a time: whole, or not at all. */
export class MemoryDatabase<TRecords> {
  readonly tables = new MemoryTables();
  readonly queue: MemoryWorkQueue;
  readonly #options: MemoryDatabaseOptions<TRecords>;
  #last: Promise<void> = Promise.resolve();

  constructor(options: MemoryDatabaseOptions<TRecords>) {
    this.#options = options;
    this.queue = new MemoryWorkQueue(this.tables, options.leaseMs ?? 30_000);
  }

  transaction<T>(
    work: (records: TRecords) => Promise<T>,
    onConflict?: () => void,
    fate: TransactionFate<TRecords> = {},
    now = this.#options.now,
  ): Promise<T> {
    return retryConflicts(() => this.#once(work, fate, now), onConflict);
  }

  /** Something that is not a command on a run, in a transaction of its own. */
  write<T>(work: () => T): T {
    const result = work();
    this.#options.onCommit?.(this.tables.journal.commit());
    return result;
  }

  async #once<T>(
    work: (records: TRecords) => Promise<T>,
    fate: TransactionFate<TRecords>,
    now: () => string,
  ): Promise<T> {
    const turn = this.#last;
    let leave = () => {};
    this.#last = new Promise(resolve => {
      leave = resolve;
    });
    await turn;
    try {
      const records = this.#options.records(this.tables, this.queue, now);
      let result: T;
      try {
        result = await work(fate.decorate?.(records) ?? records);
        fate.beforeCommit?.();
      } catch (error) {
        this.tables.journal.undo();
        throw error;
      }
      this.#options.onCommit?.(this.tables.journal.commit());
      fate.afterCommit?.();
      return result;
    } finally {
      leave();
    }
  }
}
