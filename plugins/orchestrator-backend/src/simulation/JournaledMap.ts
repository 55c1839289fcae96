/** One change of one map. */
export interface Change {
  map: JournaledMap<unknown>;
  key: string;
  /** Undefined where there was nothing. */
  before: unknown;
}

/** What a transaction has changed, so that it can be undone. */
export class Journal {
  #changes: Change[] = [];

  note(change: Change): void {
    this.#changes.push(change);
  }

  /** Ends the transaction; returns what it changed, in order. */
  commit(): Change[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Ends the transaction as if it had never been. */
  undo(): void {
    for (const change of this.commit().reverse()) {
      change.map.restore(change);
    }
  }
}

/** A table in memory: rows are values that are replaced, never changed, and every change can be undone. */
export class JournaledMap<TRow> {
  readonly #rows = new Map<string, TRow>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): TRow | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  set(key: string, row: TRow): void {
    this.#note(key);
    this.#rows.set(key, row);
  }

  delete(key: string): void {
    this.#note(key);
    this.#rows.delete(key);
  }

  values(): IterableIterator<TRow> {
    return this.#rows.values();
  }

  entries(): IterableIterator<[string, TRow]> {
    return this.#rows.entries();
  }

  restore({ key, before }: Change): void {
    if (before === undefined) {
      this.#rows.delete(key);
    } else {
      this.#rows.set(key, before as TRow);
    }
  }

  #note(key: string): void {
    this.#journal.note({
      map: this as JournaledMap<unknown>,
      key,
      before: this.#rows.get(key),
    });
  }
}
